import { parseArgs } from "node:util";
import { mutants } from "#simulation/mutants/mutants.ts";
import { runSmallCase } from "#simulation/world/small-case.ts";
import { huntMutant, huntSeedsMax } from "#simulation/runner/hunt-mutant.ts";
import { keepSeeds, keptSeeds } from "#simulation/runner/kept-seeds.ts";
import { runSeeds } from "#simulation/runner/pool.ts";
import { addOutcome, emptySummary, heldShareMax, heldShareOf, isMet, type Summary } from "#simulation/runner/summary.ts";
import { runSeed } from "#simulation/world/run-seed.ts";

/**
 * The production dispatcher, ledger, lanes and fold on virtual time, under every fault (docs/states.md names the invariants).
 * `--seeds N` runs seeds 1 to N, after those that once failed (`--from S` begins elsewhere); `--seed S` replays one and prints what
 * happened in it; `--mutants` plants known bugs and counts the seeds until each is noticed (`--only NAME` for one); `--small` enumerates
 * the small case (`--every N`: one in N of it). `--workers N`, default 2. `--json` prints one object. Exit code 1 when a figure is missed.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    mutants: { type: "boolean", default: false },
    only: { type: "string" },
    small: { type: "boolean", default: false },
    every: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    json: { type: "boolean", default: false },
  },
});

/** Both cores of the smallest machine that this is measured on. */
const workers = Number(values.workers);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(line);
const row = (name: string, value: string | number): void => say(`${name.padEnd(44)}${String(value)}`);

const replay = async (seed: number): Promise<boolean> => {
  const result = await runSeed(seed, { keepTrace: true });
  if (values.json) say(JSON.stringify(result));
  else {
    for (const line of result.trace) say(line);
    say(`\nseed ${seed}, ${result.events} events, hash ${result.hash}: ${result.violations.length === 0 ? "nothing is violated" : ""}`);
    for (const violation of result.violations) say(`  ${violation}`);
  }
  return result.violations.length === 0;
};

const seedsToRun = (): readonly number[] => {
  const from = Number(values.from);
  const asked = Array.from({ length: Number(values.seeds) }, (_, index) => from + index);
  return [...new Set([...keptSeeds(), ...asked])];
};

/** Lines about progress: one per this many seeds. */
const progressEvery = 500;
/** Seeds that are run again at the end, to see that a seed is a run. */
const repeatedSeeds = 20;

const simulate = async (): Promise<boolean> => {
  const seeds = seedsToRun();
  const summary = emptySummary();
  const hashes = new Map<number, string>();
  const startedAt = performance.now();
  await runSeeds({
    seeds,
    workers,
    onOutcome: (outcome) => {
      addOutcome(summary, outcome);
      if ("result" in outcome && hashes.size < repeatedSeeds) hashes.set(outcome.seed, outcome.result.hash);
      if (!values.json && summary.seeds % progressEvery === 0) tell(`${summary.seeds} of ${seeds.length} seeds\n`);
      return true;
    },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const differing: number[] = [];
  for (const [seed, hash] of hashes) if ((await runSeed(seed)).hash !== hash) differing.push(seed);
  keepSeeds(summary.failures.map(({ seed, violations }) => ({ seed, violation: violations[0] ?? "" })));
  const met = isMet(summary) && differing.length === 0;
  if (values.json) say(JSON.stringify({ ...summary, heldShare: heldShareOf(summary), seconds, replayed: hashes.size, differing, met }));
  else report(summary, seconds, hashes.size, differing);
  return met;
};

const report = (summary: Summary, seconds: number, replayed: number, differing: readonly number[]): void => {
  const { failures, kinds, happened } = summary;
  row("seeds", `${summary.seeds}, ${summary.twoDesktops} of them with two desktops`);
  row("events", summary.events);
  row("messages", `${summary.messages}, ${summary.effects} went out`);
  row("lost", summary.lost);
  row("double (S1)", summary.doubles);
  row("stuck (L1)", summary.stuck);
  row("other violations", summary.otherViolations);
  row(
    `held under realistic faults (L6, <= ${heldShareMax * 100} %)`,
    `${(heldShareOf(summary) * 100).toFixed(2)} % of ${summary.realisticMessages}`,
  );
  row(
    "ended as",
    Object.entries(kinds)
      .toSorted((a, b) => b[1] - a[1])
      .map(([kind, count]) => `${kind} ${count}`)
      .join(", "),
  );
  row(
    "what happened",
    Object.entries(happened)
      .map(([what, count]) => `${what} ${count}`)
      .join(", "),
  );
  row("replayed with the same trace", `${replayed - differing.length} of ${replayed}`);
  row("seconds", `${seconds.toFixed(1)}, ${(summary.seeds / seconds).toFixed(1)} seeds/s on ${workers} threads`);
  for (const { seed, violations } of failures.slice(0, 20)) {
    say(`\nseed ${seed}: npm run test:simulation -- --seed ${seed}`);
    for (const violation of violations.slice(0, 5)) say(`  ${violation}`);
  }
};

const hunt = async (): Promise<boolean> => {
  const chosen = mutants.filter(({ name }) => values.only === undefined || name === values.only);
  if (chosen.length === 0) throw new Error(`there is no mutant ${values.only ?? ""}`);
  const hunts = [];
  for (const mutant of chosen) {
    const seeds = Array.from({ length: huntSeedsMax }, (_, index) => index + 1);
    const one = await huntMutant(mutant, seeds, workers);
    hunts.push(one);
    if (!values.json)
      row(
        one.mutant,
        one.seeds === null ? `got away from ${huntSeedsMax} seeds` : `${String(one.seeds).padStart(3)} seeds  ${one.violation}`,
      );
  }
  const caught = hunts.filter(({ seeds }) => seeds !== null).length;
  if (values.json) say(JSON.stringify({ hunts, caught, met: caught === chosen.length }));
  else say(`\n${caught} of ${chosen.length} planted bugs are noticed within ${huntSeedsMax} seeds each`);
  return caught === chosen.length;
};

const enumerate = async (): Promise<boolean> => {
  const { cases, violations } = await runSmallCase(Number(values.every));
  if (values.json) say(JSON.stringify({ cases, violations, met: violations.length === 0 }));
  else {
    say(`${cases} cases: one message, one desktop, a crash at each point with each fault of a call, once and twice`);
    for (const violation of violations.slice(0, 20)) say(`  ${violation}`);
  }
  return violations.length === 0;
};

const run = (): Promise<boolean> => {
  if (values.seed !== undefined) return replay(Number(values.seed));
  if (values.mutants) return hunt();
  return values.small ? enumerate() : simulate();
};

process.exitCode = (await run()) ? 0 : 1;
