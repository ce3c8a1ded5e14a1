import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#test/dispatch/open-dispatcher.ts";
import { createGcra } from "./gcra.ts";
import { createPace } from "./pace.ts";

const second = 1000;

/** Calls as fast as the pace allows, answered at once, for so long; answers how many were taken and refused. */
const call = (pace: ReturnType<typeof createPace>, seconds: number, from: number, isTaken: (now: number) => boolean) => {
  const counts = { taken: 0, refused: 0 };
  let now = from;
  while (now < from + seconds * second) {
    const taken = isTaken(now);
    counts[taken ? "taken" : "refused"] += 1;
    pace.answered(taken ? "taken" : "slow-down", now, now);
    now += second / pace.perSecond();
  }
  return counts;
};

/** A provider that takes so many a second, and a few at once. */
const takes = (perSecond: number) => {
  const gcra = createGcra(() => ({ perSecond, burst: 3 }));
  return (now: number): boolean => {
    const isFree = gcra.available(now) >= 1;
    if (isFree) gcra.take(1, now);
    return isFree;
  };
};

describe("the pace of a lane (L4)", () => {
  test("is that of its profile while nothing is refused", () => {
    const pace = createPace(() => 50);
    expect(call(pace, 60, 0, () => true).refused).toBe(0);
    expect(pace.perSecond()).toBe(50);
  });

  test("comes down to what the provider takes, whatever that is, and hardly overshoots", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 45 }), (perSecond) => {
        const pace = createPace(() => 50);
        const isTaken = takes(perSecond);
        call(pace, 60, 0, isTaken);
        const { taken, refused } = call(pace, 240, 60 * second, isTaken);
        expect(taken / 240).toBeGreaterThan(perSecond * 0.85);
        expect(refused / taken).toBeLessThan(0.06);
      }),
      { numRuns: 20 },
    );
  });

  test("goes up again when the provider allows more", () => {
    const pace = createPace(() => 50);
    call(pace, 60, 0, takes(5));
    expect(pace.perSecond()).toBeLessThan(7);
    call(pace, 60, 60 * second, () => true);
    expect(pace.perSecond()).toBe(50);
  });

  test("is not lowered for refusals that come whatever it is", () => {
    const random = seededRandom(3);
    const pace = createPace(() => 50);
    const { taken, refused } = call(pace, 300, 0, () => random.next() > 0.3);
    expect((taken + refused) / 300).toBeGreaterThan(40);
  });

  test("is not judged by a lane that has little to send", () => {
    const pace = createPace(() => 50);
    for (let now = 0; now < 100 * second; now += second) pace.answered(now % (3 * second) === 0 ? "slow-down" : "taken", now, now);
    expect(pace.perSecond()).toBe(50);
  });

  test("is forgotten when a person says so", () => {
    const pace = createPace(() => 50);
    call(pace, 60, 0, takes(5));
    pace.reset();
    expect(pace.perSecond()).toBe(50);
  });
});

describe("a rate that changes", () => {
  test("keeps what has left: neither a slower nor a faster pace gives a burst away", () => {
    const pace = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), afterMs: fc.nat({ max: 2_000 }) });
    fc.assert(
      fc.property(fc.array(pace, { maxLength: 60 }), (steps) => {
        const rate = { perSecond: 50, burst: 10 };
        const gcra = createGcra(() => rate);
        let now = 0;
        let sent = 0;
        for (const { perSecond, afterMs } of steps) {
          rate.perSecond = perSecond;
          const room = gcra.available(now);
          gcra.take(room, now);
          sent += room;
          // At the fastest of all paces, no more than this could have left.
          expect(sent).toBeLessThanOrEqual(rate.burst + (now / 1000) * 50 + 0.001);
          now += afterMs;
        }
      }),
    );
  });
});
