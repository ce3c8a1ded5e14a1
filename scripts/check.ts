import { parseArgs } from "node:util";
import { ensureBrowser } from "./browser/ensure-browser.ts";
import { ensureBuilt } from "./build/ensure-built.ts";
import { runTests, type TestCounts } from "./check/run-tests.ts";
import { runTool } from "./check/run-tool.ts";
import { projectRoot } from "./project-root.ts";

/**
 * Everything that decides whether a change is good, in order, cheapest first: `npm test`, and nothing else is CI. All steps run even when
 * one fails, so that one run tells everything. `--full` runs the heavy lanes in full. Ends with `N passed, N failed, N skipped`.
 */
const { values } = parseArgs({ options: { full: { type: "boolean", default: false } } });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const total: TestCounts = { passed: 0, failed: 0, skipped: 0 };
const count = (counts: TestCounts): void => {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
};
const step = async (title: string, work: () => Promise<TestCounts>): Promise<void> => {
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

await step("types (tsc -b)", () => runTool("tsc", ["-b"]));
await step("lint (oxlint, type-aware)", () => runTool("oxlint", []));
await step("format (oxfmt)", () => runTool("oxfmt", ["--check"]));
await step("fences (dependency-cruiser)", () =>
  runTool("depcruise", ["src", "scripts", "--config", ".dependency-cruiser.cjs", "--output-type", "err"]),
);
await step("dead code (knip)", () => runTool("knip", ["--no-config-hints"]));
await step("build and browser", async () => {
  await ensureBuilt(say);
  const browser = await ensureBrowser(projectRoot, say);
  process.env["CHROMIUM_PATH"] = browser.path;
  say(`Chromium: ${browser.source}`);
  return { passed: 1, failed: 0, skipped: 0 };
});
for (const project of ["unit", "contract", "integration", "simulation", "arch", "e2e"]) {
  await step(`tests: ${project}`, () => runTests(project, values.full));
}

say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
