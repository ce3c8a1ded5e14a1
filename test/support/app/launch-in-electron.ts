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

/** `ELECTRON_RUNTIME=real|standin` decides; without it the real binary is used where it is installed, and never fetched. */
const runtime = (): { readonly path: string; readonly ran: LaunchedApp["ran"] } => {
  const wanted = process.env["ELECTRON_RUNTIME"];
  const real = findElectron(root, process.env);
  if (wanted === "real" && real === undefined) throw new Error("ELECTRON_RUNTIME=real, but Electron is not installed.");
  if (real === undefined || wanted === "standin") return { path: standin, ran: "electron stand-in" };
  return { path: real, ran: "electron" };
};

/** Starts the built main process and answers its first window. */
export const launchInElectron = async (options: LaunchOptions): Promise<LaunchedElectron> => {
  await ensureBuilt(() => undefined);
  const { path, ran } = runtime();
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser =
    ran === "electron" ? {} : { CHROMIUM_PATH: (await ensureBrowser(root, () => undefined)).path, USHER_STANDIN_NODE: process.execPath };
  const electron = await _electron.launch({
    executablePath: path,
    args: [...asRoot, root],
    cwd: root,
    timeout: launchMsMax,
    colorScheme: options.colorScheme ?? null,
    env: { ...definedOf(process.env), ...browser, USHER_DATA: options.dataFolder, ...options.env },
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
      return ended;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
};

const definedOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
