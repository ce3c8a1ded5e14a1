import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Counts up when a seed draws another run than before. */
const generator = 2;

const path = join(import.meta.dirname, "..", "failing-seeds.json");

interface KeptSeed {
  readonly seed: number;
  readonly generator: number;
  readonly commit: string;
  readonly violation: string;
}

interface KeptSeeds {
  readonly about: string;
  readonly seeds: readonly KeptSeed[];
}

const read = (): KeptSeeds => JSON.parse(readFileSync(path, "utf8")) as KeptSeeds;

/** Every seed that has ever failed, oldest first. */
export const keptSeeds = (): readonly number[] => [...new Set(read().seeds.map(({ seed }) => seed))];

const commitNow = (): string => {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
};

/** Keeps seeds that failed, for every run to come. */
export const keepSeeds = (failed: readonly { readonly seed: number; readonly violation: string }[]): void => {
  const kept = read();
  const known = new Set(kept.seeds.map(({ seed }) => seed));
  const commit = commitNow();
  const fresh = failed.filter(({ seed }) => !known.has(seed)).map(({ seed, violation }) => ({ seed, generator, commit, violation }));
  if (fresh.length > 0) writeFileSync(path, `${JSON.stringify({ ...kept, seeds: [...kept.seeds, ...fresh] }, null, 2)}\n`);
};
