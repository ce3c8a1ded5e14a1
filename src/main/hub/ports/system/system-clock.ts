import type { Clock } from "../clock.ts";

/** Longest delay that one timer of Node can hold; anything longer would fire at once. */
const timerDelayMsMax = 2_147_483_647;

/** The computer's own clock and timers. */
export const createSystemClock = (): Clock => ({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (delayMs, task) => {
    const timer = setTimeout(task, boundedDelay(delayMs));
    return () => clearTimeout(timer);
  },
  setPreciseTimer,
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (delayMs <= 0) {
        // Other work gets its turn, and not a millisecond more: a timer of 0 waits for one.
        setImmediate(resolve);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, boundedDelay(delayMs));
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
});

/** Node's timers ring up to a millisecond late, and `Date.now()` leaves out the fraction of the one that is running. */
const timerLatenessMs = 2;

const setPreciseTimer: Clock["setPreciseTimer"] = (delayMs, task) => {
  const wallEnd = Date.now() + delayMs;
  const steadyEnd = performance.now() + delayMs;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  const look = (): void => {
    // The steady clock ends it where the wall clock was set back meanwhile.
    const leftMs = Math.min(wallEnd - Date.now(), steadyEnd - performance.now());
    if (leftMs > timerLatenessMs) timer = setTimeout(look, boundedDelay(leftMs - timerLatenessMs));
    else if (leftMs > 0) turn = setImmediate(look);
    else task();
  };
  turn = setImmediate(look);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
};

/** Timers are hints (see the port): a longer wait wakes early and its owner looks at `now()` again. */
const boundedDelay = (delayMs: number): number => Math.min(Math.max(0, delayMs), timerDelayMsMax);
