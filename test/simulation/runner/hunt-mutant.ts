import type { Mutant } from "../mutants/mutant.ts";
import { runSeeds } from "./pool.ts";

/** A mutant that lives longer than this shows a hole in the harness. */
export const huntSeedsMax = 200;

export interface Hunt {
  readonly mutant: string;
  /** How many seeds it took; null when it got away. */
  readonly seeds: number | null;
  readonly seed: number | null;
  readonly violation: string;
}

/** Runs seeds against planted bugs until one is noticed. */
export const huntMutant = async ({ name }: Mutant, seeds: Iterable<number>, workers: number): Promise<Hunt> => {
  let tried = 0;
  let broken: string | undefined;
  let hunt: Hunt = { mutant: name, seeds: null, seed: null, violation: "" };
  await runSeeds({
    seeds,
    workers,
    mutant: name,
    onOutcome: (outcome) => {
      tried += 1;
      // A run that breaks down says that the bug does not fit, not that it was noticed.
      if ("crash" in outcome) broken ??= outcome.crash;
      const violation = "crash" in outcome ? undefined : outcome.result.violations[0];
      if (violation === undefined) return broken === undefined;
      hunt = { mutant: name, seeds: tried, seed: outcome.seed, violation };
      return false;
    },
  });
  if (broken !== undefined) throw new Error(`the mutant ${name} does not run: ${broken}`);
  return hunt;
};
