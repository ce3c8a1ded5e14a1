import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";

/** Columns of the grid by what a cell's address calls them: the tick box has none. */
const column = { name: 0, diet: 3, table: 4, tags: 7, phone: 12 } as const;

let app: LaunchedApp;
let page: Page;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-guests-"));
  app = await launchApp({
    runtime: "browser",
    dataFolder,
    env: { USHER_PRACTICE_SPEED: "20", USHER_PRACTICE_QUIET_HOURS: "off" },
    viewport: { width: 1400, height: 860 },
  });
  page = app.page;
  page.setDefaultTimeout(15_000);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const grid = (): Locator => page.getByRole("grid", { name: "Guests" });
const cell = (row: number, at: number): Locator => page.locator(`[data-cell="${row}:${at}"]`);
const bar = (): Locator => page.getByRole("toolbar", { name: "Selected guests" });
const button = (within: Page | Locator, name: string | RegExp): Locator => within.getByRole("button", { name });

/** The list as everybody who opens it first sees it. */
const openGuests = async (): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: "Today" }).click();
  await page.getByRole("navigation").getByRole("link", { name: "Guests" }).click();
  await cell(5, column.name).waitFor();
};

const shownCount = async (): Promise<number> => Number(await grid().getAttribute("aria-rowcount")) - 1;

const choose = async (text: string, choice: RegExp): Promise<void> => {
  await button(page, "Filter").click();
  await page.getByRole("textbox", { name: "Search fields and values" }).fill(text);
  await page.getByRole("menuitemcheckbox", { name: choice }).first().click();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

describe("the guest list", { timeout: 60_000 }, () => {
  it("filters, sorts, draws a range, tags it, and takes the tags back", async () => {
    await openGuests();
    const all = await shownCount();
    await choose("german", /German/u);
    await expect.poll(shownCount).toBeLessThan(all);
    expect(page.url()).toContain("language");
    await page.getByRole("columnheader", { name: "Table" }).getByRole("button").click();
    await page.locator('[role="columnheader"][aria-sort="ascending"]', { hasText: "Table" }).waitFor();
    const outOfOrder = async (): Promise<number> => {
      const tables = await Promise.all([0, 1, 2, 3].map((row) => cell(row, column.table).innerText()));
      const numbers = tables.map((text) => Number(text.replaceAll(/\D/gu, "")));
      return numbers.filter((number, index) => number < (numbers[index - 1] ?? 0)).length;
    };
    await expect.poll(outOfOrder).toBe(0);

    await cell(1, column.name).click();
    await cell(4, column.name).click({ modifiers: ["Shift"] });
    await bar().getByText("4 selected").waitFor();
    await cell(8, column.name).click({ modifiers: ["ControlOrMeta"] });
    await bar().getByText("5 selected").waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await button(bar(), "Tag").click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Tag" }).fill("tango");
    expect(await axeFindings(page)).toEqual([]);
    // Enter is the same as "Add tag".
    await page.keyboard.press("Enter");
    await cell(1, column.tags).getByText("tango").waitFor();
    await cell(8, column.tags).getByText("tango").waitFor();
    expect(await cell(0, column.tags).innerText()).not.toContain("tango");
    await page.getByRole("alertdialog").filter({ hasText: "Tagged 5 guests" }).getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => cell(1, column.tags).innerText()).not.toContain("tango");
    await expect.poll(() => cell(8, column.tags).innerText()).not.toContain("tango");
  });

  it("leaves a view behind that Back finds again, and does not carry it to other screens", async () => {
    const url = page.url();
    await page.getByRole("navigation").getByRole("link", { name: "Messages" }).click();
    await page.getByRole("heading", { level: 1, name: "Messages" }).waitFor();
    expect(page.url()).not.toContain("language");
    await page.goBack();
    await cell(1, column.name).waitFor();
    expect(page.url()).toBe(url);
    await button(page, /^Remove filter/u).click();
    await button(page, "Clear filters").waitFor({ state: "detached" });
  });

  it("edits by keyboard: Tab moves on, Enter goes down, Escape takes back, and what is refused stays open", async () => {
    await openGuests();
    await cell(0, column.diet).click();
    await page.keyboard.press("F2");
    await page.keyboard.type("no fish");
    await page.keyboard.press("Tab");
    await cell(0, column.diet).getByText("no fish").waitFor();
    await expect.poll(() => cell(0, column.table).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("F2");
    await page.keyboard.type("Table 99");
    await page.keyboard.press("Enter");
    await cell(0, column.table).getByText("Table 99").waitFor();
    await expect.poll(() => cell(1, column.table).evaluate((element) => element === document.activeElement)).toBe(true);
    const before = await cell(1, column.table).innerText();
    await page.keyboard.press("F2");
    await page.keyboard.type("nowhere");
    await page.keyboard.press("Escape");
    expect(await cell(1, column.table).innerText()).toBe(before);

    await cell(1, column.phone).click();
    await page.keyboard.press("F2");
    await page.keyboard.type("nonsense");
    await page.keyboard.press("Enter");
    await cell(1, column.phone).getByRole("alert").getByText("does not look like a phone number").waitFor();
    expect(await cell(1, column.phone).getByRole("textbox").inputValue()).toBe("nonsense");
    await page.keyboard.press("Escape");
  });

  it("follows the writing direction with its arrows, sorts from the head, and copies rows for a spreadsheet", async () => {
    await openGuests();
    await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
    await cell(2, column.name).click();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => cell(2, 1).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.evaluate(() => document.documentElement.removeAttribute("dir"));
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowUp");
    await bar().getByText("2 selected").waitFor();
    await page.keyboard.press("ControlOrMeta+c");
    await page.getByText("Copied 2 guests").waitFor();
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]?.split("\t")).toContain("Family name");
    await page.keyboard.press("ControlOrMeta+a");
    await bar()
      .getByText(/^All \d+ selected/u)
      .waitFor();
    await page.keyboard.press("Escape");
    await bar().waitFor({ state: "detached" });

    await cell(0, column.name).click();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.locator('[role="columnheader"][aria-sort="descending"]', { hasText: "Name" }).waitFor();
  });

  it("pastes one cell at once, and a block after showing what it would change", async () => {
    await openGuests();
    const paste = async (row: number, text: string): Promise<void> => {
      await page.evaluate((words) => navigator.clipboard.writeText(words), text);
      await cell(row, column.diet).click();
      await page.keyboard.press("ControlOrMeta+v");
    };
    await paste(3, "only rice");
    await cell(3, column.diet).getByText("only rice").waitFor();
    await paste(4, "no egg\tTable 55\tx\nno milk\tTable 56\ty");
    const dialog = page.getByRole("dialog", { name: "Paste 4 cells into 2 guests" });
    await dialog.getByText("2 cells have no place here and are left out.").waitFor();
    await button(dialog, "Paste").click();
    await cell(5, column.diet).getByText("no milk").waitFor();
    await cell(4, column.table).getByText("Table 55").waitFor();
    await cell(4, column.diet).click();
    await page.keyboard.press("ControlOrMeta+z");
    await expect.poll(() => cell(5, column.diet).innerText()).not.toContain("no milk");
    await expect.poll(() => cell(4, column.table).innerText()).not.toContain("Table 55");
    expect(await cell(3, column.diet).innerText()).toBe("only rice");
  });

  it("takes a selection to a new message, and shows a guest's messages beside the list", async () => {
    await openGuests();
    await cell(0, column.name).click();
    await page.keyboard.press("Enter");
    const peek = page.getByRole("complementary", { name: "Guest" });
    await peek.getByText("Nothing has been sent to this guest yet.").waitFor();
    const first = await peek.getByRole("heading", { level: 2 }).innerText();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => peek.getByRole("heading", { level: 2 }).innerText()).not.toBe(first);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await peek.waitFor({ state: "detached" });

    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("c");
    await page.getByRole("dialog").getByText("2 guests chosen by hand").waitFor();
    // The kind follows the name.
    await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Invitation");
    await page.getByRole("button", { name: /Invitation.*What is it/u }).waitFor();
    await button(page, "Write it").click();
    await page.getByText("2 people chosen by hand").first().waitFor();

    await button(page, "Review").first().click();
    // Notices of the list would lie over the button.
    await expect.poll(() => page.getByRole("alertdialog").count()).toBe(0);
    await button(page, "Send to 2 people").click();
    await button(page, "Start now").click();
    await page.locator('[data-testid="run-phase"][data-phase="settled"]').waitFor({ timeout: 30_000 });
    await openGuests();
    await cell(1, column.name).click();
    await page.keyboard.press("Enter");
    await peek.getByRole("region", { name: "Messages" }).getByRole("button").first().click();
    await page.getByRole("dialog").getByText("Approved to be sent.").waitFor();
    await page.keyboard.press("Escape");
    await button(peek, "Close").click();
  });

  it("opens the filters with F, and drops from the selection whom a filter hides", async () => {
    await openGuests();
    await cell(0, column.name).click();
    await page.keyboard.press("ControlOrMeta+a");
    await bar()
      .getByText(/^All \d+ selected/u)
      .waitFor();
    await page.keyboard.press("f");
    await page.getByRole("menuitemcheckbox", { name: /child/u }).first().click();
    await page.keyboard.press("Escape");
    await button(bar(), /not shown: drop them/u).click();
    await bar()
      .getByText(/^All \d+ selected/u)
      .waitFor();
    await button(bar(), "Clear").click();
    await button(page, "Clear filters").click();
  });

  it("does not move rows under somebody who reads, and says what came", async () => {
    await openGuests();
    await page.mouse.move(700, 400);
    await cell(3, column.name).click();
    const before = await cell(3, column.name).innerText();
    // A second window of the same planner adds somebody to the top of the list.
    const opened = page.waitForEvent("popup");
    await page.evaluate(() => void open(location.href));
    const other = await opened;
    await other.getByRole("row").nth(3).waitFor();
    await other.getByRole("button", { name: "Add guest" }).click();
    await other.getByRole("textbox", { name: "First name" }).fill("Aa");
    await other.getByRole("textbox", { name: "Family name" }).fill("Aaaa");
    await other.getByRole("dialog").getByRole("button", { name: "Add guest" }).click();
    await other.close();
    await button(page, "1 new: show").waitFor();
    expect(await cell(3, column.name).innerText()).toBe(before);
    await button(page, "1 new: show").click();
    await cell(0, column.name).getByText("Aa Aaaa").waitFor();
    expect(await cell(4, column.name).innerText()).toBe(before);
  });

  it("finds its place again after another screen, and can be reached by Tab when it got shorter", async () => {
    await openGuests();
    await cell(0, column.name).click();
    await page.keyboard.press("ControlOrMeta+End");
    await expect.poll(() => grid().evaluate((element) => element.scrollTop)).toBeGreaterThan(2000);
    const before = await grid().evaluate((element) => element.scrollTop);
    await page.getByRole("navigation").getByRole("link", { name: "Today" }).click();
    await page.getByRole("navigation").getByRole("link", { name: "Guests" }).click();
    await expect.poll(() => grid().evaluate((element) => element.scrollTop)).toBe(before);
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox", { name: "Search guests" }).fill("aaaa");
    await expect.poll(shownCount).toBeLessThan(20);
    expect(await grid().locator('[tabindex="0"]').count()).toBe(1);
  });

  it("finds a guest from any screen with the palette, and names the keys of the list", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Today" }).click();
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.type("aaaa");
    const hit = page.getByRole("menuitem", { name: /^Aa Aaaa/u });
    await hit.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await hit.click();
    await page.getByRole("complementary", { name: "Guest" }).getByRole("heading", { name: "Aa Aaaa" }).waitFor();
    await cell(0, column.name).click();
    await page.keyboard.press("Shift+?");
    await page.getByRole("menuitem", { name: /Select a range of rows/u }).waitFor();
    await page.keyboard.press("Escape");
  });

  it("complained about nothing on the console", () => expect(app.complaints).toEqual([]));
});
