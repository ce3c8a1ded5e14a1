import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { _electron } from "playwright";
import type { ElectronApplication } from "playwright";
import { ensureBrowser } from "../../../scripts/browser/ensure-browser.ts";
import { ensureBuilt } from "../../../scripts/build/ensure-built.ts";
import { findElectron } from "../../../scripts/start/find-electron.ts";
import { listenForComplaints } from "./complaints.ts";
import type { LaunchedApp, LaunchOptions } from "./launch.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const standin = join(root, "test", "support", "electron", "electron");
const launchMsMax = 60_000;

export interface LaunchedElectron extends LaunchedApp {
  readonly electron: ElectronApplication;
}

let said = false;

/** Skips a test that cannot run in the Electron that was asked for, with the reason, which is also said once for each file. */
export const skipWithoutElectron = (skip: (why: string) => void): void => {
  const why = whyNotInElectron();
  if (why === undefined) return;
  if (!said) process.stderr.write(`SKIPPED: ${why}\n`);
  said = true;
  skip(why);
};

/** Why the shell cannot run as it was asked to; undefined when it can. */
export const whyNotInElectron = (): string | undefined =>
  process.env["ELECTRON_RUNTIME"] === "real" && findElectron(root, process.env) === undefined
    ? "ELECTRON_RUNTIME=real, but Electron's binary is not installed here: run `node node_modules/electron/install.js`, or leave ELECTRON_RUNTIME out."
    : undefined;

/** `ELECTRON_RUNTIME=real|standin` decides; without it the real binary is used where it is installed, and never fetched. */
export const electronRuntime = (): { readonly path: string; readonly ran: LaunchedApp["ran"] } => {
  const why = whyNotInElectron();
  if (why !== undefined) throw new Error(why);
  const wanted = process.env["ELECTRON_RUNTIME"];
  const real = findElectron(root, process.env);
  if (real === undefined || wanted === "standin") return { path: standin, ran: "electron stand-in" };
  return { path: real, ran: "electron" };
};

export interface ElectronCommand {
  readonly path: string;
  readonly ran: LaunchedApp["ran"];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** How the built app is started in Electron, for those who start it as a person would. */
export const electronCommand = async (options: Pick<LaunchOptions, "dataFolder" | "env">): Promise<ElectronCommand> => {
  await ensureBuilt(() => undefined);
  const { path, ran } = electronRuntime();
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser =
    ran === "electron" ? {} : { CHROMIUM_PATH: (await ensureBrowser(root, () => undefined)).path, USHER_STANDIN_NODE: process.execPath };
  return {
    path,
    ran,
    args: [...asRoot, root],
    env: { ...definedOf(process.env), ...browser, USHER_DATA: options.dataFolder, ...options.env },
  };
};

/** Starts the built main process and answers its first window. */
export const launchInElectron = async (options: LaunchOptions): Promise<LaunchedElectron> => {
  const { path, ran, args, env } = await electronCommand(options);
  const electron = await _electron.launch({
    executablePath: path,
    args: [...args],
    cwd: root,
    timeout: launchMsMax,
    colorScheme: options.colorScheme ?? null,
    env: { ...env },
  });
  const page = await electron.firstWindow();
  const complaints = listenForComplaints(page);
  if (options.viewport !== undefined) await page.setViewportSize(options.viewport);
  await page.waitForURL((url) => url.protocol !== "about:", { waitUntil: "load" });
  const child = electron.process();
  const ended = new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once("exit", (code) => resolve(code));
  });
  return {
    electron,
    page,
    ran,
    complaints,
    close: async () => {
      // A person who is asked whether to end although messages wait says yes.
      await electron.evaluate(({ app, dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
        setTimeout(() => app.quit(), 0);
      });
      return endedInTime(ended, child);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
};

/** Running sends have eight seconds to end; the rest is for a busy computer. */
const endMsMax = 60_000;

/** An app that does not end when it is told to is killed, and the test told. */
const endedInTime = async (ended: Promise<number | null>, child: ChildProcess): Promise<number | null> => {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    child.kill("SIGKILL");
    reject(new Error(`the app did not end within ${endMsMax / 1000} s of being told to quit`));
  }, endMsMax);
  try {
    return await Promise.race([ended, tooLong]);
  } finally {
    clearTimeout(timer);
  }
};

const definedOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
