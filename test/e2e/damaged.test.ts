import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { openHub } from "#test/hub/open-hub.ts";
import { spoilRows } from "#test/store/spoil-rows.ts";

const pictures = join(import.meta.dirname, "..", "..", "test-results", "screens");

let app: LaunchedApp;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-damaged-screen-"));
  await mkdir(pictures, { recursive: true });
  const { hub, client } = await openHub({ dataFolder });
  const { weddingId } = await client.weddings.openSample();
  await client.suppressions.add({ weddingId, channel: "email", address: "blocked@guests.usher.test" });
  await hub.stop();
  const path = join(dataFolder, "store.sqlite");
  expect(spoilRows(path, "suppressions")).toBe(1);
  const database = new DatabaseSync(path);
  const { store } = database.prepare("SELECT store FROM stores WHERE collection = 'guests'").get() as { store: number };
  const harmed = `UPDATE docs_${store} SET data = replace(data, '"table":"', '"table":"x') WHERE rowid IN (SELECT rowid FROM docs_${store} LIMIT 2)`;
  expect(Number(database.prepare(harmed).run().changes)).toBe(2);
  database.close();
  app = await launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 800 } });
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

it(
  "what a disk has changed stands on the home screen, is listed, and is kept by a person's word; a block is never forgotten",
  { timeout: 60_000 },
  async () => {
    const { page } = app;
    await page.evaluate(() => (location.hash = "/today"));
    await page.getByText("3 entries of your lists are not what was written").waitFor();
    await page.getByRole("link", { name: /^Look: 3 entries/u }).click();
    const list = page.getByRole("list", { name: "Damaged entries" });
    await list.getByRole("listitem").nth(2).waitFor();
    expect(await list.getByText("Guest", { exact: true }).count()).toBe(2);
    await list.getByText("Cannot be read, and stays blocked.").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `damaged-${colorScheme}.png`) });
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.getByRole("button", { name: "I have looked: keep them as they are" }).click();
    await page.getByText("Kept as they are; 1 that cannot be read stay blocked.").waitFor();
    await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
  },
);

it("a guest's time zone is chosen by typing a part of it, shown, and taken away again", { timeout: 60_000 }, async () => {
  const { page } = app;
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => (location.hash = "/guests"));
  await page.getByRole("row").nth(3).getByRole("gridcell").nth(1).click();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Edit details" }).click();
  const zone = page.getByRole("combobox", { name: "Time zone" });
  await zone.fill("Tokyo");
  await page.getByRole("option", { name: "Asia/Tokyo" }).click();
  await page.screenshot({ path: join(pictures, "guest-zone.png") });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Asia/Tokyo").first().waitFor();
});
