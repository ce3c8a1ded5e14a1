import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";

let app: LaunchedApp;
let dataFolder: string;
const launch = () => launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 800 } });

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-bin-e2e-"));
  app = await launch();
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const openBin = async (page: Page): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: "Guests" }).click();
  await page.getByRole("row").nth(3).waitFor();
  await page.getByRole("button", { name: "Bin", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Bin and history" }).waitFor();
};

it("brings a removed guest back after a restart, and undoes from the history", { timeout: 120_000 }, async () => {
  const { page } = app;
  await openBin(page);
  await page.getByText("The bin is empty").waitFor();
  await page.getByRole("link", { name: "Guests" }).last().click();
  const row = page.getByRole("row").nth(3);
  await row.waitFor();
  await row
    .getByRole("checkbox")
    .first()
    .evaluate((box) => (box as HTMLElement).click());
  await page.getByRole("button", { name: "Remove 1" }).click();
  await page
    .getByText(/^Removed /u)
    .first()
    .waitFor();
  await app.kill();
  app = await launch();
  await openBin(app.page);
  const entry = app.page.getByRole("list", { name: "Removed guests" }).getByRole("listitem").first();
  await entry.waitFor();
  expect(await axeFindings(app.page)).toEqual([]);
  await entry.getByRole("button", { name: "Restore" }).first().click();
  await app.page.getByText("The bin is empty").waitFor();
  await app.page.getByRole("tab", { name: "History" }).click();
  await app.page.getByRole("button", { name: /^Undo: Restored/u }).click();
  await app.page.getByRole("button", { name: /^Redo: Restored/u }).waitFor();
  expect(await axeFindings(app.page)).toEqual([]);
  await app.page.getByRole("tab", { name: "Bin" }).click();
  await entry.waitFor();
  expect(app.complaints).toEqual([]);
});
