import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slowPractice } from "#test/app/approved-campaign.ts";
import { axeFindings } from "#test/app/axe-findings.ts";
import { confirmReview } from "#test/app/confirm-review.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";

/** For people to look at; not compared. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "campaigns");

let app: LaunchedApp;
let page: Page;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-campaigns-"));
  await mkdir(pictures, { recursive: true });
  app = await launchApp({ runtime: "browser", dataFolder, env: slowPractice, viewport: { width: 1280, height: 900 } });
  ({ page } = app);
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** Light, dark, small and right to left; nothing that axe objects to, nothing that scrolls sideways. */
const look = async (name: string): Promise<void> => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
    expect(await axeFindings(page), `${name} ${colorScheme}`).toEqual([]);
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

const newMessage = async (name: string): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: "Messages", exact: true }).click();
  await page.getByRole("button", { name: "New message" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Write it" }).click();
  await page.getByRole("button", { name: "Send test…" }).waitFor();
};

describe("a message for another day", { timeout: 60_000 }, () => {
  it("says what it waits for, and can be taken back to edit", async () => {
    await newMessage("Thank you, all of you");
    await page.getByRole("button", { name: /Starts$/u }).click();
    await page.getByRole("option", { name: "At a time" }).click();
    await page.getByLabel(/^Day, in/u).waitFor();
    await page.getByRole("button", { name: "Review" }).click();
    await confirmReview(page);
    await page.getByRole("button", { name: /^Send to/u }).click();
    await page.getByRole("button", { name: "Start now" }).click();
    await page
      .getByTestId("run-phase")
      .getByText(/^Waiting: its time has not come/u)
      .waitFor();
    await page.getByRole("button", { name: "Take it back to edit" }).click();
    await page.getByRole("button", { name: "Send test…" }).waitFor();
  });
});

describe("writing a message", { timeout: 120_000 }, () => {
  it("shows the email as it will arrive, and looks well", async () => {
    await newMessage("Invitation of the test");
    await page.frameLocator("iframe").getByText("Reply now").or(page.frameLocator("iframe").getByText("Répondre")).first().waitFor();
    await look("compose");
  });

  it("sets until when it is worth sending", async () => {
    await page.getByRole("button", { name: /Not after/u }).click();
    await page.getByRole("option", { name: "A time" }).click();
    await page.getByLabel(/^Last day/u).waitFor();
    await page
      .getByTestId("save-state")
      .getByText(/^Draft saved/u)
      .waitFor();
  });

  it("sends a test to the planner, and tells how far it got", async () => {
    await page.getByRole("button", { name: "Send test…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("dana@planner.example");
    await page.screenshot({ path: join(pictures, "test-dialog.png") });
    await dialog.getByRole("button", { name: "Send test" }).click();
    await dialog.getByTestId("test-state").waitFor();
    await page.screenshot({ path: join(pictures, "test-dialog-sent.png") });
    await dialog.getByRole("button", { name: "Close" }).click();
  });

  it("writes a dry run into a file", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Dry run" }).click()]);
    expect(download.suggestedFilename()).toBe("dry-run-invitation.csv");
  });
});

describe("reviewing and running it", { timeout: 120_000 }, () => {
  it("shows the review, and looks well", async () => {
    await page.getByRole("button", { name: "Review" }).click();
    await page.getByText("What a real guest gets").waitFor();
    await page.frameLocator("iframe").locator("h1").first().waitFor();
    await look("review");
  });

  it("runs, tells how far it is in words, and looks well", async () => {
    await confirmReview(page);
    await page.getByRole("button", { name: /^Send to/u }).click();
    await page.getByRole("button", { name: "Start now" }).waitFor();
    await look("hold");
    await page.getByTestId("run-phase").waitFor();
    await page.getByTestId("run-milestone").waitFor({ state: "attached" });
    await page.getByTestId("closing-sum").waitFor();
    await look("run");
    await page.getByTestId("run-milestone").getByText("A quarter is done.").waitFor({ state: "attached", timeout: 60_000 });
  });
});

describe("a text message", { timeout: 60_000 }, () => {
  it("says which sign costs a text, and writes its look-alike at a press", async () => {
    await newMessage("Short word");
    await page.getByRole("tab", { name: /^Text/u }).first().click();
    const box = page.getByLabel("SMS text");
    await box.fill("We look forward to seeing you at the barn on Saturday. Don’t forget your dancing shoes");
    await page.getByText("They cost 1 more text for each guest.").waitFor();
    await look("sms");
    await page.getByRole("button", { name: "Replace all of them" }).click();
    await page.getByText("They cost 1 more text").waitFor({ state: "detached" });
    expect(await box.inputValue()).toContain("Don't forget");
  });
});

describe("a draft that is not wanted", { timeout: 60_000 }, () => {
  it("goes, and comes back by Undo", async () => {
    await newMessage("Unwanted");
    await page.getByRole("button", { name: "Remove draft" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { level: 1, name: "Unwanted" }).waitFor();
  });
});

it("the built app has the thread that lays emails out", { timeout: 30_000 }, async () => {
  const worker = new Worker(join(import.meta.dirname, "..", "..", "out", "main", "mjml-worker.js"));
  const answered = once(worker, "message");
  worker.postMessage({ id: 1, mjml: "<mjml><mj-body></mj-body></mjml>" });
  expect(await answered).toEqual([{ id: 1, html: expect.stringContaining("<!doctype html>") }]);
  await worker.terminate();
});

it("nothing complained on the console", () => {
  expect(app.complaints).toEqual([]);
});
