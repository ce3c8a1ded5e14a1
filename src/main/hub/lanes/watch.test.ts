import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patienceMs, watchOn, type WatchLook, type WatchMemory } from "./watch.ts";

const second = 1_000;
const look = (at: number, more: Partial<WatchLook> = {}): WatchLook => ({ at: at * second, settled: 0, due: 3, waitMs: null, ...more });

/** Looks every five seconds; answers the seconds without progress after the last. */
const after = (looks: readonly WatchLook[]): number => {
  let memory: WatchMemory | undefined;
  for (const one of looks) memory = watchOn(memory, one);
  return (memory?.idleMs ?? 0) / second;
};
const everyFive = (count: number, of: (at: number) => WatchLook): WatchLook[] => Array.from({ length: count }, (_, n) => of(n * 5));

describe("a lane with messages due", () => {
  it("counts the time without progress, from the first look on", () => {
    expect(after(everyFive(13, (at) => look(at)))).toBe(60);
  });

  it("begins anew with every message that leaves the queue, and when nothing is due", () => {
    expect(after([...everyFive(10, (at) => look(at)), look(50, { settled: 1 }), look(55, { settled: 1 })])).toBe(5);
    expect(after([...everyFive(10, (at) => look(at)), look(50, { due: 0 }), look(55)])).toBe(5);
  });

  it("is excused until the end that was named first", () => {
    // A rest of 40 s, named once; then 20 s of nothing.
    expect(after(everyFive(13, (at) => look(at, { waitMs: at < 40 ? (40 - at) * second : null })))).toBe(20);
  });

  it("is not fooled by being put off again and again", () => {
    // Every look names an end ten seconds ahead; only the first one excuses.
    expect(after(everyFive(15, (at) => look(at, { waitMs: 10 * second })))).toBe(60);
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 600 }), { nil: null }), { minLength: 200, maxLength: 200 }), (waits) => {
        const firstWait = waits.findIndex((one) => one !== null);
        const excused = firstWait === -1 ? 0 : (waits[firstWait] ?? 0);
        const idle = after(waits.map((wait, n) => look(n * 5, { waitMs: wait === null ? null : wait * second })));
        return idle >= (waits.length - 1) * 5 - excused - 5;
      }),
    );
  });

  it("has not been waiting while the computer slept", () => {
    expect(after([look(0), look(5), look(5 + 3_600)])).toBe(20);
  });

  it("gets a minute, or the time of three messages when it is slow by its profile", () => {
    expect(patienceMs(10)).toBe(60 * second);
    expect(patienceMs(0.01)).toBe(300 * second);
  });
});
