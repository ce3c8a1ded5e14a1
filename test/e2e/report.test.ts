import { writeFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHub } from "#hub/index.ts";
import { createSystemPorts } from "#hub/ports/system/index.ts";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { sendToEveryone } from "#test/hub/open-hub.ts";
import { bigWeddingFolder, bigWeddingId } from "../integration/campaigns/big-wedding.ts";

const pictures = join(import.meta.dirname, "..", "..", "test-results", "report");
const guestCount = 500;

let dataFolder: string;
let app: LaunchedApp;
let page: Page;

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  dataFolder = await bigWeddingFolder(guestCount, Date.now());
  const hub = await createHub({
    ...createSystemPorts(() => undefined, {}),
    dataFolder,
    host: "headless",
    version: "0.0.0",
    limits: { quietHoursPractice: null },
    providerOptions: { practice: { speed: 0.001 } },
  });
  await sendToEveryone(hub.client(), bigWeddingId);
  await hub.stop();
  const env = { USHER_PRACTICE_SPEED: "50", USHER_PRACTICE_QUIET_HOURS: "off" };
  app = await launchApp({ runtime: "browser", dataFolder, env, viewport: { width: 1280, height: 900 } });
  ({ page } = app);
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** What the paper shows, page by page, as a reader's eye would find it: laid out for print, then read from the page. */
const rowTexts = (): Promise<string[]> => page.getByTestId("report-rows").locator("tbody tr").allInnerTexts();

describe("the report of a run", { timeout: 120_000 }, () => {
  it("accounts for everybody exactly once, and the sum closes (L2)", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Messages", exact: true }).click();
    await page.getByRole("link", { name: "Save the date" }).click();
    await page
      .getByTestId("closing-sum")
      .getByText(/delivered/u)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "Report", exact: true }).click();
    const sum = page.getByTestId("report-sum");
    await sum.getByText(new RegExp(`^${guestCount} approved = `, "u")).waitFor();
    expect(await sum.getAttribute("data-closes")).toBe("true");
    const terms = ((await sum.textContent()) ?? "").split("=")[1] ?? "";
    expect([...terms.matchAll(/\d+/gu)].reduce((total, [count]) => total + Number(count), 0)).toBe(guestCount);
    const rows = await rowTexts();
    expect(rows).toHaveLength(guestCount);
    const names = rows.map((row) => row.split(/[\t\n]/u)[0]);
    expect(new Set(names)).toEqual(new Set(Array.from({ length: guestCount }, (_, index) => `Ana${index} Kowalski${index % 997}`)));
  });

  it("looks well, light and dark, small and right to left", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `${colorScheme}.png`) });
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 720, height: 900 });
    await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
    await page.screenshot({ path: join(pictures, "small-rtl.png") });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    await page.evaluate(() => document.documentElement.removeAttribute("dir"));
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it.each(["A4", "Letter"] as const)("prints to PDF on %s, on many pages, without the app around it", async (format) => {
    const pdf = await page.pdf({ format, preferCSSPageSize: false });
    await writeFile(join(pictures, `report-${format}.pdf`), pdf);
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/gu)?.length ?? 0;
    expect(pages).toBeGreaterThan(8);
    await page.emulateMedia({ media: "print" });
    for (const part of [page.getByRole("navigation"), page.getByRole("button", { name: "Print or save as PDF" })]) {
      expect(await part.isVisible()).toBe(false);
    }
    const shown = await page.evaluate(() => document.body.innerText);
    expect(shown).toContain("Ana499 Kowalski499");
    // Nothing is cut off below: the whole table is laid out, not the window that scrolls.
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(guestCount * 15);
    await page.emulateMedia({ media: "screen" });
  });

  it("comes as a table too", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as CSV" }).click()]);
    expect(download.suggestedFilename()).toMatch(/^report-.*\.csv$/u);
  });
});

it("nothing complained on the console", () => {
  expect(app.complaints).toEqual([]);
});
