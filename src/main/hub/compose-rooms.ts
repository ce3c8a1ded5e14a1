import { join } from "node:path";
import type { Rooms } from "./api/rooms.ts";
import { createAppStatus } from "./app-status.ts";
import { createCampaigns } from "./campaigns/index.ts";
import type { HubDeps } from "./create-hub.ts";
import {
  createDeliveries,
  createProjection,
  createRuns,
  createStoreSink,
  createTallies,
  followSuppressions,
  type SuppressionFollower,
  type Projection,
} from "./delivery/index.ts";
import { createDispatcher, defaultDispatchLimits, soloClaims, type Dispatcher } from "./dispatcher/index.ts";
import { createGuests, sampleWedding } from "./guests/index.ts";
import { createMessageBook, type Ledger, type MessageBook } from "./ledger/index.ts";
import { createProviderAccounts, type ProviderAccounts } from "./providers/accounts/index.ts";
import { createSettingsStore } from "./settings-store.ts";
import type { Store } from "./store/index.ts";
import { createWeddings } from "./weddings/index.ts";

export interface OpenFiles {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly deviceId: string;
}

export interface ComposedRooms {
  readonly rooms: Rooms;
  readonly projection: Projection;
  /** Brings the store up to what the journal knows and the gates need. */
  catchUpBeforeSending(): Promise<void>;
  /** Ends what listens; the dispatcher and the accounts are stopped before. */
  stop(): Promise<void>;
}

/** The rooms, each handed what it needs. The only place that sees them all. */
export const composeRooms = async (deps: HubDeps, { ledger, store, deviceId }: OpenFiles): Promise<ComposedRooms> => {
  const { clock, ids, random, logger, connectivity } = deps;
  const { collections } = store;
  const book = createMessageBook(ledger);
  await book.load();
  const tallies = createTallies();
  const accounts = createProviderAccounts({
    ...deps.providerOptions,
    settings: createSettingsStore(collections),
    secrets: deps.secrets,
    http: deps.http,
    http2: deps.http2,
    clock,
    random,
    logger,
  });
  const guests = createGuests({ collections, historyPath: join(deps.dataFolder, "history.sqlite"), clock, ids, logger });
  const suppressions = followSuppressions(book, collections, clock, logger);
  const campaigns = createCampaigns({
    collections,
    unsavedSuppressions: suppressions.unsaved,
    ledger,
    dispatcher: () => dispatcher,
    audience: guests,
    book,
    quietHours: (practice) => quietHoursOf(deps.limits, practice),
    connectivity,
    lanes: accounts.lanes,
    tallies,
    smsPriceCents: () => accounts.lanes.of("sms", false)?.smsPriceCentsPerSegment() ?? null,
    clock,
    ids,
    logger,
  });
  const dispatcher: Dispatcher = createDispatcher({
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
    ...(deps.limits === undefined ? {} : { limits: deps.limits }),
  });
  const screens = composeScreens(deps, { book, ledger, store, tallies, suppressions, dispatcher, accounts });
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    rooms: {
      about: { version: deps.version, secretsProtection: deps.secrets.protection, zone },
      weddings: createWeddings({ collections, sample: () => sampleWedding({ clock, ids }), clock, ids }),
      guests,
      campaigns,
      dispatcher,
      accounts,
      ...screens.rooms,
    },
    projection: screens.projection,
    catchUpBeforeSending: async () => {
      await suppressions.catchUp(ledger);
      await campaigns.start();
    },
    stop: async () => {
      await screens.stop();
      await campaigns.stop();
      await guests.stop();
      book.stop();
    },
  };
};

interface Engine extends Pick<OpenFiles, "ledger" | "store"> {
  readonly book: MessageBook;
  readonly tallies: ReturnType<typeof createTallies>;
  readonly suppressions: SuppressionFollower;
  readonly dispatcher: Dispatcher;
  readonly accounts: ProviderAccounts;
}

const quietHoursOf = (limits: HubDeps["limits"], practice: boolean) => {
  const { quietHours, quietHoursPractice } = { ...defaultDispatchLimits, ...limits };
  return practice ? quietHoursPractice : quietHours;
};

/** What only shows: it reads the engine and never decides. */
const composeScreens = (deps: HubDeps, { book, ledger, store, tallies, suppressions, dispatcher, accounts }: Engine) => {
  const { clock, logger, connectivity } = deps;
  const { collections } = store;
  const waitingOf = (messageId: string) => dispatcher.waitingOf(messageId);
  const onWaiting = (listener: (messageIds: readonly string[]) => void) => dispatcher.onWaiting(listener);
  const counted = Promise.withResolvers<void>();
  const allCounted = (): void => {
    tallies.allCounted();
    counted.resolve();
  };
  const projection = createProjection({
    ledger,
    book,
    sink: createStoreSink(collections),
    waitingOf,
    onWaiting,
    observe: tallies.observe,
    allCounted,
    clock,
    logger,
  });
  const runs = createRuns({
    collections,
    book,
    tallies,
    counted: counted.promise,
    waitingOf,
    isPaused: (campaignId) => dispatcher.isPaused("all") || dispatcher.isPaused({ campaignId }),
    onDispatcher: (listener) => dispatcher.onChange(listener),
    clock,
  });
  const status = createAppStatus({ collections, book, tallies, dispatcher, providers: accounts, connectivity, clock });
  return {
    rooms: { runs, status, deliveries: createDeliveries({ collections, book, waitingOf, onWaiting, clock }) },
    projection,
    stop: async () => {
      await projection.stop();
      await suppressions.stop();
      runs.stop();
      status.stop();
    },
  };
};
