import { readFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";

const screens = ["Today", "Guests", "Import", "Messages", "Deliveries", "Settings"] as const;
/** For people to look at, beside the code; not compared. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "screens");

let app: LaunchedApp;
let dataFolder: string;
let axe: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-screens-"));
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await mkdir(pictures, { recursive: true });
  app = await launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 800 } });
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const open = async (page: Page, name: (typeof screens)[number]): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  if (name === "Guests") await page.getByRole("row").nth(3).waitFor();
};

/** What axe finds wrong by WCAG 2.2 AA, each as one readable line. */
const findings = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  const results = await page.evaluate(
    () =>
      (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      }),
    undefined,
  );
  return results.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)}`));
};

describe.each(["light", "dark"] as const)("the screens in %s", (colorScheme) => {
  it.each(screens)("%s has nothing that axe objects to", { timeout: 60_000 }, async (name) => {
    await app.page.emulateMedia({ colorScheme });
    await open(app.page, name);
    await app.page.screenshot({ path: join(pictures, `${name.toLowerCase()}-${colorScheme}.png`) });
    expect(await findings(app.page)).toEqual([]);
  });
});

describe("the screens on a small window", () => {
  it.each(screens)("%s does not scroll sideways at 900 pixels, left to right or right to left", { timeout: 60_000 }, async (name) => {
    await app.page.setViewportSize({ width: 900, height: 700 });
    await open(app.page, name);
    for (const dir of ["ltr", "rtl"]) {
      await app.page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
      await app.page.screenshot({ path: join(pictures, `${name.toLowerCase()}-small-${dir}.png`) });
      const overflow = await app.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
    await app.page.evaluate(() => document.documentElement.removeAttribute("dir"));
  });
});

it("no screen complained on the console", () => {
  expect(app.complaints).toEqual([]);
});
