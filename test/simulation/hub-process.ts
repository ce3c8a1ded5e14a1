import { copyFileSync, existsSync } from "node:fs";
import type { PlanStep } from "#shared/message/ledger-rows.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { SendRequest } from "#hub/providers/contract.ts";
import { openGates } from "#test/dispatch/approved.ts";
import { openDispatcher, temporaryLedgerPath, type OpenedDispatcher } from "#test/dispatch/open-dispatcher.ts";
import type { FarEnd, Line } from "./faulty-provider.ts";

/** One life of the program, from start to crash: the production dispatcher and ledger on clocks and lines that can die. */
export interface HubProcess extends OpenedDispatcher {
  alive(): boolean;
  /** Where the next life finds what was on disk at the instant of death. */
  remains(): string;
  die(): void;
}

export interface ProcessOptions {
  readonly clock: Clock;
  readonly path: string;
  readonly farEnds: readonly FarEnd[];
  readonly isSuppressed: (address: string) => boolean;
  readonly seed: number;
  /** Whether the process dies at this point. */
  readonly dies: () => boolean;
  readonly arrived: (request: SendRequest, provider: string, process: OpenedDispatcher) => void;
}

export const startProcess = async (options: ProcessOptions): Promise<HubProcess> => {
  const { clock, path, farEnds, seed } = options;
  let isAlive = true;
  const after = temporaryLedgerPath();
  /** The files as they are now; what is only in memory is gone. */
  const die = (): void => {
    if (!isAlive) return;
    isAlive = false;
    for (const suffix of ["", "-wal"]) if (existsSync(path + suffix)) copyFileSync(path + suffix, after + suffix);
  };
  const line: Line = {
    alive: () => isAlive,
    danger: () => {
      if (options.dies()) die();
    },
    arrived: (request, provider) => {
      if (isAlive && inside.opened !== undefined) options.arrived(request, provider, inside.opened);
    },
  };
  const inside: { opened?: OpenedDispatcher } = {};
  const providers = farEnds.map((farEnd) => farEnd.connect(line));
  const gateFacts = {
    load: () => {
      const view = {
        ...openGates,
        suppression: (_: unknown, { address }: PlanStep) => (options.isSuppressed(address) ? "opted-out" : null),
      };
      return Promise.resolve(view);
    },
  };
  const opened = await openDispatcher({ clock: mortal(clock, () => isAlive), providers, path, seed, deps: { gateFacts } });
  inside.opened = opened;
  // After a commit and before anybody acts on it.
  opened.ledger.onAppend(line.danger);
  return { ...opened, alive: () => isAlive, remains: () => after, die };
};

/** Timers of a dead process never fire. */
const mortal = <Base extends Clock>(clock: Base, alive: () => boolean): Base => ({
  ...clock,
  setTimer: (delayMs: number, task: () => void) => clock.setTimer(delayMs, () => (alive() ? task() : undefined)),
  sleep: (delayMs: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      clock.sleep(delayMs, signal).then(
        () => (alive() ? resolve() : undefined),
        (error: unknown) => (alive() ? reject(error as Error) : undefined),
      );
    }),
});
