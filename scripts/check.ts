import { parseArgs } from "node:util";
import { ensureBrowser } from "./browser/ensure-browser.ts";
import { ensureBuilt } from "./build/ensure-built.ts";
import { chooseSteps } from "./check/choose-steps.ts";
import { runTests, type TestCounts } from "./check/run-tests.ts";
import { runTool } from "./check/run-tool.ts";
import { projectRoot } from "./project-root.ts";

/**
 * Everything that decides whether a change is good, in order, cheapest first: `npm test`, and nothing else is CI. All steps run even when
 * one fails, so that one run tells everything. `--full` runs the heavy lanes in full. `--only <step>` (again for more) runs some of it, `--list`
 * names the steps; neither is CI. Ends with `N passed, N failed, N skipped`.
 */
const { values } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Short name, what the screen calls it, and the work. */
interface Step {
  readonly name: string;
  readonly title: string;
  readonly work: () => Promise<TestCounts>;
}

const buildAndBrowser = async (): Promise<TestCounts> => {
  await ensureBuilt(say);
  const browser = await ensureBrowser(projectRoot, say);
  process.env["CHROMIUM_PATH"] = browser.path;
  say(`Chromium: ${browser.source}`);
  return { passed: 1, failed: 0, skipped: 0 };
};
const cruise = ["src", "scripts", "--config", ".dependency-cruiser.cjs", "--output-type", "err"];
const lanes = ["unit", "contract", "integration", "simulation", "arch", "e2e"];

const steps: readonly Step[] = [
  { name: "types", title: "types (tsc -b)", work: () => runTool("tsc", ["-b"]) },
  { name: "lint", title: "lint (oxlint, type-aware)", work: () => runTool("oxlint", []) },
  { name: "format", title: "format (oxfmt)", work: () => runTool("oxfmt", ["--check"]) },
  { name: "fences", title: "fences (dependency-cruiser)", work: () => runTool("depcruise", cruise) },
  { name: "dead-code", title: "dead code (knip)", work: () => runTool("knip", ["--no-config-hints"]) },
  { name: "build", title: "build and browser", work: buildAndBrowser },
  ...lanes.map((lane): Step => ({ name: lane, title: `tests: ${lane}`, work: () => runTests(lane, values.full) })),
];

const total: TestCounts = { passed: 0, failed: 0, skipped: 0 };
const count = (counts: TestCounts): void => {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
};
const run = async ({ title, work }: Step): Promise<void> => {
  say(`\n== ${title}`);
  const startedAt = performance.now();
  try {
    count(await work());
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    count({ passed: 0, failed: 1, skipped: 0 });
  }
  say(`-- ${title}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
};

const check = async (): Promise<void> => {
  const chosen = chooseSteps(steps, values.only);
  if (values.list) {
    for (const { name, title } of chosen) say(`${name.padEnd(12)}${title}${values.full && lanes.includes(name) ? ", in full" : ""}`);
    return;
  }
  for (const step of chosen) await run(step);
  if (chosen.length < steps.length) say(`\nOnly ${values.only.join(", ")} of ${steps.length} steps: this is not the whole check.`);
  say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
};

await check().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
