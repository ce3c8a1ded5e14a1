import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../project-root.ts";
import type { TestCounts } from "./run-tests.ts";

/** The slowest tool needs seconds; one that hangs must not hang CI. */
const toolMsMax = 300_000;

/** Runs a tool of the project; its output is shown as it comes. Counts as one check. */
export const runTool = async (name: string, args: readonly string[]): Promise<TestCounts> => {
  const code = await run(join(projectRoot, "node_modules", ".bin", name), args);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
};

const run = (command: string, args: readonly string[]): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: projectRoot, stdio: "inherit", timeout: toolMsMax, shell: process.platform === "win32" });
    child.on("error", reject);
    child.on("close", resolve);
  });
