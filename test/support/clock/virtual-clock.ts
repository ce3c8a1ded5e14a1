import type { Clock } from "#hub/ports/index.ts";

export interface VirtualClock extends Clock {
  /** Lets `ms` pass; between two timers everything that is awaited runs to its end. */
  advance(ms: number): Promise<void>;
  /** Runs timers until `holds`, at most `limitMs` of virtual time; answers whether it held. */
  until(holds: () => boolean, limitMs: number): Promise<boolean>;
  /** Moves the wall clock without the steady one: sleep, or somebody setting the time. */
  jump(ms: number): void;
  /** Forgets every timer: what a power cut does to a process. */
  dropTimers(): void;
  pendingTimers(): number;
}

interface Timer {
  readonly at: number;
  readonly serial: number;
  readonly task: () => void;
}

/** All promises that can go on do so before a macrotask of the real event loop. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that moves only when told to, with a wall clock that can jump. */
export const createVirtualClock = (startAt = Date.UTC(2027, 5, 1, 12)): VirtualClock => {
  let steady = 0;
  let wall = startAt;
  let serial = 0;
  const timers = new Map<number, Timer>();
  const setTimer = (delayMs: number, task: () => void): (() => void) => {
    const id = (serial += 1);
    timers.set(id, { at: steady + Math.max(0, delayMs), serial: id, task });
    return () => void timers.delete(id);
  };
  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers.values()) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.serial < first.serial)) first = timer;
    }
    return first;
  };
  const passTo = (at: number): void => {
    wall += Math.max(0, at - steady);
    steady = Math.max(steady, at);
  };
  const until = async (holds: () => boolean, limitMs: number): Promise<boolean> => {
    const end = steady + limitMs;
    await settle();
    while (!holds()) {
      const timer = next();
      if (timer === undefined || timer.at > end) {
        passTo(end);
        return holds();
      }
      timers.delete(timer.serial);
      passTo(timer.at);
      timer.task();
      await settle();
    }
    return true;
  };
  return {
    now: () => wall,
    monotonic: () => steady,
    setTimer,
    setPreciseTimer: setTimer,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error);
        const abort = (): void => {
          cancel();
          reject(signal?.reason as Error);
        };
        const cancel = setTimer(delayMs, () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        });
        signal?.addEventListener("abort", abort, { once: true });
      }),
    advance: async (ms) => void (await until(() => false, ms)),
    until,
    jump: (ms) => {
      wall += ms;
    },
    dropTimers: () => timers.clear(),
    pendingTimers: () => timers.size,
  };
};
