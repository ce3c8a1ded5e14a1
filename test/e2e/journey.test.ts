import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import { confirmReview } from "#test/app/confirm-review.ts";
import { skipWithoutElectron } from "#test/app/launch-in-electron.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { brokenRow, messyGuestList, messyRowCount } from "#test/app/messy-guest-list.ts";

/** For people to look at; not compared. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "journey");
/** One step of the journey; the whole takes about half a minute. */
const stepMs = 30_000;
/** Practice loses the answer and every later word of one message in 3,000, which is asked about after a minute. */
const settleMsMax = 120_000;

let app: LaunchedApp | undefined;
let dataFolder: string | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
  // A browser that was just ended may still be writing its profile.
  if (dataFolder !== undefined) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const start = async (runtime: "browser" | "electron"): Promise<LaunchedApp> => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-journey-"));
  app = await launchApp({
    runtime,
    dataFolder,
    env: { USHER_PRACTICE_SPEED: "20", USHER_PRACTICE_QUIET_HOURS: "off" },
    viewport: { width: 1280, height: 800 },
    colorScheme: "light",
  });
  app.page.setDefaultTimeout(stepMs);
  return app;
};

const button = (page: Page, name: RegExp | string) => page.getByRole("button", { name }).first();

const importList = async (page: Page): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: "Import" }).click();
  const file = { name: "guests.csv", mimeType: "text/csv", buffer: Buffer.from(messyGuestList()) };
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByText(`${messyRowCount} rows`).waitFor();
  await button(page, "Compare with the guest list").click();
  const row = page.getByRole("listitem").filter({ hasText: `row ${brokenRow}` });
  await row.getByRole("textbox").fill("+49 1512 3456789");
  await row.getByRole("button", { name: "Fix" }).click();
  await row.waitFor({ state: "detached" });
  const commit = button(page, /^Import \d/u);
  const words = (await commit.textContent()) ?? "";
  expect(Number(words.replaceAll(/\D/gu, ""))).toBeGreaterThan(350);
  await commit.click();
  await page.getByText(/\d+ possible duplicates .*left out\./u).waitFor();
  await page.getByText("Show the possible duplicates").click();
  await page
    .getByRole("list", { name: "Possible duplicates that were left out" })
    .getByText(/looks like/u)
    .first()
    .waitFor();
  await page.getByRole("link", { name: "See the guests" }).click();
};

const writeMessage = async (page: Page): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: "Messages" }).click();
  await button(page, "New message").click();
  await page.getByRole("dialog").getByRole("textbox").first().fill("Save the date");
  await button(page, "Write it").click();
  await button(page, "Review").click();
};

/** Answers how many people it was sent to. */
const approve = async (page: Page): Promise<number> => {
  const send = button(page, /^Send to \d+/u);
  await send.waitFor();
  const recipients = await confirmReview(page);
  await send.click();
  await button(page, "Start now").click();
  return recipients;
};

const settle = async (page: Page): Promise<void> => {
  await page.locator('[data-testid="run-phase"][data-phase="settled"]').waitFor({ timeout: settleMsMax });
  expect(await page.getByTestId("closing-sum").getAttribute("data-closes")).toBe("true");
};

describe.each(["browser", "electron"] as const)("a planner's first hour in %s", { timeout: 240_000 }, (runtime) => {
  it("imports a messy list, mends a row, writes, reviews, sends, watches it settle and reads one story", async ({ skip }) => {
    if (runtime === "electron") skipWithoutElectron(skip);
    const { page, complaints, ran } = await start(runtime);
    process.stdout.write(`the journey ran in: ${ran}\n`);
    await importList(page);
    await page.getByRole("grid").getByRole("row").nth(5).waitFor();
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `guests-${runtime}.png`) });
    await writeMessage(page);
    const recipients = await approve(page);
    expect(recipients).toBeGreaterThan(300);
    await settle(page);
    await page.getByRole("navigation").getByRole("link", { name: "Deliveries" }).click();
    await page
      .getByRole("button", { name: /story|timeline/iu })
      .or(page.locator("main table tbody tr button, main ul li button"))
      .first()
      .click();
    const story = page.getByRole("dialog");
    await story.getByText("Approved to be sent.").waitFor();
    await story
      .getByText(/Asked practice/u)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  });
});
