import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";

const pictures = join(import.meta.dirname, "..", "..", "test-results", "weddings");

let app: LaunchedApp;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-weddings-"));
  await mkdir(pictures, { recursive: true });
  app = await launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 800 } });
  app.page.setDefaultTimeout(10_000);
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** The open dialog in the dark, on half a laptop, and from right to left: nothing to object to, nothing cut off. */
const look = async (name: string): Promise<void> => {
  const { page } = app;
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  expect(await axeFindings(app.page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 720, height: 560 });
  for (const dir of ["ltr", "rtl"]) {
    await page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
    await page.screenshot({ path: join(pictures, `${name}-${dir}.png`) });
    const box = await page.getByRole("dialog").boundingBox();
    expect((box?.y ?? -1) >= 0 && (box?.y ?? 0) + (box?.height ?? 0) <= 560, dir).toBe(true);
  }
  expect(await axeFindings(app.page)).toEqual([]);
  await page.evaluate(() => document.documentElement.removeAttribute("dir"));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
};

const pick = async (item: string): Promise<void> => {
  await app.page.getByRole("button", { name: /^Wedding: / }).click();
  await app.page.getByRole("menu").getByText(item, { exact: true }).click();
};

describe("weddings", { timeout: 60_000 }, () => {
  it("are made beside the sample, changed, and switched between", async () => {
    const { page } = app;
    await page.getByText("First steps").waitFor();
    await pick("New wedding…");
    const dialog = page.getByRole("dialog", { name: "A new wedding" });
    await dialog.getByText("Still missing: whose wedding it is, the day, practice or real").waitFor();
    await dialog.getByLabel("Whose wedding is it?").fill("Ana & Ben");
    await dialog.getByLabel("Day", { exact: true }).fill("2031-06-21");
    await dialog.getByLabel("Venue", { exact: true }).fill("Quinta do Rio");
    const zone = dialog.getByRole("combobox", { name: "Time zone of the venue" });
    await zone.fill("Lisb");
    await page.getByRole("option", { name: "Europe/Lisbon" }).click();
    await dialog.getByRole("button", { name: /Languages of the guests/u }).click();
    await page.getByRole("option", { name: "Portuguese", exact: true }).click();
    await dialog.getByText("Real", { exact: true }).click();
    await look("new");
    await dialog.getByRole("button", { name: "Start" }).click();
    await page.getByRole("heading", { level: 1, name: "Ana & Ben" }).waitFor();
    // Real: no band says that nothing reaches a person.
    await expect.poll(() => page.getByText("nothing here can reach a real person").count()).toBe(0);
    await page.getByText("Sat, Jun 21, 15:00").waitFor();

    await pick("Wedding details…");
    const details = page.getByRole("dialog", { name: "Wedding details" });
    await details.getByLabel("Starts").fill("16:30");
    await details.getByRole("button", { name: "Add an event" }).click();
    const added = details.getByRole("group", { name: "New event" });
    await added.getByLabel("Event").fill("Dinner");
    const dinner = details.getByRole("group", { name: "Dinner" });
    await dinner.getByLabel("Starts").fill("19:00");
    await dinner.getByLabel("Ends").fill("01:00");
    await dinner.getByText("the next day").waitFor();
    await look("details");
    await details.getByRole("button", { name: "Save" }).click();
    await page.getByText("Sat, Jun 21, 16:30").waitFor();
    await page.getByText("Dinner").waitFor();

    await page.getByRole("navigation").getByRole("link", { name: "Guests", exact: true }).click();
    await pick("Léa & Omar");
    await page.getByRole("row").nth(3).waitFor();
    await page.getByText("SAMPLE wedding").waitFor();

    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("A guest, or what to do…").fill("new wedding");
    await page.getByRole("menuitem", { name: "New wedding…" }).click();
    await page.getByRole("dialog", { name: "A new wedding" }).getByRole("button", { name: "Cancel" }).click();
    expect(app.complaints).toEqual([]);
  });
});
