import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

export interface FoundBrowser {
  readonly path: string;
  /** Where it came from, for the report line. */
  readonly source: "CHROMIUM_PATH" | "playwright" | "installed" | "@sparticuz/chromium";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names on the PATH, best first: a plain Chromium has no account or sync of its own. */
const commandNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable"];

const macPlaces = [
  "Chromium.app/Contents/MacOS/Chromium",
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const windowsPlaces = [
  "Chromium\\Application\\chrome.exe",
  "Google\\Chrome\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * The Chromium to use for tests: the one named by CHROMIUM_PATH (throws when it is not there), else Playwright's own, else an
 * installed one. Undefined when there is none; `ensureBrowser` then knows how to get one.
 */
export const findBrowser = (environment: Environment = process.env): FoundBrowser | undefined => {
  const named = environment["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") {
    if (!isExecutable(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is not an executable file.`);
    return { path: named, source: "CHROMIUM_PATH" };
  }
  const own = playwrightBrowser();
  if (own !== undefined) return { path: own, source: "playwright" };
  const installed = findInstalledBrowser(environment);
  return installed === undefined ? undefined : { path: installed, source: "installed" };
};

/** A Chromium, Chrome or Edge of this computer, for showing the app in; undefined when there is none. */
export const findInstalledBrowser = (environment: Environment, platform: NodeJS.Platform = process.platform): string | undefined =>
  candidates(environment, platform).find(isExecutable);

const candidates = (environment: Environment, platform: NodeJS.Platform): readonly string[] => {
  if (platform === "darwin") {
    return ["/Applications", join(environment["HOME"] ?? "/", "Applications")].flatMap((folder) =>
      macPlaces.map((place) => join(folder, place)),
    );
  }
  if (platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) => environment[name]);
    return folders.filter((folder) => folder !== undefined).flatMap((folder) => windowsPlaces.map((place) => join(folder, place)));
  }
  const folders = [...(environment["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
  return commandNames.flatMap((name) => folders.map((folder) => join(folder, name)));
};

const playwrightBrowser = (): string | undefined => {
  try {
    const { chromium } = createRequire(import.meta.url)("playwright") as { chromium: { executablePath(): string } };
    const path = chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
