import { UsherError } from "#shared/problem.ts";
import { acquireInstanceLock, createInterfaceConnectivity } from "#hub/ports/system/index.ts";
import { ensureBuilt } from "./build/ensure-built.ts";
import { projectRoot } from "./project-root.ts";
import { chooseFace } from "./start/choose-face.ts";
import { electronMirror, installElectron, probeMirror } from "./start/fetch-electron.ts";
import { findElectron } from "./start/find-electron.ts";
import { handOver } from "./start/hand-over.ts";
import { openWindow, windowBrowser } from "./start/open-window.ts";
import { runElectron } from "./start/run-electron.ts";
import { runInBrowser } from "./start/run-in-browser.ts";
import { readStartOptions, usage } from "./start/start-options.ts";
import type { StartOptions } from "./start/start-options.ts";

/** `npm start`: builds when needed, then shows Usher in Electron or in a browser, and says in one line which and why. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const start = async (options: StartOptions): Promise<number> => {
  const lock = acquireInstanceLock(options.dataFolder);
  if (lock === undefined) return showRunning(options);
  try {
    await ensureBuilt(say);
    const face = await chooseFace({
      environment: process.env,
      platform: process.platform,
      online: () => createInterfaceConnectivity().online(),
      installed: () => findElectron(projectRoot, process.env),
      probe: () => probeMirror(electronMirror(process.env)),
      install: () => installElectron(projectRoot),
    });
    let why = face.why;
    if (face.kind === "electron") {
      say(`Usher opens in Electron because ${why}.`);
      // Electron's main process takes the lock itself.
      lock.release();
      const run = await runElectron(face.path, options.dataFolder);
      if (run.kind === "ended") return run.code;
      why = run.why;
    }
    const own = face.kind === "electron" ? acquireInstanceLock(options.dataFolder) : lock;
    if (own === undefined) return await showRunning(options);
    await runInBrowser(options, own, why, process.env, say);
    return 0;
  } finally {
    lock.release();
  }
};

/** One Usher per data folder: the second start shows the first one and ends. */
const showRunning = async (options: StartOptions): Promise<number> => {
  const running = await handOver(options.dataFolder, {
    onWaiting: () => say("Another Usher has this data folder and is still starting, or hangs; waiting for it for up to a minute."),
  });
  if (running.kind === "silent") {
    say(
      `Usher is already running with the data folder ${options.dataFolder}, but does not answer. End it, then start again, or use another folder with --data <folder>.`,
    );
    return 1;
  }
  if (running.kind === "window") {
    const electron = findElectron(projectRoot, process.env);
    say("Usher is already open in its own window.");
    if (electron !== undefined && options.open) await runElectron(electron, options.dataFolder);
    return 0;
  }
  const browser = options.open ? windowBrowser(process.env) : undefined;
  if (browser === undefined) {
    say(`Usher is already running. Open this link; it works once, for one minute: ${running.url}`);
    return 0;
  }
  say("Usher is already running; here is its window.");
  await openWindow(browser, running.url, options.dataFolder).closed;
  return 0;
};

const explain = (error: unknown): string => {
  if (error instanceof UsherError) return `${error.problem.sentence} ${error.problem.nextStep}`;
  return error instanceof Error ? error.message : String(error);
};

try {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.help) say(usage);
  else process.exitCode = await start(options);
} catch (error) {
  process.stderr.write(`Usher could not start: ${explain(error)}\n`);
  process.exitCode = 1;
}
