import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { followRun, openHub, sendToEveryone } from "#test/hub/open-hub.ts";

const pictures = join(import.meta.dirname, "..", "..", "test-results", "screens");

let app: LaunchedApp;
let dataFolder: string;

/** A send with every kind of trouble, written by a hub of its own: in practice mode nothing is lost without a trace by itself. */
const sendWithTrouble = async (): Promise<void> => {
  const { hub, client } = await openHub({
    dataFolder,
    limits: {
      quietHoursPractice: null,
      lookUpAfterMs: 20,
      lookUpEveryMs: 20,
      lookUpsMax: 2,
      heldAfterMs: 200,
      triesMin: 1,
      giveUpAfterMs: 0,
    },
    providerOptions: { practice: { speed: 200, requestLostShare: 0.2, answerLostShare: 0, deferredShare: 0.05 } },
  });
  const { weddingId } = await client.weddings.openSample();
  const { campaignId } = await sendToEveryone(client, weddingId);
  await followRun(client, campaignId, ({ tally }) => tally.waiting + tally.sending === 0 && tally.held > 3);
  await hub.stop();
};

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-deliveries-"));
  await mkdir(pictures, { recursive: true });
  await sendWithTrouble();
  app = await launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 800 } });
}, 180_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const go = async (page: Page, path: string, loaded: string): Promise<void> => {
  await page.keyboard.press("Escape");
  await page.evaluate((hash) => (location.hash = hash), path);
  await page.getByText(loaded).first().waitFor();
};
const tabCount = async (page: Page, name: string): Promise<number> =>
  Number(/\d+/u.exec((await page.getByRole("tab", { name: new RegExp(`^${name}`, "u") }).textContent()) ?? "")?.[0] ?? -1);

describe("the deliveries", () => {
  it("narrow by a filter that lives in the URL, and keep it as a view of one's own", { timeout: 60_000 }, async () => {
    const { page } = app;
    await go(page, "/deliveries", "Attempts");
    await page.getByRole("button", { name: /Any channel/u }).click();
    await page.getByRole("option", { name: "Text" }).click();
    await expect.poll(() => page.url()).toContain("channel=sms");
    await page.getByRole("button", { name: "Save view…" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Texts");
    await page.getByRole("dialog").getByRole("button", { name: "Save view" }).click();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => page.url()).not.toContain("channel=sms");
    await page.getByRole("button", { name: /My views/u }).click();
    await page.getByRole("option", { name: "Texts" }).click();
    await expect.poll(() => page.url()).toContain("channel=sms");
  });

  it("tick a range with Shift, and the bar writes to exactly these guests", { timeout: 60_000 }, async () => {
    const { page } = app;
    await go(page, "/deliveries?group=delivered", "Attempts");
    // The list before it has the same headings.
    await page.getByRole("tab", { name: /^Delivered/u, selected: true }).waitFor();
    const boxes = page.getByRole("checkbox", { name: /^Select / });
    const bar = page.getByRole("toolbar", { name: "Selected messages" });
    // What became of messages goes on arriving: a row that leaves the list between the two clicks takes the range with it.
    const tickRange = async (): Promise<boolean> => {
      if (await bar.isVisible()) await bar.getByRole("button", { name: "Clear" }).click();
      await boxes.nth(1).click();
      await boxes.nth(5).click({ modifiers: ["Shift"] });
      const ticked = await page.getByRole("checkbox", { name: /^Select /, checked: true }).count();
      return ticked > 1 && (await bar.textContent())?.includes(`${ticked} selected`) === true;
    };
    await expect.poll(tickRange).toBe(true);
    await bar.getByRole("button", { name: /^Write to these/u }).click();
    await page
      .getByRole("dialog")
      .getByText(/chosen in the deliveries/u)
      .waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await bar.getByRole("button", { name: "Clear" }).click();
  });

  it("held messages are walked through with J and K, skipped, and held again by Undo", { timeout: 60_000 }, async () => {
    const { page } = app;
    await go(page, "/deliveries?group=held", "Looked up");
    const held = await tabCount(page, "Held");
    await page.getByText(`1 of ${held}`).waitFor();
    await page.getByRole("checkbox", { name: "All held messages" }).focus();
    await page.keyboard.press("j");
    await page.getByText(`2 of ${held}`).waitFor();
    await page.keyboard.press("k");
    await page.getByText(`1 of ${held}`).waitFor();
    await page.getByRole("button", { name: "Skip", exact: true }).click();
    await page.getByText(`1 of ${held - 1}`).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText(new RegExp(`^\\d+ of ${held}$`, "u")).waitFor();
  });

  it("sending several again needs their number typed", { timeout: 60_000 }, async () => {
    const { page } = app;
    await go(page, "/deliveries?group=held", "Looked up");
    await page.getByRole("checkbox", { name: "All held messages" }).click();
    const held = await tabCount(page, "Held");
    await page
      .getByRole("toolbar")
      .getByRole("button", { name: /^Send again/u })
      .click();
    const confirm = page.getByRole("dialog").getByRole("button", { name: /^Send again/u });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel(`Type ${held} to confirm`).fill(String(held));
    expect(await confirm.isDisabled()).toBe(false);
    await page.screenshot({ path: join(pictures, "held-confirm-light.png") });
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("toolbar").getByRole("button", { name: "Clear" }).click();
  });

  it("what gave up says why and what would help, and is discarded with a reason", { timeout: 60_000 }, async () => {
    const { page } = app;
    await go(page, "/deliveries?group=dead", "Try all");
    const dead = await tabCount(page, "Gave up");
    await page
      .getByRole("checkbox", { name: /^Select / })
      .first()
      .click();
    await page.getByRole("button", { name: "Discard 1…" }).click();
    await page.getByLabel("Why").fill("Called her instead");
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => tabCount(page, "Gave up")).toBe(dead - 1);
  });
});

it("an address is blocked by hand, lifted again, and its lifting stays on record", { timeout: 60_000 }, async () => {
  const { page } = app;
  await go(page, "/deliveries/blocked", "Block an address");
  await page.getByRole("button", { name: "Block an address" }).click();
  await page.getByLabel("Address", { exact: true }).fill("Grandma@Example.com");
  await page.getByRole("button", { name: "Block it" }).click();
  await page.getByRole("rowheader", { name: /grandma@example\.com/iu }).waitFor();
  await page.getByLabel("Search addresses").fill("grandma");
  await expect.poll(() => page.getByRole("rowheader").count()).toBe(1);
  await page.getByRole("button", { name: "Lift…" }).click();
  await page.getByLabel("Why (stays on record)").fill("It was a mistake");
  await page.screenshot({ path: join(pictures, "blocked-lift-light.png") });
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Lift the block" }).click();
  await page.getByRole("region", { name: "Lifted" }).getByText("It was a mistake").waitFor();
  await page.getByLabel("Search addresses").fill("");
});

const screens = {
  "deliveries-all": ["/deliveries", "Attempts"],
  held: ["/deliveries?group=held", "Looked up"],
  blocked: ["/deliveries/blocked", "Since"],
  "gave-up": ["/deliveries?group=dead", "Attempts"],
} as const;

describe.each(Object.entries(screens))("%s", (name, [path, loaded]) => {
  it.each(["light", "dark"] as const)("has nothing that axe objects to in %s", { timeout: 60_000 }, async (colorScheme) => {
    await app.page.setViewportSize({ width: 1280, height: 800 });
    await app.page.emulateMedia({ colorScheme });
    await go(app.page, path, loaded);
    await app.page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
    expect(await axeFindings(app.page)).toEqual([]);
  });
  it.each(["ltr", "rtl"])("does not leave a small window, %s", { timeout: 60_000 }, async (dir) => {
    await app.page.emulateMedia({ colorScheme: "light" });
    await app.page.setViewportSize({ width: 720, height: 560 });
    await go(app.page, path, loaded);
    await app.page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
    await app.page.screenshot({ path: join(pictures, `${name}-720-${dir}.png`) });
    const over = await app.page.evaluate(() => {
      const main = document.querySelector("main");
      return main === null ? Number.NaN : main.scrollWidth - main.clientWidth;
    });
    await app.page.evaluate(() => document.documentElement.removeAttribute("dir"));
    expect(over).toBe(0);
  });
});

it("nothing complained while all of this was shown", () => expect(app.complaints).toEqual([]));
