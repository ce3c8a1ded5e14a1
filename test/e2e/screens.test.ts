import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { confirmReview } from "#test/app/confirm-review.ts";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";

/** Every screen of a wedding: its path, and what is there once it has loaded. `draft` and `sent` stand for the messages made at the start. */
const screens: Readonly<Record<string, { readonly path: string; readonly loaded: (page: Page) => Promise<void> }>> = {
  today: { path: "/today", loaded: (page) => page.getByText("First steps").waitFor() },
  guests: { path: "/guests", loaded: (page) => page.getByRole("row").nth(3).waitFor() },
  bin: { path: "/guests/bin", loaded: (page) => page.getByRole("heading", { level: 1 }).waitFor() },
  history: { path: "/guests/history", loaded: (page) => page.getByRole("heading", { level: 1 }).waitFor() },
  import: { path: "/import", loaded: (page) => page.getByRole("heading", { level: 1 }).waitFor() },
  messages: { path: "/messages", loaded: (page) => page.getByTestId("closing-sum").waitFor() },
  compose: { path: "/messages/draft/compose", loaded: (page) => page.frameLocator("iframe").locator("h1").first().waitFor() },
  review: { path: "/messages/draft/review", loaded: (page) => page.frameLocator("iframe").locator("h1").first().waitFor() },
  run: { path: "/messages/sent/run", loaded: (page) => page.getByTestId("closing-sum").waitFor() },
  deliveries: { path: "/deliveries", loaded: (page) => page.getByRole("table").waitFor() },
  timeline: { path: "/deliveries", loaded: (page) => openStory(page) },
  lane: { path: "/lanes/practice-email", loaded: (page) => page.getByRole("heading", { name: "Calls" }).waitFor() },
  settings: { path: "/settings", loaded: (page) => page.getByRole("heading", { level: 1 }).waitFor() },
};
const names = Object.keys(screens);
const root = join(import.meta.dirname, "..", "..");
/** For people to look at, beside the code; not compared. */
const pictures = join(root, "test-results", "screens");
/** Those that the README shows, by screen: written only when asked, because no two machines draw letters alike. */
const shown: Readonly<Record<string, string>> = { guests: join(root, "docs", "screenshots", "guests.png") };
const writesShown = process.env["USHER_SCREENSHOTS"] === "1";

let app: LaunchedApp;
let dataFolder: string;
let draftId: string;
let sentId: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-screens-"));
  await mkdir(pictures, { recursive: true });
  app = await launchApp({
    runtime: "browser",
    dataFolder,
    env: { USHER_PRACTICE_SPEED: "50", USHER_PRACTICE_QUIET_HOURS: "off" },
    viewport: { width: 1280, height: 800 },
  });
  sentId = await writeMessage(app.page, "Save the date");
  await send(app.page);
  draftId = await writeMessage(app.page, "Invitation");
}, 180_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** Answers the id of the new draft, which is open to be edited. */
const writeMessage = async (page: Page, kind: string): Promise<string> => {
  await page.getByRole("navigation").getByRole("link", { name: "Messages", exact: true }).click();
  await page.getByRole("button", { name: "New message" }).click();
  await page.getByRole("button", { name: /What is it/u }).click();
  await page.getByRole("option", { name: kind }).click();
  await page.getByRole("button", { name: "Write it" }).click();
  await page.getByRole("button", { name: "Send test…" }).waitFor();
  return /messages\/([^/]+)\/compose/u.exec(page.url())?.[1] ?? "";
};

const send = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Review" }).click();
  await confirmReview(page);
  await page.getByRole("button", { name: /^Send to/u }).click();
  await page.getByRole("button", { name: "Start now" }).click();
  // Not until all is settled: the rare message of which nobody knows is asked about only after a minute.
  await page
    .getByTestId("closing-sum")
    .getByText(/delivered/u)
    .waitFor({ timeout: 60_000 });
};

const openStory = async (page: Page): Promise<void> => {
  await page.getByRole("rowheader").first().getByRole("button").click();
  await page.getByRole("dialog").getByText("Approved to be sent.").waitFor();
};

const open = async (page: Page, name: string): Promise<void> => {
  const screen = screens[name];
  if (screen === undefined) throw new Error(`there is no screen ${name}`);
  await page.keyboard.press("Escape");
  const path = screen.path.replace("draft", draftId).replace("sent", sentId);
  await page.evaluate((hash) => (location.hash = hash), path);
  await screen.loaded(page);
};

/** By how many pixels the window and the screen inside it are larger than they may be. The screen may be tall, and then scrolls. */
const overflow = (page: Page): Promise<{ readonly window: readonly number[]; readonly screen: number }> =>
  page.evaluate(() => {
    const root = document.documentElement;
    const main = document.querySelector("main");
    return {
      window: [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight],
      screen: main === null ? Number.NaN : main.scrollWidth - main.clientWidth,
    };
  });
const none = { window: [0, 0], screen: 0 };

describe.each(["light", "dark"] as const)("the screens in %s", (colorScheme) => {
  it.each(names)("%s has nothing that axe objects to, and never leaves the window", { timeout: 60_000 }, async (name) => {
    await app.page.emulateMedia({ colorScheme });
    await open(app.page, name);
    await app.page.mouse.move(0, 0);
    await app.page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
    const path = shown[name];
    if (writesShown && path !== undefined && colorScheme === "light") await app.page.screenshot({ path });
    expect(await axeFindings(app.page)).toEqual([]);
    expect(await overflow(app.page)).toEqual(none);
  });
});

/** A small laptop's half, and the smallest that the desktop window gets. */
const smallWindows = [
  { width: 900, height: 700 },
  { width: 720, height: 560 },
];

describe.each(smallWindows)("the screens on a window of $width pixels", (size) => {
  it.each(names)("%s does not scroll sideways, left to right or right to left", { timeout: 60_000 }, async (name) => {
    await app.page.emulateMedia({ colorScheme: "light" });
    await app.page.setViewportSize(size);
    await open(app.page, name);
    for (const dir of ["ltr", "rtl"]) {
      await app.page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
      await app.page.screenshot({ path: join(pictures, `${name}-${size.width}-${dir}.png`) });
      expect(await overflow(app.page), dir).toEqual(none);
    }
    await app.page.evaluate(() => document.documentElement.removeAttribute("dir"));
  });
});

it("a wheel over the rail leaves every screen where it is", { timeout: 60_000 }, async () => {
  for (const name of names.filter((one) => one !== "timeline")) {
    await open(app.page, name);
    await app.page.mouse.move(20, 400);
    await app.page.mouse.wheel(0, 5_000);
    expect(await app.page.evaluate(() => scrollY + document.body.scrollTop), name).toBe(0);
  }
});

it("a notice covers nothing of the bar for selected guests", { timeout: 60_000 }, async () => {
  const { page } = app;
  await open(page, "guests");
  await page.getByRole("row").nth(2).getByRole("checkbox").click();
  await page.getByRole("button", { name: "Copy" }).click();
  const notice = await page.getByRole("region", { name: "Notices" }).boundingBox();
  const bar = await page.getByRole("toolbar", { name: "Selected guests" }).boundingBox();
  expect((notice?.y ?? Number.NaN) + (notice?.height ?? Number.NaN)).toBeLessThanOrEqual(bar?.y ?? Number.NaN);
});

it("a message keeps its name until it gets another", { timeout: 60_000 }, async () => {
  const { page } = app;
  await open(page, "compose");
  const box = page.getByLabel("Name of this message");
  await box.fill("");
  await page.getByText(/^It needs a name/u).waitFor();
  await page.getByRole("heading", { level: 1, name: "Invitation", exact: true }).waitFor();
  await box.fill("Our invitation");
  await page.getByRole("heading", { level: 1, name: "Our invitation" }).waitFor();
});

it("no screen complained on the console", () => {
  expect(app.complaints).toEqual([]);
});
