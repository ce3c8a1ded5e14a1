import { crc32 } from "node:zlib";
import type { Random } from "#hub/ports/index.ts";
import { createVirtualClock, type VirtualClock } from "#test/clock/virtual-clock.ts";
import { seededRandom } from "#test/dispatch/open-dispatcher.ts";

/** One message that really went out to a guest. */
export interface Effect {
  readonly messageId: string;
  readonly attemptId: string;
}

/** What happened, in order: counted and hashed always, kept as lines when somebody wants to read it. */
export interface Trace {
  note(what: string): void;
  events(): number;
  /** Two runs with one hash did the same. */
  hash(): string;
  lines(): readonly string[];
}

/** The truth of one run: what nobody in it can change or forget. */
export interface World {
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly trace: Trace;
  readonly effects: Effect[];
  readonly violations: string[];
  /** Share of calls, facts and steps that something happens to; 0 once faults have stopped. */
  faultShare: number;
  /** The time out there, milliseconds: nobody sets it, and it passes while computers sleep. */
  trueNow(): number;
  /** Says what was violated, once. */
  violate(what: string): void;
  /** Whether something of this likelihood happens now. */
  happens(likelihood: number): boolean;
  pick<Item>(items: readonly Item[]): Item | undefined;
}

const createTrace = (clock: VirtualClock, keepLines: boolean): Trace => {
  const lines: string[] = [];
  let events = 0;
  let sum = 0;
  return {
    note: (what) => {
      events += 1;
      const line = `${clock.monotonic().toFixed(3)} ${what}`;
      sum = crc32(line, sum);
      if (keepLines) lines.push(line);
    },
    events: () => events,
    hash: () => sum.toString(16).padStart(8, "0"),
    lines: () => lines,
  };
};

export const createWorld = (seed: number, startAt: number, keepLines: boolean): World => {
  const clock = createVirtualClock(startAt);
  const random = seededRandom(seed);
  const trace = createTrace(clock, keepLines);
  const violations: string[] = [];
  return {
    seed,
    clock,
    random,
    trace,
    effects: [],
    violations,
    faultShare: 0,
    trueNow: () => startAt + clock.monotonic(),
    violate: (what) => {
      if (violations.includes(what)) return;
      violations.push(what);
      trace.note(`VIOLATED ${what}`);
    },
    happens: (likelihood) => random.next() < likelihood,
    pick: (items) => items[Math.floor(random.next() * items.length)],
  };
};

/** What a dead process waits for. */
export const never = (): Promise<never> => new Promise(() => undefined);
