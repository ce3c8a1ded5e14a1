import { describe, expect, it } from "vitest";
import { createSystemClock } from "./system-clock.ts";

const clock = createSystemClock();
const rung = (delayMs: number): Promise<number> => new Promise((resolve) => clock.setPreciseTimer(delayMs, () => resolve(clock.now())));

describe("a precise timer", () => {
  it("does not ring before the wall clock shows its time", async () => {
    // A wall clock that is being slowed down may be a millisecond behind.
    for (const delayMs of [0, 1, 3, 7, 12]) {
      const setAt = clock.now();
      expect((await rung(delayMs)) - setAt).toBeGreaterThanOrEqual(delayMs - 1);
    }
  });

  it("that is cancelled never rings, in any of its stages", async () => {
    const rings: number[] = [];
    const cancels = [0, 1, 30].map((delayMs) => clock.setPreciseTimer(delayMs, () => rings.push(delayMs)));
    cancels[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    for (const cancel of cancels) cancel();
    // Rings after every one of them would have.
    await rung(40);
    expect(rings.filter((delayMs) => delayMs !== 1)).toEqual([]);
  });
});
