import { spawn } from "node:child_process";
import { join } from "node:path";
import { findInstalledBrowser } from "../browser/find-browser.ts";

export interface OpenedWindow {
  /** Resolves when the person has closed it; rejects when the browser could not be started. */
  readonly closed: Promise<void>;
  close(): void;
}

/** A browser that ends sooner never showed a window. */
const startedMsMin = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** The browser for the window; undefined when there is none, or no display to show it on. */
export const windowBrowser = (environment: Environment, platform: NodeJS.Platform = process.platform): string | undefined =>
  hasDisplay(environment, platform) ? (named(environment) ?? findInstalledBrowser(environment, platform)) : undefined;

const named = ({ CHROMIUM_PATH: path }: Environment): string | undefined => (path === "" ? undefined : path);

/** Whether a window could be shown at all. */
export const hasDisplay = (environment: Environment, platform: NodeJS.Platform = process.platform): boolean =>
  platform !== "linux" || Boolean(environment["DISPLAY"]) || Boolean(environment["WAYLAND_DISPLAY"]);

/**
 * Opens the URL as an app window without tabs. It has a profile of its own in the data folder: the window then is a process that can be waited
 * for, and no extension of the person's browser reads guests.
 */
export const openWindow = (browser: string, url: string, dataFolder: string): OpenedWindow => {
  const startedAt = performance.now();
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(
    browser,
    [`--app=${url}`, `--user-data-dir=${join(dataFolder, "browser-profile")}`, "--no-first-run", "--no-default-browser-check", ...asRoot],
    { stdio: "ignore" },
  );
  const closed = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0 && performance.now() - startedAt < startedMsMin)
        reject(new Error(`the browser ended at once (exit code ${code ?? "none"})`));
      else resolve();
    });
  });
  return { closed, close: () => void child.kill("SIGTERM") };
};
