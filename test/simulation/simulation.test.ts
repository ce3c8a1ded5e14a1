import { availableParallelism } from "node:os";
import { describe, expect, test } from "vitest";
import { huntMutant, huntSeedsMax } from "./runner/hunt-mutant.ts";
import { keptSeeds } from "./runner/kept-seeds.ts";
import { runSeeds } from "./runner/pool.ts";
import { addOutcome, emptySummary, isMet } from "./runner/summary.ts";
import { mutants, plannedMutants } from "./mutants/mutants.ts";
import { plantedSource } from "./mutants/plant.ts";
import { runSmallCase } from "./world/small-case.ts";
import { runSeed } from "./world/run-seed.ts";

/** Reduced: `npm run test:simulation -- --seeds 10000` and `--mutants` are the whole of it. */
const seeds = process.env["USHER_FULL"] === undefined ? 600 : 10_000;
const workers = Math.max(1, Math.min(2, availableParallelism()));
const runMsMax = 20 * 60_000;

describe("under crashes, lost requests and answers, storms, full disks, spoilt rows, restores, orders, and clocks that jump", () => {
  test(
    "seeds that once failed, then others: nothing is lost, sent twice or stuck (S1-S12, S14-S18, L1-L4)",
    { timeout: runMsMax },
    async () => {
      const summary = emptySummary();
      await runSeeds({
        seeds: new Set([...keptSeeds(), ...Array.from({ length: seeds }, (_, index) => index + 1)]),
        workers,
        onOutcome: (outcome) => {
          addOutcome(summary, outcome);
          return true;
        },
      });
      expect(summary.failures, "replay one with npm run test:simulation -- --seed S").toEqual([]);
      expect(isMet(summary)).toBe(true);
      // The faults bite: what did not happen was not tested.
      expect(Object.entries(summary.happened).filter(([, count]) => count === 0)).toEqual([]);
      expect(summary.kinds["accepted"]).toBeGreaterThan(seeds);
      expect(summary.twoDesktops).toBeGreaterThan(seeds / 10);
    },
  );

  test("a seed is one run: the same events in the same order, wherever it runs", { timeout: 60_000 }, async () => {
    const sample = [3, 19, 57, 138];
    const hashes = new Map<number, string>();
    await runSeeds({
      seeds: sample,
      workers,
      onOutcome: (outcome) => {
        hashes.set(outcome.seed, "result" in outcome ? outcome.result.hash : outcome.crash);
        return true;
      },
    });
    for (const seed of sample) expect([seed, (await runSeed(seed)).hash]).toEqual([seed, hashes.get(seed)]);
  });
});

/** Reduced: one in so many of the cases; `npm run test:simulation -- --small` runs all of them. */
const smallEvery = process.env["USHER_FULL"] === undefined ? 40 : 1;

test(
  "one message with each fault, each pair of faults and a crash at each point: the invariants hold (F3)",
  { timeout: runMsMax },
  async () => {
    const { cases, violations } = await runSmallCase(smallEvery);
    expect(violations).toEqual([]);
    expect(cases).toBeGreaterThan(50);
  },
);

describe("planted bugs", () => {
  test("every one of them still fits the source", () => {
    for (const mutant of mutants) for (const { file } of mutant.patches) expect(plantedSource(mutant, file)).not.toBe("");
  });

  // The others: `npm run test:simulation -- --mutants`.
  test.each(plannedMutants.map((mutant) => [mutant.name, mutant] as const))("%s is noticed", { timeout: 120_000 }, async (_, mutant) => {
    const seeds = Array.from({ length: huntSeedsMax }, (_one, index) => index + 1);
    expect(await huntMutant(mutant, seeds, workers)).toMatchObject({ seeds: expect.any(Number) as number });
  });
});
