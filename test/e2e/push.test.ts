import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slowPractice } from "#test/app/approved-campaign.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { loopbackApns } from "#test/providers/apns-server.ts";

/** For people to look at; not compared. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "push");

let app: LaunchedApp;
let page: Page;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-push-"));
  await mkdir(pictures, { recursive: true });
  app = await launchApp({ runtime: "browser", dataFolder, env: slowPractice, viewport: { width: 1280, height: 900 } });
  ({ page } = app);
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const look = async (name: string): Promise<void> => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 900, height: 900 });
  for (const dir of ["ltr", "rtl"]) {
    await page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
    await page.screenshot({ path: join(pictures, `${name}-small-${dir}.png`) });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${name} ${dir}`).toBeLessThanOrEqual(0);
  }
  await page.evaluate(() => document.documentElement.removeAttribute("dir"));
  await page.setViewportSize({ width: 1280, height: 900 });
};

describe("pushes", { timeout: 120_000 }, () => {
  it("are written with a title, words and a link, each with its own length", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Messages", exact: true }).click();
    await page.getByRole("button", { name: "New message" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Invitation to the bus");
    await page.getByRole("button", { name: "Write it" }).click();
    await page.getByRole("button", { name: /Channel$/u }).click();
    await page.getByRole("option", { name: "Push only" }).click();
    await page.getByRole("button", { name: "Start from a ready-made text" }).click();
    await page.getByRole("textbox", { name: "Title" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Link" }).inputValue()).toBe("{{ rsvp.link }}");
    await page.getByRole("textbox", { name: "Push text" }).fill("{{ guest.first_name }}, the bus leaves at two.");
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByText(/^[^{]+, the bus leaves at two/u).waitFor();
    // Nobody can type the address of a device.
    expect(await page.getByRole("button", { name: "Send test…" }).count()).toBe(0);
    await page.getByRole("textbox", { name: "Link" }).scrollIntoViewIfNeeded();
    await look("compose");
  });

  it("need an account of Firebase or Apple, and say what is wrong with a key", async () => {
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Set up Firebase Cloud Messaging" }).click();
    await page.getByRole("button", { name: "Set up Apple push" }).click();
    const card = page.getByRole("region", { name: "Apple push" });
    // A box of one line swallows the line ends of a pasted file.
    await card.locator("input[type=password]").fill(loopbackApns.key.replaceAll("\n", ""));
    await card.getByLabel("Key ID").fill("short");
    await card.getByLabel("Team ID").fill(loopbackApns.teamId);
    await card.getByLabel("Bundle ID").fill(loopbackApns.bundleId);
    const save = card.getByRole("button", { name: "Save Apple push" });
    await save.click();
    await card.getByText("That does not look right for “Key ID”.").waitFor();
    await save.scrollIntoViewIfNeeded();
    await look("settings");
    await card.getByLabel("Key ID").fill(loopbackApns.keyId);
    await save.click();
    await card.getByText(/Stored: ••••/u).waitFor();
    await card.getByText("Connected", { exact: true }).waitFor();
    expect(await page.content()).not.toContain(loopbackApns.key.split("\n")[1] ?? "");
  });
});
