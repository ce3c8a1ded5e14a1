import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { acquireInstanceLock } from "#hub/ports/system/index.ts";
import { projectRoot } from "../project-root.ts";
import { sourceFingerprint } from "./source-fingerprint.ts";

/** A cold build takes seconds; somebody else's build that takes longer than this hangs. */
const buildMsMax = 180_000;
const lockPollMs = 200;

/**
 * Builds `out/` unless it was made from these very sources. Two that start at once build once. Rejects with the builder's own output when the
 * build fails.
 */
export const ensureBuilt = async (say: (line: string) => void, force = false): Promise<void> => {
  if (!force && (await isBuilt())) return;
  const folder = join(projectRoot, ".cache", "build");
  await mkdir(folder, { recursive: true });
  for (let waitedMs = 0; waitedMs < buildMsMax; waitedMs += lockPollMs) {
    const lock = acquireInstanceLock(folder);
    if (lock !== undefined) {
      try {
        if (force || !(await isBuilt())) await buildNow(say);
        return;
      } finally {
        lock.release();
      }
    }
    await sleep(lockPollMs);
  }
  throw new Error("Another build of Usher does not end.");
};

const stampPath = join(projectRoot, "out", "built-from.txt");
const outputs = ["main/index.js", "preload/index.cjs", "renderer/index.html"].map((path) => join(projectRoot, "out", path));

const isBuilt = async (): Promise<boolean> => {
  if (!outputs.every((path) => existsSync(path)) || !existsSync(stampPath)) return false;
  return (await readFile(stampPath, "utf8")) === (await sourceFingerprint(projectRoot));
};

const buildNow = async (say: (line: string) => void): Promise<void> => {
  say("Building Usher ...");
  const fingerprint = await sourceFingerprint(projectRoot);
  const output = await runBuilder();
  if (output !== undefined) throw new Error(`The build failed.\n${output}`);
  await writeFile(stampPath, fingerprint);
};

/** Undefined when all went well, else what the builder said. */
const runBuilder = (): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const builder = join(projectRoot, "node_modules", "electron-vite", "bin", "electron-vite.js");
    const child = spawn(process.execPath, [builder, "build", "--logLevel", "warn"], {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: buildMsMax,
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve(code === 0 ? undefined : output));
  });
