import { createRouterClient } from "@orpc/server";
import type { UsherClient } from "#shared/api/contract.ts";
import { createApi, type Api } from "./api/router.ts";
import { composeRooms } from "./compose-rooms.ts";
import type { DispatchLimits } from "./dispatcher/index.ts";
import type { Clock, Connectivity, Http, Http2, Ids, Logger, Notifier, Random, Secrets } from "./ports/index.ts";
import { openFiles } from "./open-files.ts";
import type { ProviderOptions } from "./providers/accounts/index.ts";

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
  /**
   * Resolves when the screens may open. Behind that, the journal is checked, what an earlier start left open is settled, and
   * sending begins, or the status says why not; the screens' copy of the journal follows. A full disk does not reject.
   */
  start(): Promise<void>;
  /** Claims nothing more, lets running sends end, closes every file. Idempotent. */
  stop(): Promise<void>;
  status(): HubStatus;
  onStatus(listener: () => void): () => void;
}

/** What nothing that leaves depends on; the rest is checked before anything is sent (`begin-sending.ts`). */
const checkedLater = ["households", "events", "templates", "messages"] as const;

/** Opens the files and builds the rooms; nothing is sent before `start`. Throws `UsherError` when a file cannot be used. */
export const createHub = async (deps: HubDeps): Promise<Hub> => {
  const files = await openFiles(deps);
  const { ledger, store } = files;
  const composed = await composeRooms(deps, files).catch(async (error: unknown) => {
    await store.close();
    await ledger.close();
    throw error;
  });
  const { rooms } = composed;
  const api = createApi(rooms);
  let catchingUp: Promise<void> = Promise.resolve();
  const ending = new AbortController();
  const stop = async (): Promise<void> => {
    ending.abort(new Error("Usher stops"));
    await rooms.heldDecisions.stop();
    await Promise.all([composed.sending.end(), rooms.dispatcher.stop()]);
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
      await composed.sending.begin();
      composed.polling.start();
      composed.health.start();
      catchingUp = composed.sending
        .compared()
        .then((isRight) => composed.projection.catchUp(isRight))
        .catch(() => deps.logger.error("The screens' copy of the journal could not be brought up to date."))
        .then(() => store.check(checkedLater, () => deps.clock.sleep(0, ending.signal)))
        .catch((error: unknown) => {
          if (!ending.signal.aborted) deps.logger.error("The lists could not be checked.", { reason: String(error) });
        });
    },
    stop: () => (stopping ??= stop()),
    status: () => rooms.status.summary(),
    onStatus: (listener) => rooms.status.onChange(listener),
  };
};
