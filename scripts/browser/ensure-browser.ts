import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findBrowser } from "./find-browser.ts";
import type { FoundBrowser } from "./find-browser.ts";

/** Debian's package weighs about 110 MB; npm's about 75. */
const installMsMax = 300_000;
/** Pinned, and not a dependency: only machines without any browser fetch it. */
const npmBrowser = "@sparticuz/chromium@153.0.0";

const remedies = `No Chromium was found, and none could be fetched. Any one of these helps:
  1. Set CHROMIUM_PATH to an installed Chromium, Chrome or Edge.
  2. Debian or Ubuntu: apt-get install -y chromium
  3. npm install --no-save ${npmBrowser}   (Linux x64)
  4. npx playwright install chromium`;

/**
 * The browser for the tests, fetched when this machine has none: Debian's package (as root), npm's, Playwright's. Throws an error that names
 * the remedies; never skips in silence. Run it once before tests in parallel: two first unpackings race.
 */
export const ensureBrowser = async (root: string, say: (line: string) => void): Promise<FoundBrowser> => {
  const found = findBrowser();
  if (found !== undefined) return found;
  for (const [what, attempt] of attempts(root)) {
    say(`No Chromium here; trying ${what} ...`);
    const fetched = await attempt();
    if (fetched !== undefined) return fetched;
  }
  throw new Error(remedies);
};

type Attempt = () => Promise<FoundBrowser | undefined>;

const attempts = (root: string): readonly (readonly [string, Attempt])[] => [
  ["npm's copy from an earlier run", () => unpackNpmBrowser(root)],
  ["Debian's package", installFromApt],
  [npmBrowser, () => installFromNpm(root)],
  ["Playwright's download", () => installFromPlaywright(root)],
];

const installFromApt: Attempt = async () => {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  await run("apt-get", ["update", "-qq"]);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { DEBIAN_FRONTEND: "noninteractive" });
  return findBrowser();
};

const installFromNpm = async (root: string): Promise<FoundBrowser | undefined> => {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const installed = await run("npm", ["install", "--no-save", "--prefix", join(root, ".cache", "browser"), npmBrowser]);
  return installed ? unpackNpmBrowser(root) : undefined;
};

/** Its own launch arguments are not taken: they switch web security off. */
const unpackNpmBrowser = async (root: string): Promise<FoundBrowser | undefined> => {
  try {
    const require = createRequire(join(root, ".cache", "browser", "package.json"));
    const loaded = (await import(require.resolve("@sparticuz/chromium"))) as {
      default: { executablePath(): Promise<string> };
    };
    return { path: await loaded.default.executablePath(), source: "@sparticuz/chromium" };
  } catch {
    return undefined;
  }
};

const installFromPlaywright = async (root: string): Promise<FoundBrowser | undefined> => {
  await run(process.execPath, [join(root, "node_modules", "playwright", "cli.js"), "install", "chromium"]);
  return findBrowser();
};

/** Whether it ended well within the time. Its output goes to this process's own. */
const run = (command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...environment }, timeout: installMsMax });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
