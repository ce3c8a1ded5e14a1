import { join } from "node:path";
import { accountUseOf } from "./account-use.ts";
import type { Rooms } from "./api/rooms.ts";
import { createAppStatus } from "./app-status.ts";
import { composeLanes, type ComposedLanes } from "./compose-lanes.ts";
import { createCampaigns } from "./campaigns/index.ts";
import { createSendingStart, type SendingStart } from "./begin-sending.ts";
import { composeLists } from "./compose-lists.ts";
import type { HubDeps } from "./create-hub.ts";
import { createDamagedEntries } from "./damaged-entries.ts";
import {
  createKeptBlocks,
  createPolling,
  createProjection,
  createRuns,
  createStoreSink,
  createTallies,
  followSuppressions,
  openExchangeStore,
  type ExchangeStore,
  type SuppressionFollower,
  type Polling,
  type Projection,
} from "./delivery/index.ts";
import { createClockTrust, createDispatcher, defaultDispatchLimits, soloClaims, type Dispatcher } from "./dispatcher/index.ts";
import { createGuests, sampleWedding } from "./guests/index.ts";
import { createMessageBook, journalProblems, type Ledger, type MessageBook } from "./ledger/index.ts";
import { isJournalBehind } from "./lost-journal.ts";
import { beginNewJournal } from "./new-journal.ts";
import { fileNames, type OpenFiles } from "./open-files.ts";
import { createExchanges } from "./providers/exchanges.ts";
import { createProviderAccounts, type ProviderAccounts } from "./providers/accounts/index.ts";
import type { Http, Logger } from "./ports/index.ts";
import { createSettingsStore } from "./settings-store.ts";
import type { Store } from "./store/index.ts";
import { textTermsOf } from "./text-terms.ts";
import { createWeddings } from "./weddings/index.ts";

export interface ComposedRooms {
  readonly rooms: Rooms;
  readonly projection: Projection;
  readonly polling: Polling;
  readonly sending: SendingStart;
  readonly health: Pick<ComposedLanes, "start">;
  /** Ends what listens; the dispatcher and the accounts are stopped before. */
  stop(): Promise<void>;
}

/** A damaged row of these could let something leave that must not; of the others it is found out later. */
const askedByGates = ["suppressions", "responses", "weddings", "campaigns", "settings", "guests"] as const;

/** What cannot be read may have been sent: what can is shown, and nothing leaves. */
const loadedBook = async (ledger: Ledger, logger: Logger): Promise<MessageBook> => {
  const book = createMessageBook(ledger);
  await book.load().catch((error: unknown) => {
    logger.error("The send journal could not be read to its end.", { reason: String(error) });
    ledger.block(journalProblems.damaged);
  });
  return book;
};

/** The rooms, each handed what it needs. The only place that sees them all. */
export const composeRooms = async (deps: HubDeps, { ledger, store, deviceId, orders }: OpenFiles): Promise<ComposedRooms> => {
  const { clock, ids, logger, connectivity } = deps;
  const { collections } = store;
  const book = await loadedBook(ledger, logger);
  const quietHours = (practice: boolean) => quietHoursOf(deps.limits, practice);
  const tallies = createTallies();
  const trust = createClockTrust(clock, deps.http);
  const wire = openExchangeStore(join(deps.dataFolder, fileNames.exchanges), clock, logger);
  const accounts = composeAccounts(deps, store, trust.http, wire);
  const guests = createGuests({ collections, historyPath: join(deps.dataFolder, fileNames.history), clock, ids, logger });
  const suppressions = followSuppressions(book, store, createKeptBlocks(ledger, ids, clock), clock, logger);
  const campaigns = createCampaigns({
    collections,
    unsavedSuppressions: suppressions.unsaved,
    isBlockLost: suppressions.isLost,
    ledger,
    dispatcher: () => dispatcher,
    audience: guests,
    book,
    quietHours,
    connectivity,
    lanes: accounts.lanes,
    tallies,
    terms: textTermsOf(accounts),
    fitOf: (send) => health.fitOf(send),
    clock,
    ids,
    logger,
  });
  const dispatcher: Dispatcher = composeDispatcher(deps, { ledger, deviceId, orders, book, accounts, campaigns, trust });
  const sending = composeSending(deps, { ledger, store, suppressions, campaigns, dispatcher });
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const health: ComposedLanes = composeLanes(deps, { book, ledger, store, dispatcher, accounts, quietHours, zone });
  const screens = composeScreens(deps, { book, ledger, store, tallies, suppressions, campaigns, dispatcher, accounts, sending, health });
  return {
    rooms: {
      about: { version: deps.version, secretsProtection: deps.secrets.protection, zone },
      weddings: createWeddings({ collections, sample: () => sampleWedding({ clock, ids }), clock, ids }),
      guests,
      campaigns,
      dispatcher,
      accounts,
      accountUse: ({ provider }) => accountUseOf(book, accounts, provider),
      beginNewJournal: () => beginNewJournal({ store, ledger, orders, deviceId, clock, ids }),
      lanes: health.lanes,
      ...screens.rooms,
      ...composeLists(deps, { wire, book, store, guests, campaigns, tallies, suppressions, dispatcher }),
    },
    health,
    projection: screens.projection,
    polling: screens.polling,
    sending,
    stop: async () => {
      await health.stop();
      await screens.stop();
      await campaigns.stop();
      await guests.stop();
      book.stop();
      wire.stop();
    },
  };
};

const composeAccounts = (deps: HubDeps, store: Store, http: Http, wire: ExchangeStore): ProviderAccounts =>
  createProviderAccounts({
    ...deps.providerOptions,
    settings: createSettingsStore(store.collections),
    secrets: deps.secrets,
    exchanges: createExchanges(deps.clock, wire.keep),
    http,
    http2: deps.http2,
    clock: deps.clock,
    random: deps.random,
    logger: deps.logger,
  });

interface DispatcherParts extends Pick<OpenFiles, "ledger" | "deviceId" | "orders">, Pick<Rooms, "campaigns" | "accounts"> {
  readonly book: MessageBook;
  readonly trust: ReturnType<typeof createClockTrust>;
}

const composeDispatcher = (deps: HubDeps, { ledger, deviceId, orders, book, accounts, campaigns, trust }: DispatcherParts): Dispatcher => {
  const { clock, ids, random, logger, connectivity } = deps;
  return createDispatcher({
    ledger,
    book,
    clock,
    random,
    ids,
    logger,
    connectivity,
    providers: accounts,
    gateFacts: campaigns.gateFacts,
    claims: soloClaims(),
    render: campaigns.render,
    deviceId,
    bootId: ids.next(),
    clockSkewMs: trust.skewMs,
    clockSlept: trust.forget,
    ordered: orders.remember,
    ...(deps.limits && { limits: deps.limits }),
  });
};

interface SendingRooms extends Pick<OpenFiles, "ledger" | "store">, Pick<Rooms, "campaigns"> {
  readonly suppressions: SuppressionFollower;
  readonly dispatcher: Dispatcher;
}

const composeSending = ({ clock, logger }: HubDeps, { ledger, store, suppressions, campaigns, dispatcher }: SendingRooms): SendingStart =>
  createSendingStart({
    ledger,
    // What the journal knows and the gates need.
    catchUp: async () => {
      await suppressions.catchUp(ledger);
      await campaigns.start();
    },
    checkLists: (signal) => store.check(askedByGates, () => clock.sleep(0, signal)),
    isBehind: (signal) => isJournalBehind(store, ledger, clock, signal),
    startDispatcher: () => dispatcher.start(),
    clock,
    logger,
  });

interface Engine extends Pick<OpenFiles, "ledger" | "store">, Pick<Rooms, "campaigns"> {
  readonly book: MessageBook;
  readonly tallies: ReturnType<typeof createTallies>;
  readonly suppressions: SuppressionFollower;
  readonly dispatcher: Dispatcher;
  readonly accounts: ProviderAccounts;
  readonly sending: SendingStart;
  readonly health: ComposedLanes;
}

const realProviders = (accounts: ProviderAccounts) =>
  (["email", "sms", "push"] as const).flatMap((channel) => accounts.providersFor(channel, false));

const quietHoursOf = (limits: HubDeps["limits"], practice: boolean) => {
  const { quietHours, quietHoursPractice } = { ...defaultDispatchLimits, ...limits };
  return practice ? quietHoursPractice : quietHours;
};

/** What only shows: it reads the engine and never decides. */
const composeScreens = (deps: HubDeps, engine: Engine) => {
  const { book, ledger, store, tallies, suppressions, campaigns, dispatcher, accounts, sending, health } = engine;
  const { clock, logger, connectivity } = deps;
  const { collections } = store;
  const waitingOf = (messageId: string) => dispatcher.waitingOf(messageId);
  const onWaiting = (listener: (messageIds: readonly string[]) => void) => dispatcher.onWaiting(listener);
  const counted = Promise.withResolvers<void>();
  const allCounted = (): void => {
    tallies.allCounted();
    counted.resolve();
  };
  const polling = createPolling({ ledger, book, providers: () => realProviders(accounts), connectivity, clock, logger });
  const projection = createProjection({
    ledger,
    book,
    sink: createStoreSink(collections),
    waitingOf,
    onWaiting,
    observe: (entry) => {
      tallies.observe(entry);
      polling.observe(entry);
    },
    allCounted,
    clock,
    logger,
  });
  const runs = createRuns({
    collections,
    ledger,
    spentOn: campaigns.meter.spentOn,
    book,
    tallies,
    counted: counted.promise,
    waitingOf,
    forecastOf: (campaign) => health.outlook.of(campaign),
    isPaused: ({ id: campaignId, weddingId }) =>
      dispatcher.isPaused("all") || dispatcher.isPaused({ weddingId }) || dispatcher.isPaused({ campaignId }),
    onDispatcher: (listener) => dispatcher.onChange(listener),
    clock,
  });
  const status = createAppStatus({
    collections,
    book,
    tallies,
    dispatcher,
    lanes: health.lanes,
    providers: accounts,
    connectivity,
    sending,
    damaged: store.damaged,
    clock,
  });
  return {
    rooms: { runs, status, damaged: createDamagedEntries(store, clock) },
    projection,
    polling,
    stop: async () => {
      await polling.stop();
      await projection.stop();
      await suppressions.stop();
      runs.stop();
      status.stop();
    },
  };
};
