import { matchesGlob, relative } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { atLeast, tellFigures, type Figure } from "#test/figures.ts";
import { mutationGroupNames, mutationGroups, mutationScoreMin, toldGroups, type MutationGroup } from "#test/mutation/groups.ts";
import { projectRoot } from "./project-root.ts";

/**
 * `npm run test:mutation`: changes the fold, the gates, the classifiers and the ledger's pure parts in every small way that Stryker knows, and
 * counts the changes that no test notices. `--only <group>` (again for more) for some of it, `--survivors` names what was not noticed,
 * `--json` for machines. What was tried before is tried again only where code or tests have changed. Ends with 1 on a miss.
 */
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    survivors: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
  },
});
const unknown = values.only.filter((name) => !(mutationGroupNames as string[]).includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no group ${unknown.join(", ")}; there are ${mutationGroupNames.join(", ")}.\n`);
  process.exit(2);
}
const chosen = mutationGroupNames.filter((name) => values.only.length === 0 || values.only.includes(name));

const mutants = await new Stryker({
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "test/support/mutation/vitest.config.ts", related: false },
  mutate: chosen.flatMap((name) => [...mutationGroups[name]]),
  coverageAnalysis: "perTest",
  // Words and tables that are made once when a file is loaded: each such mutant would need a process of its own.
  ignoreStatic: true,
  // Stryker rewrites the references of a tsconfig with TypeScript's own API, which TypeScript 7 does not have; there is none of this name.
  tsconfigFile: "none.json",
  checkers: [],
  incremental: true,
  incrementalFile: ".cache/mutation/incremental.json",
  tempDirName: ".cache/mutation/work",
  concurrency: 2,
  reporters: ["progress-append-only"],
  allowEmpty: true,
}).runMutationTest();

const noticed = new Set(["Killed", "Timeout"]);
const counted = new Set([...noticed, "Survived", "NoCoverage"]);
const groupOf = (fileName: string): MutationGroup | undefined =>
  mutationGroupNames.find((name) => mutationGroups[name].some((glob) => matchesGlob(relative(projectRoot, fileName), glob)));

const figures = chosen.flatMap((name): Figure[] => {
  const own = mutants.filter(({ fileName, status }) => groupOf(fileName) === name && counted.has(status));
  const killed = own.filter(({ status }) => noticed.has(status)).length;
  const score = own.length === 0 ? 100 : Math.floor((killed / own.length) * 1000) / 10;
  return [
    { name: `${name}: mutants`, value: own.length, must: null },
    { name: `${name}: noticed`, value: score, unit: "%", must: toldGroups.includes(name) ? null : atLeast(mutationScoreMin) },
  ];
});
if (values.survivors) {
  for (const { fileName, location, mutatorName, replacement, status } of mutants) {
    if (status !== "Survived" && status !== "NoCoverage") continue;
    process.stderr.write(
      `${relative(projectRoot, fileName)}:${location.start.line} ${mutatorName} ${status}: ${(replacement ?? "").slice(0, 100)}\n`,
    );
  }
}
process.exitCode = tellFigures(figures, values.json) ? 0 : 1;
