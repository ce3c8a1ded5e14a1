import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startAppProcess } from "#test/app/app-process.ts";
import type { AppProcess } from "#test/app/app-process.ts";

const root = join(import.meta.dirname, "..", "..");
let folder: string;
let data: string;
/** Acts a browser: writes its process id and stays until its window is closed, which is told by SIGTERM. */
let browser: string;
const running = new Set<AppProcess>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-newcomer-"));
  data = join(folder, "data");
  browser = join(folder, "browser");
  await writeFile(browser, `#!/bin/sh\necho $$ > "${folder}/browser.pid"\ntrap 'exit 0' TERM\nwhile :; do sleep 0.1; done\n`);
  await chmod(browser, 0o755);
});

afterEach(async () => {
  for (const app of running) {
    if (app.child.exitCode === null && app.child.signalCode === null) app.child.kill("SIGKILL");
    await app.ended;
  }
  running.clear();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): AppProcess => {
  const app = startAppProcess([join(root, "scripts", "start.ts"), "--data", data, ...args], root, {
    ...process.env,
    USHER_HOST: "browser",
    ...env,
  });
  running.add(app);
  return app;
};

const window = (): Record<string, string> => ({ DISPLAY: ":99", CHROMIUM_PATH: browser });
const browserPid = async (): Promise<number> => Number(await readFile(join(folder, "browser.pid"), "utf8").catch(() => "0"));
/** Whether a process, or with a negative number any of a group, is still there. */
const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
/** A sentence for people, not a stack for us. */
const expectNoStack = (output: string): void => expect(output).not.toMatch(/^\s+at /mu);

describe("npm start for a newcomer", { timeout: 120_000 }, () => {
  it("says in one line which face it chose and why, and Ctrl+C leaves no process behind", async () => {
    const child = spawn("npm", ["start", "--", "--data", data], {
      cwd: root,
      env: { ...process.env, USHER_HOST: "browser", ...window() },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const group = -(child.pid ?? 0);
    const closed = new Promise((resolve) => child.once("close", resolve));
    try {
      await expect.poll(browserPid, { timeout: 90_000 }).toBeGreaterThan(0);
      expect(output.match(/^.*because.*$/gmu)).toEqual(["Usher opens in a browser window because USHER_HOST=browser asks for it."]);
      // A terminal sends Ctrl+C to the whole group.
      process.kill(group, "SIGINT");
      await closed;
      await expect.poll(() => lives(group)).toBe(false);
    } finally {
      if (lives(group)) process.kill(group, "SIGKILL");
    }
    expect(lives(await browserPid())).toBe(false);
    expect(existsSync(join(data, "instance.json"))).toBe(false);
    expectNoStack(output);
  });

  it("ends the window with itself when only itself is told to end", async () => {
    const app = start([], window());
    await app.untilSaid(/because/u);
    await expect.poll(browserPid).toBeGreaterThan(0);
    app.child.kill("SIGTERM");
    expect(await app.ended).toBe(0);
    await expect.poll(async () => lives(await browserPid())).toBe(false);
  });

  it("ends when the window is closed and nothing is on its way", async () => {
    const app = start([], window());
    await expect.poll(browserPid, { timeout: 90_000 }).toBeGreaterThan(0);
    process.kill(await browserPid(), "SIGTERM");
    expect(await app.ended).toBe(0);
  });

  it("prints the link when the browser cannot be started, says why, and stays", async () => {
    const app = start([], { DISPLAY: ":99", CHROMIUM_PATH: join(folder, "no-such-browser") });
    await app.untilSaid(/No window could be opened \(.*ENOENT\)\. Open this link yourself; it works once.*#launch=/u);
    app.child.kill("SIGINT");
    expect(await app.ended).toBe(0);
  });

  it("shows the first one at a second start, and ends; the first goes on", async () => {
    const first = start(["--no-open"]);
    const [link] = await first.untilSaid(/http:\/\/127\.0\.0\.1:\d+\/#launch=[\w-]+/u);
    const second = start(["--no-open"]);
    const [again] = await second.untilSaid(/Usher is already running\. Open this link; it works once, for one minute: \S+/u);
    expect(await second.ended).toBe(0);
    expect(again).toContain(new URL(link).origin);
    expect(again).not.toContain(link);
    expect((await fetch(new URL(link).origin)).status).toBe(200);
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
  });

  it("starts again after it was killed: nothing is left in the way", async () => {
    const first = start(["--no-open"]);
    await first.untilSaid(/#launch=/u);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(existsSync(join(data, "instance.json"))).toBe(true);
    const second = start(["--no-open"]);
    await second.untilSaid(/Usher runs in your browser because .*#launch=/u);
    second.child.kill("SIGINT");
    expect(await second.ended).toBe(0);
  });

  it("says that the data folder cannot be written, and what to do", async () => {
    await writeFile(join(folder, "file"), "");
    data = join(folder, "file", "data");
    const app = start(["--no-open"]);
    expect(await app.ended).toBe(1);
    expect(app.output()).toBe(
      `Usher could not start: Usher cannot write to its data folder ${data} (ENOTDIR). Make that folder writable for you, or choose another one with --data <folder> or USHER_DATA, then start again.\n`,
    );
  });

  it("starts on a file of the data folder that cannot be read, and keeps that file beside the new one", async () => {
    const damaged = "this is not a database, but it is long enough to look at ".repeat(100);
    await mkdir(data);
    await writeFile(join(data, "ledger.sqlite"), damaged);
    const app = start(["--no-open"]);
    await app.untilSaid(/#launch=/u);
    const kept = (await readdir(data)).filter((name) => name.startsWith("ledger.sqlite.unread-"));
    expect(await Promise.all(kept.map((name) => readFile(join(data, name), "utf8")))).toEqual([damaged]);
    expectNoStack(app.output());
    app.child.kill("SIGINT");
    expect(await app.ended).toBe(0);
  });

  it("names an option that it does not have", async () => {
    const app = start(["--port", "80"]);
    expect(await app.ended).toBe(1);
    expect(app.output()).toContain("Unknown option '--port'");
    expectNoStack(app.output());
  });

  it("asks for npm ci in a clone where that has not been run", async () => {
    await mkdir(join(folder, "clone", "scripts"), { recursive: true });
    await cp(join(root, "scripts", "run.mjs"), join(folder, "clone", "scripts", "run.mjs"));
    const app = startAppProcess([join(folder, "clone", "scripts", "run.mjs"), "scripts/start.ts"], join(folder, "clone"), process.env);
    expect(await app.ended).toBe(1);
    expect(app.output()).toBe('Usher\'s packages are not installed yet. Run "npm ci" in its folder, then start again.\n');
  });
});
