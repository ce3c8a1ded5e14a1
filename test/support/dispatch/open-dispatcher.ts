import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createDispatcher,
  soloClaims,
  type Dispatcher,
  type DispatcherDeps,
  type DispatchLimits,
  type ProviderSource,
} from "#hub/dispatcher/index.ts";
import { createMessageBook, openLedger, type Ledger, type MessageBook } from "#hub/ledger/index.ts";
import type { Clock, Connectivity, Logger } from "#hub/ports/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { openGates, renderApproved } from "./approved.ts";

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  part: () => silentLogger,
};

/** Same seed, same numbers (mulberry32). */
export const seededRandom = (seed: number): { next(): number } => {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
};

const folders = new Set<string>();
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A ledger file of its own, removed with its folder when the process ends. */
export const temporaryLedgerPath = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "usher-ledger-"));
  folders.add(folder);
  return join(folder, "ledger.sqlite");
};

let idsMade = 0;
/** Unique over every dispatcher of this process, sortable by creation. */
export const countingIds = { next: () => `id${String((idsMade += 1)).padStart(10, "0")}`, token: () => `token${(idsMade += 1)}` };

export interface Network extends Connectivity {
  tell(event: "online" | "offline" | "suspend" | "resume"): void;
}

export const createNetwork = (): Network => {
  const listeners = new Set<Parameters<Connectivity["subscribe"]>[0]>();
  let online = true;
  return {
    online: () => online,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (event) => {
      if (event === "online" || event === "offline") online = event === "online";
      for (const listener of listeners) listener(event);
    },
  };
};

export interface OpenedDispatcher {
  readonly dispatcher: Dispatcher;
  readonly ledger: Ledger;
  readonly book: MessageBook;
  readonly network: Network;
  changeProvider(id: Provider["id"]): void;
}

export interface OpenOptions {
  readonly clock: Clock;
  readonly providers: readonly Provider[];
  readonly path?: string;
  readonly limits?: Partial<DispatchLimits>;
  readonly seed?: number;
  readonly mayWriteTo?: ProviderSource["mayWriteTo"];
  readonly deps?: Partial<DispatcherDeps>;
}

/** The production dispatcher and ledger around the given clock and providers. Not started. */
export const openDispatcher = async ({
  clock,
  providers,
  path = temporaryLedgerPath(),
  limits,
  seed = 1,
  mayWriteTo = () => true,
  deps,
}: OpenOptions): Promise<OpenedDispatcher> => {
  const ledger = deps?.ledger ?? openLedger({ path, clock, logger: silentLogger });
  const book = createMessageBook(ledger);
  const loaded = book.load();
  if ("until" in clock) {
    let isLoaded = false;
    void loaded.then(() => (isLoaded = true));
    await (clock as Clock & { until(holds: () => boolean, ms: number): Promise<boolean> }).until(() => isLoaded, 0);
  }
  await loaded;
  const network = createNetwork();
  const listeners = new Set<(changed: Provider["id"]) => void>();
  const isPractice = (provider: Provider): boolean => provider.id.startsWith("practice-");
  const dispatcher = createDispatcher({
    clock,
    random: seededRandom(seed),
    ids: countingIds,
    logger: silentLogger,
    connectivity: network,
    providers: {
      providersFor: (channel, practice) => providers.filter((one) => one.channel === channel && isPractice(one) === practice),
      mayWriteTo,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    gateFacts: { load: () => openGates },
    claims: soloClaims(),
    render: renderApproved,
    deviceId: "device-1",
    bootId: countingIds.next(),
    ...deps,
    ledger,
    book,
    limits: { quietHours: null, quietHoursPractice: null, ...limits },
  });
  return {
    dispatcher,
    ledger,
    book,
    network,
    changeProvider: (id) => {
      for (const listener of listeners) listener(id);
    },
  };
};
