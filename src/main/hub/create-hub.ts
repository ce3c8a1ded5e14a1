import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createRouterClient } from "@orpc/server";
import type { UsherClient } from "#shared/api/contract.ts";
import { createApi, type Api } from "./api/router.ts";
import { createAppStatus } from "./app-status.ts";
import { createCampaigns } from "./campaigns/index.ts";
import { createDeliveries, createProjection, createRuns, createStoreSink, createTallies } from "./delivery/index.ts";
import { deviceIdOf } from "./device.ts";
import { createDispatcher, soloClaims, type DispatchLimits, type Dispatcher } from "./dispatcher/index.ts";
import { createGuests, sampleWedding } from "./guests/index.ts";
import { createMessageBook, openLedger } from "./ledger/index.ts";
import type { Clock, Connectivity, Http, Ids, Logger, Notifier, Random, Secrets } from "./ports/index.ts";
import { createProviderAccounts, type ProviderAccounts, type ProviderOptions } from "./providers/accounts/index.ts";
import { createSettingsStore } from "./settings-store.ts";
import { openStore } from "./store/index.ts";
import { createWeddings } from "./weddings/index.ts";

/** Everything that the hub touches outside of itself. */
export interface HubDeps {
  /** Made when missing. Only one hub at a time may use it. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly logger: Logger;
  readonly http: Http;
  readonly secrets: Secrets;
  readonly connectivity: Connectivity;
  readonly notifier: Notifier;
  readonly host: "electron" | "browser" | "headless";
  readonly version: string;
  /** Tests and rehearsals shorten waits; people cannot. */
  readonly limits?: Partial<DispatchLimits>;
  /** Where the providers are, and how practice mode behaves, when not as usual. */
  readonly providerOptions?: ProviderOptions;
}

export interface HubStatus {
  /** Messages on their way over all campaigns. */
  readonly sending: number;
  readonly heldCount: number;
}

export interface Hub {
  readonly api: Api;
  /** The contract without a transport, for callers in this process. */
  client(host?: HubDeps["host"]): UsherClient;
  /** Settles what an earlier start left open, then begins to send. */
  start(): Promise<void>;
  /** Claims nothing more, lets running sends end, closes every file. Idempotent. */
  stop(): Promise<void>;
  status(): HubStatus;
  onStatus(listener: () => void): () => void;
}

/** Opens the files and builds the rooms; nothing is sent before `start`. Throws `UsherError` when a file cannot be used. */
export const createHub = async (deps: HubDeps): Promise<Hub> => {
  const { clock, ids, random, logger, connectivity, dataFolder } = deps;
  await mkdir(dataFolder, { recursive: true });
  const deviceId = await deviceIdOf(dataFolder, ids);
  const ledger = openLedger({ path: join(dataFolder, "ledger.sqlite"), clock, logger });
  const store = await openStore({ path: join(dataFolder, "store.sqlite") }).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  const { collections } = store;
  const book = createMessageBook(ledger);
  await book.load();
  const accounts = createProviderAccounts({
    settings: createSettingsStore(collections),
    secrets: deps.secrets,
    http: deps.http,
    clock,
    random,
    logger,
    ...deps.providerOptions,
  });
  const guests = createGuests({ collections, clock, ids, logger });
  const campaigns = createCampaigns({
    collections,
    ledger,
    dispatcher: () => dispatcher,
    audience: guests,
    lanes: accounts.lanes,
    tallies: { of: (campaign) => tallies.of(campaign), onChange: (listener) => tallies.onChange(listener) },
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
  const tallies = createTallies();
  const waitingOf = (messageId: string) => dispatcher.waitingOf(messageId);
  const onWaiting = (listener: (messageIds: readonly string[]) => void) => dispatcher.onWaiting(listener);
  const projection = createProjection({
    ledger,
    book,
    sink: createStoreSink(collections),
    waitingOf,
    onWaiting,
    observe: tallies.observe,
    clock,
    logger,
  });
  const runs = createRuns({
    collections,
    book,
    tallies,
    waitingOf,
    isPaused: (campaignId) => dispatcher.isPaused("all") || dispatcher.isPaused({ campaignId }),
    onDispatcher: (listener) => dispatcher.onChange(listener),
    clock,
  });
  const status = createAppStatus({ collections, book, tallies, dispatcher, providers: accounts, connectivity, clock });
  const api = createApi({
    about: { version: deps.version, secretsProtection: deps.secrets.protection, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone },
    status,
    weddings: createWeddings({ collections, sample: () => sampleWedding({ clock, ids }), clock, ids }),
    guests,
    campaigns,
    runs,
    deliveries: createDeliveries({ collections, book, waitingOf, onWaiting, clock }),
    dispatcher,
    accounts,
  });
  let stopping: Promise<void> | undefined;
  let catchingUp: Promise<void> = Promise.resolve();
  const stop = async (): Promise<void> => {
    await dispatcher.stop();
    await accounts.stop();
    await catchingUp;
    await projection.stop();
    runs.stop();
    status.stop();
    await guests.stop();
    book.stop();
    await store.close();
    await ledger.close();
  };
  return {
    api,
    client: (host = deps.host) => createRouterClient(api, { context: { host } }) as UsherClient,
    start: async () => {
      await guests.start();
      await accounts.start();
      await dispatcher.start();
      catchingUp = projection.catchUp();
      await catchingUp;
    },
    stop: () => (stopping ??= stop()),
    status: () => status.summary(),
    onStatus: (listener) => status.onChange(listener),
  };
};
