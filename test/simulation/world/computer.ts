import type { Clock } from "#hub/ports/index.ts";
import type { World } from "./world.ts";

/**
 * A computer's sense of time. Its wall clock may be set wrong; while it sleeps no timer rings, and its steady clock runs on or stands
 * still, as operating systems do it differently (reliability.md 1.7).
 */
export interface Computer {
  readonly clock: Clock;
  isAsleep(): boolean;
  sleep(ms: number): void;
  /** Resolves at once, or when it wakes. */
  awake(): Promise<void>;
  /** How far the wall clock is ahead of the truth, milliseconds. */
  wallOffMs(): number;
  setWall(offMs: number): void;
}

export const createComputer = (world: World, steadyStandsStill: boolean): Computer => {
  const base = world.clock;
  let offMs = 0;
  let stoodMs = 0;
  let wakesAt = 0;
  const steady = (): number => base.monotonic() - stoodMs;
  const isAsleep = (): boolean => base.monotonic() < wakesAt;
  const setTimer = (delayMs: number, task: () => void): (() => void) => {
    const dueAt = steady() + Math.max(0, delayMs);
    let cancel: () => void;
    const arm = (): void => {
      cancel = base.setTimer(Math.max(dueAt - steady(), wakesAt - base.monotonic()), ring);
    };
    // It may have slept since, and its steady clock may have stood still.
    const ring = (): void => (isAsleep() || steady() < dueAt - 1e-6 ? arm() : task());
    arm();
    return () => cancel();
  };
  return {
    clock: {
      // Whole milliseconds, as wall clocks are.
      now: () => Math.floor(world.trueNow()) + offMs,
      monotonic: steady,
      setTimer,
      setPreciseTimer: setTimer,
      sleep: (delayMs, signal) => sleepBy(setTimer, delayMs, signal),
    },
    isAsleep,
    sleep: (ms) => {
      wakesAt = base.monotonic() + ms;
      if (steadyStandsStill) stoodMs += ms;
      world.trace.note(`sleeps ${Math.round(ms)} ms`);
    },
    awake: () => (isAsleep() ? base.sleep(wakesAt - base.monotonic()) : Promise.resolve()),
    wallOffMs: () => offMs,
    setWall: (ms) => {
      offMs = ms;
      world.trace.note(`clock is ${ms} ms off`);
    },
  };
};

export const sleepBy = (setTimer: Clock["setTimer"], delayMs: number, signal?: AbortSignal): Promise<void> =>
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
  });
