import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareApprovedCampaign, slowPractice } from "#test/app/approved-campaign.ts";
import { electronCommand, electronRuntime, launchInElectron, skipWithoutElectron, whyNotInElectron } from "#test/app/launch-in-electron.ts";
import type { LaunchedElectron } from "#test/app/launch-in-electron.ts";

/** The shell while messages are on their way: tray, closing, notes, sleep and quit. */
let dataFolder: string;
let app: LaunchedElectron | undefined;

/** What the operating system was asked to show, in the main process's memory. */
interface Seen {
  readonly tips: string[];
  readonly progress: number[];
  readonly notes: { readonly title: string; readonly body: string; emit(event: "click"): void }[];
  readonly asked: { readonly message: string; readonly buttons: readonly string[] }[];
  answer: number;
}

const launch = async (env: Readonly<Record<string, string>> = {}): Promise<LaunchedElectron> => {
  app = await launchInElectron({ runtime: "electron", dataFolder, env: { ...slowPractice, ...env } });
  await app.electron.evaluate(({ BrowserWindow, dialog, Notification, Tray }) => {
    const seen: Seen = { tips: [], progress: [], notes: [], asked: [], answer: 0 };
    (globalThis as unknown as { seen: Seen }).seen = seen;
    const setToolTip = Tray.prototype.setToolTip;
    Tray.prototype.setToolTip = function (text) {
      seen.tips.push(text);
      setToolTip.call(this, text);
    };
    BrowserWindow.prototype.setProgressBar = (progress) => void seen.progress.push(progress);
    Notification.prototype.show = function () {
      seen.notes.push(this);
    };
    dialog.showMessageBox = (...args: unknown[]) => {
      seen.asked.push(args.at(-1) as Seen["asked"][number]);
      return Promise.resolve({ response: seen.answer, checkboxChecked: false });
    };
  });
  return app;
};

const seen = <Key extends "tips" | "progress" | "asked">(key: Key): Promise<Seen[Key]> =>
  (app as LaunchedElectron).electron.evaluate((_electron, name) => (globalThis as unknown as { seen: Seen }).seen[name], key) as Promise<
    Seen[Key]
  >;
const titles = (): Promise<readonly string[]> =>
  (app as LaunchedElectron).electron.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.notes.map(({ title }) => title));
const isVisible = (): Promise<boolean> =>
  (app as LaunchedElectron).electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));

/** How many were on their way when the tray last spoke. */
const onTheWay = async (): Promise<number> =>
  Number(/(\d+) messages? on the way/u.exec((await seen("tips")).at(-1) ?? "")?.[1] ?? Number.NaN);

interface Journal {
  readonly attempts: number;
  readonly withoutOutcome: number;
}

/** What the journal says once the app has gone: how many attempts there were, and how many of them never got an outcome. */
const readJournal = (): Journal => {
  const journal = new DatabaseSync(join(dataFolder, "ledger.sqlite"));
  try {
    const bodies = (table: "attempt" | "fact"): Record<string, unknown>[] =>
      journal
        .prepare(`SELECT body FROM ${table}`)
        .all()
        .map((row) => JSON.parse(String(row["body"])) as Record<string, unknown>);
    const attempts = bodies("attempt");
    const stated = new Set(bodies("fact").map((fact) => fact["attemptId"]));
    return {
      attempts: attempts.length,
      withoutOutcome: attempts.filter((attempt) => !stated.has(attempt["attemptId"])).length,
    };
  } finally {
    journal.close();
  }
};

beforeEach(async ({ skip }) => {
  skipWithoutElectron(skip);
  dataFolder = await mkdtemp(join(tmpdir(), "usher-shell-work-"));
});

afterEach(async () => {
  await app?.close().catch(() => undefined);
  app = undefined;
  if (whyNotInElectron() === undefined) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe("the shell while messages are on their way", { timeout: 120_000 }, () => {
  it("counts them down in the tray and shows that it works on the window", async () => {
    const approved = await prepareApprovedCampaign(dataFolder);
    await launch();
    await expect.poll(onTheWay, { timeout: 30_000 }).toBeLessThan(approved);
    const before = await onTheWay();
    await expect.poll(onTheWay, { timeout: 30_000 }).toBeLessThan(before);
    expect(await seen("progress")).toContain(2);
  });

  it("hides instead of closing, and a click on its note shows the window with the deliveries", async () => {
    await prepareApprovedCampaign(dataFolder);
    const { electron, page } = await launch();
    await expect.poll(onTheWay, { timeout: 30_000 }).toBeGreaterThan(0);
    await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(titles).toEqual(["Usher keeps sending"]);
    expect(await isVisible()).toBe(false);
    await electron.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.notes[0]?.emit("click"));
    await expect.poll(isVisible).toBe(true);
    await page.getByRole("heading", { level: 1, name: "Deliveries" }).waitFor();
  });

  it("says how to get back where the desktop has no tray, and a second start does it", async ({ skip }) => {
    if (electronRuntime().ran === "electron") skip("only the stand-in can act a desktop without a tray");
    await prepareApprovedCampaign(dataFolder);
    const { electron } = await launch({ USHER_STANDIN_TRAY: "0" });
    await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    const bodies = (): Promise<readonly string[]> =>
      electron.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.notes.map(({ body }) => body));
    await expect.poll(bodies).toEqual(["Start Usher again to see it."]);
    expect(await isVisible()).toBe(false);
    const { path, args, env } = await electronCommand({ dataFolder });
    const second = spawn(path, [...args], { env: { ...env }, stdio: "ignore" });
    await new Promise((resolve) => second.once("close", resolve));
    await expect.poll(isVisible).toBe(true);
  });

  it("stays hidden when it is closed before its first picture", async ({ skip }) => {
    if (electronRuntime().ran === "electron") skip("only the stand-in can act a computer that is slow to paint");
    await prepareApprovedCampaign(dataFolder);
    const { electron } = await launch({ USHER_STANDIN_READY_MS: "1500" });
    await electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.close();
      return new Promise<void>((resolve) => window?.once("ready-to-show", () => setTimeout(resolve, 0)));
    });
    expect(await isVisible()).toBe(false);
  });

  it("asks before it ends; who keeps sending keeps the window and the sending", async () => {
    await prepareApprovedCampaign(dataFolder);
    const { electron } = await launch();
    await expect.poll(onTheWay, { timeout: 30_000 }).toBeGreaterThan(0);
    await electron.evaluate(({ app: running }) => running.quit());
    await expect.poll(() => seen("asked")).toHaveLength(1);
    const [question] = await seen("asked");
    expect(question?.message).toMatch(/^\d+ messages are still on the way\.$/u);
    expect(question?.buttons).toEqual(["Keep sending", "Quit"]);
    const before = await onTheWay();
    await expect.poll(onTheWay, { timeout: 30_000 }).toBeLessThan(before);
    expect(await isVisible()).toBe(true);
  });

  it("lets running sends end when it quits, and leaves the rest for the next start", async () => {
    const approved = await prepareApprovedCampaign(dataFolder);
    const running = await launch();
    await expect.poll(onTheWay, { timeout: 30_000 }).toBeLessThan(approved);
    expect(await running.close()).toBe(0);
    const { attempts, withoutOutcome } = readJournal();
    expect(attempts).toBeGreaterThan(0);
    expect(attempts).toBeLessThan(approved);
    expect(withoutOutcome).toBe(0);
  });

  it("lets running sends end at Ctrl+C too, without asking", async () => {
    const approved = await prepareApprovedCampaign(dataFolder);
    const { electron } = await launch();
    await expect.poll(onTheWay, { timeout: 30_000 }).toBeLessThan(approved);
    const child = electron.process();
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(readJournal().withoutOutcome).toBe(0);
  });

  it("tells the hub of sleep and waking, which then looks at every gate anew", async () => {
    const { electron } = await launch();
    // Nothing is due, so the hub's own next look is up to 30 seconds away; what is noticed sooner came from waking up.
    await electron.evaluate(({ powerMonitor }) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 2 * 3_600_000;
      powerMonitor.emit("suspend");
      powerMonitor.emit("resume");
    });
    const log = (): Promise<string> => readFile(join(dataFolder, "logs", "usher.log"), "utf8");
    await expect.poll(log, { timeout: 8_000 }).toContain("the clock jumped; everything is looked at again");
    const listening = (): Promise<number> => electron.evaluate(({ powerMonitor }) => powerMonitor.listenerCount("resume"));
    expect(await listening()).toBeGreaterThan(0);
  });
});
