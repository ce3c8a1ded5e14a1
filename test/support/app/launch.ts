import type { Page } from "playwright";
import { launchInBrowser } from "./launch-in-browser.ts";
import { launchInElectron } from "./launch-in-electron.ts";

export interface LaunchOptions {
  readonly runtime: "browser" | "electron";
  /** Where the hub keeps its files; the caller makes and removes it. */
  readonly dataFolder: string;
  /** Added to the environment of the app's process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
}

export interface LaunchedApp {
  readonly page: Page;
  /** What really ran, for the report line: a green stand-in is no evidence for Electron itself. */
  readonly ran: "browser" | "electron stand-in" | "electron";
  /** Console errors, page errors and CSP violations since the start. */
  readonly complaints: readonly string[];
  /** Ends it the way a person does and waits until the process is gone; answers its exit code. */
  close(): Promise<number | null>;
  /** `kill -9` of the app's process. */
  kill(): Promise<void>;
}

/** Starts the built app (building it first when sources are newer) and answers its first page, loaded. */
export const launchApp = (options: LaunchOptions): Promise<LaunchedApp> =>
  options.runtime === "browser" ? launchInBrowser(options) : launchInElectron(options);
