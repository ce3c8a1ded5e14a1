import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createRouterClient } from "@orpc/server";
import type { UsherClient } from "#shared/api/contract.ts";
import { createApi, type Api } from "./api/router.ts";
import { composeRooms } from "./compose-rooms.ts";
import { deviceIdOf } from "./device.ts";
import type { DispatchLimits } from "./dispatcher/index.ts";
import { openLedger } from "./ledger/index.ts";
import type { Clock, Connectivity, Http, Http2, Ids, Logger, Notifier, Random, Secrets } from "./ports/index.ts";
import type { ProviderOptions } from "./providers/accounts/index.ts";
import { openStore } from "./store/index.ts";

/** Everything that the hub touches outside of itself. */
export interface HubDeps {
  /** Made when missing. Only one hub at a time may use it. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly logger: Logger;
  readonly http: Http;
  readonly http2: Http2;
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
  /** Settles what an earlier start left open, then begins to send. The screens' copy of the journal follows behind. */
  start(): Promise<void>;
  /** Claims nothing more, lets running sends end, closes every file. Idempotent. */
  stop(): Promise<void>;
  status(): HubStatus;
  onStatus(listener: () => void): () => void;
}

/** Opens the files and builds the rooms; nothing is sent before `start`. Throws `UsherError` when a file cannot be used. */
export const createHub = async (deps: HubDeps): Promise<Hub> => {
  const { clock, ids, logger, dataFolder } = deps;
  await mkdir(dataFolder, { recursive: true });
  const deviceId = await deviceIdOf(dataFolder, ids);
  const ledger = openLedger({ path: join(dataFolder, "ledger.sqlite"), clock, logger });
  const store = await openStore({ path: join(dataFolder, "store.sqlite") }).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  const composed = await composeRooms(deps, { ledger, store, deviceId });
  const { rooms } = composed;
  const api = createApi(rooms);
  let catchingUp: Promise<void> = Promise.resolve();
  const stop = async (): Promise<void> => {
    await rooms.dispatcher.stop();
    await rooms.accounts.stop();
    await catchingUp;
    await composed.stop();
    await store.close();
    await ledger.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    api,
    client: (host = deps.host) => createRouterClient(api, { context: { host } }) as UsherClient,
    start: async () => {
      await rooms.guests.start();
      await rooms.accounts.start();
      await composed.catchUpBeforeSending();
      await rooms.dispatcher.start();
      catchingUp = composed.projection
        .catchUp()
        .catch(() => logger.error("The screens' copy of the journal could not be brought up to date."));
    },
    stop: () => (stopping ??= stop()),
    status: () => rooms.status.summary(),
    onStatus: (listener) => rooms.status.onChange(listener),
  };
};
