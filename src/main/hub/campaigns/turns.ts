import type { Clock } from "#hub/ports/index.ts";

/** Milliseconds of work between two turns of the event loop: with what a listener adds it stays below half a frame. */
const turnMsMax = 5;
/** Items between two looks at the clock, where one item takes some microseconds. */
export const itemsPerLook = 50;

/** Long work in slices: whoever calls `next` often enough never holds up the screens or a running send. */
export interface Turns {
  next(): Promise<void>;
}

export const createTurns = (clock: Pick<Clock, "monotonic" | "sleep">): Turns => {
  let since = clock.monotonic();
  return {
    next: async () => {
      if (clock.monotonic() - since < turnMsMax) return;
      await clock.sleep(0);
      since = clock.monotonic();
    },
  };
};
