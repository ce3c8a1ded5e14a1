import { describe, expect, test } from "vitest";
import { runSeed } from "./run-seed.ts";

/** `USHER_SEED=123` replays one run; `USHER_SEEDS=5000` runs more. */
const only = process.env["USHER_SEED"];
const seeds = Number(process.env["USHER_SEEDS"] ?? 300);
const perTest = 50;
const runMsMax = 60_000;

const checkSeeds = async (from: number, to: number): Promise<Record<string, number>> => {
  const kinds: Record<string, number> = {};
  for (let seed = from; seed < to; seed += 1) {
    const result = await runSeed(seed);
    expect(result.violations, `replay with USHER_SEED=${seed}`).toEqual([]);
    for (const [kind, count] of Object.entries(result.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
    kinds["lives"] = (kinds["lives"] ?? 0) + result.lives;
    kinds["secondSteps"] = (kinds["secondSteps"] ?? 0) + result.secondSteps;
  }
  return kinds;
};

describe("under crashes, lost requests, lost answers, hangs, limits, repeated facts, orders, and clocks that jump", () => {
  if (only !== undefined) {
    test(`seed ${only} violates nothing`, async () => {
      await checkSeeds(Number(only), Number(only) + 1);
    });
    return;
  }
  let secondSteps = 0;
  for (let from = 1; from <= seeds; from += perTest) {
    const to = Math.min(from + perTest, seeds + 1);
    test(
      `seeds ${from} to ${to - 1}: nothing is sent twice, lost or stuck (S1, S3, S5-S7, S9, S10, S14, S15, L1, L2)`,
      { timeout: runMsMax },
      async () => {
        const kinds = await checkSeeds(from, to);
        // The faults bite: there were crashes, and every message came to one of its ends.
        expect(kinds["lives"]).toBeGreaterThan(to - from);
        expect(kinds["accepted"]).toBeGreaterThan(0);
        secondSteps += kinds["secondSteps"] ?? 0;
      },
    );
  }
  // Seldom enough that fifty seeds may have none.
  test("some messages went to the second step of their plan", () => {
    expect(secondSteps).toBeGreaterThan(0);
  });
});
