import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../project-root.ts";

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
}

const reportName = "report.json";

/** A lane that takes longer hangs; full lanes are run by hand and get more. */
const laneMsMax = 15 * 60_000;
const fullLaneMsMax = 60 * 60_000;

/**
 * Runs one Vitest project; counts come from its JSON report. A suite that cannot even load counts as failed. What its tests leave
 * in the folder for temporary files goes with it.
 */
export const runTests = async (project: string, full: boolean): Promise<TestCounts> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-tests-"));
  try {
    const code = await runVitest(project, folder, full);
    const report = JSON.parse(await readFile(join(folder, reportName), "utf8")) as Report;
    const failed = report.numFailedTests;
    return {
      passed: report.numPassedTests,
      failed: failed > 0 || code === 0 ? failed : Math.max(1, report.numFailedTestSuites),
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

const runVitest = (project: string, folder: string, full: boolean): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const vitest = join(projectRoot, "node_modules", "vitest", "vitest.mjs");
    const args = [
      vitest,
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${join(folder, reportName)}`,
    ];
    if (project === "unit") args.push("--coverage");
    const child = spawn(process.execPath, args, {
      cwd: projectRoot,
      stdio: "inherit",
      // Where each system looks for the folder of temporary files.
      env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder, ...(full ? { USHER_FULL: "1" } : {}) },
      timeout: full ? fullLaneMsMax : laneMsMax,
    });
    child.on("error", reject);
    child.on("close", resolve);
  });
