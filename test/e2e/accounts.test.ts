import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { loopbackSmtpPassword, loopbackSmtpUser, startSmtpServer, type SmtpTestServer } from "#test/providers/smtp-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken } from "#test/providers/twilio-server.ts";

/** For people to look at; not compared. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "accounts");

let app: LaunchedApp;
let page: Page;
let servers: readonly SmtpTestServer[];
let dataFolder: string;

beforeAll(async () => {
  servers = await Promise.all([startSmtpServer(), startSmtpServer()]);
  dataFolder = await mkdtemp(join(tmpdir(), "usher-accounts-"));
  await mkdir(pictures, { recursive: true });
  app = await launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 900 } });
  page = app.page;
  page.setDefaultTimeout(20_000);
  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
}, 120_000);

afterAll(async () => {
  await app.close();
  await Promise.all(servers.map((server) => server.stop()));
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const card = (name: string): Locator => page.getByRole("region", { name, exact: true });
const titles = (): Promise<string[]> => page.getByRole("list", { name: "Email accounts" }).getByRole("heading").allTextContents();

const fillMailServer = async (one: Locator, server: SmtpTestServer | undefined, from: string): Promise<void> => {
  await one.getByLabel("Server", { exact: true }).fill("127.0.0.1");
  await one.getByLabel("Port").fill(String(server?.port));
  await one.getByLabel("User name").fill(loopbackSmtpUser);
  await one.getByLabel("Password").fill(loopbackSmtpPassword);
  await one.getByLabel("Sender").fill(from);
  await one.getByRole("button", { name: /^Save/u }).click();
};

describe("accounts in the settings", () => {
  it("stand beside each other, each with a name of its own", { timeout: 60_000 }, async () => {
    await page.getByRole("button", { name: "Set up Mail server (SMTP)" }).click();
    await fillMailServer(card("Mail server (SMTP)"), servers[0], "Léa & Omar <hello@wedding.usher.test>");
    await card("Mail server (SMTP)").getByText("Connected", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Add another Mail server (SMTP) account" }).click();
    const second = card("Mail server (SMTP) (2)");
    await second.getByLabel("Its name in Usher").fill("studio");
    await fillMailServer(second, servers[1], "planner@studio.usher.test");
    await card("Mail server (SMTP), studio").getByText("Connected", { exact: true }).waitFor();
    expect(await titles()).toEqual(["Mail server (SMTP)", "Mail server (SMTP), studio"]);
    await page.getByText("The first account sends. If it cannot, the next one takes over.").waitFor();
  });

  it("are asked in the order that the planner gives them, by keyboard as well", { timeout: 60_000 }, async () => {
    const earlier = page.getByRole("button", { name: "Ask Mail server (SMTP), studio earlier" });
    await earlier.focus();
    await page.keyboard.press("Enter");
    await expect.poll(titles).toEqual(["Mail server (SMTP), studio", "Mail server (SMTP)"]);
    await page.reload();
    await expect.poll(titles).toEqual(["Mail server (SMTP), studio", "Mail server (SMTP)"]);
  });

  it("take a new key only when it works", { timeout: 60_000 }, async () => {
    const one = card("Mail server (SMTP)");
    await one.getByRole("button", { name: "Account" }).click();
    await one.getByLabel("Password").fill("wrong-password-0123");
    await one.getByRole("button", { name: "Test, then use" }).click();
    await one.getByText("Nothing was changed: the account sends as before.").waitFor();
    await page.screenshot({ path: join(pictures, "refused.png") });
    await one.getByRole("button", { name: "Test connection" }).click();
    await one.getByText(/takes the login/u).waitFor();
    await one.getByLabel("Password").fill(loopbackSmtpPassword);
    await one.getByRole("button", { name: "Test, then use" }).click();
    await page.getByText("Mail server (SMTP) is saved.").first().waitFor();
    expect(await page.content()).not.toMatch(/wrong-password|loopback-app-password/u);
    await one.getByRole("button", { name: "Account" }).click();
  });

  it("have limits and prices with a day and a source, which the planner may change and take back", { timeout: 60_000 }, async () => {
    const one = card("Mail server (SMTP)");
    await one.getByRole("button", { name: "Limits and prices" }).click();
    const limit = one.getByLabel("Emails in 24 hours", { exact: true });
    await limit.fill("many");
    await one.getByRole("button", { name: "Save limits and prices" }).click();
    await one.getByText("That does not look right for “Emails in 24 hours”.").waitFor();
    await limit.fill("400");
    await one.getByRole("button", { name: "Save limits and prices" }).click();
    await one.getByText(/emails in 24 hours: 400/u).waitFor();
    await one.getByText(/^As of .*2026\. Mail servers differ|As of .* Mail servers differ/u).waitFor();
    await one.getByText(/Changed by you on/u).waitFor();
    await one.getByRole("button", { name: "Back to Usher’s figures" }).click();
    await one.getByText(/Changed by you on/u).waitFor({ state: "detached" });
  });

  it("say of a text sender what it needs in a country", { timeout: 60_000 }, async () => {
    await page.getByRole("button", { name: "Set up Twilio" }).click();
    const one = card("Twilio");
    await one.getByLabel("Account SID").fill(loopbackTwilioSid);
    await one.getByLabel("Auth token").fill(loopbackTwilioToken);
    await one.getByLabel("Sender").fill("+12025550123");
    await one.getByRole("button", { name: "Save Twilio" }).click();
    await one.getByText("Connected", { exact: true }).waitFor();
    await one.getByRole("button", { name: "Limits and prices" }).click();
    await one.getByLabel("Countries in which this sender is registered").fill("US");
    await one.getByRole("button", { name: "Save limits and prices" }).click();
    await one.getByText(/Changed by you on/u).waitFor();
    await one.getByRole("button", { name: /Texts go out by/u }).click();
    await page.getByRole("option", { name: "WhatsApp" }).click();
    await one.getByRole("button", { name: "Save Twilio" }).click();
    await one.getByLabel("Price of one message, US dollars").waitFor();
  });

  it.each(["light", "dark"] as const)(
    "are readable in %s and have nothing that axe objects to",
    { timeout: 60_000 },
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `top-${colorScheme}.png`) });
      await card("Twilio").scrollIntoViewIfNeeded();
      await card("Twilio").screenshot({ path: join(pictures, `twilio-${colorScheme}.png`) });
      await card("Mail server (SMTP)").screenshot({ path: join(pictures, `mail-${colorScheme}.png`) });
      expect(await axeFindings(page)).toEqual([]);
    },
  );

  it("do not scroll sideways in a small window, left to right or right to left", { timeout: 60_000 }, async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 720, height: 900 });
    for (const dir of ["ltr", "rtl"]) {
      await page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
      await card("Mail server (SMTP)").scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(pictures, `small-${dir}.png`) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
    await page.evaluate(() => document.documentElement.removeAttribute("dir"));
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("go only after saying what hangs on them", { timeout: 60_000 }, async () => {
    await page.getByRole("button", { name: "Remove Mail server (SMTP), studio" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Its keys are erased from this computer. What was sent stays in the journal.").waitFor();
    await page.screenshot({ path: join(pictures, "remove.png") });
    await dialog.getByRole("button", { name: "Keep it" }).click();
    expect(await titles()).toHaveLength(2);
    await page.getByRole("button", { name: "Remove Mail server (SMTP), studio" }).click();
    await dialog.getByRole("button", { name: "Remove it" }).click();
    await expect.poll(titles).toEqual(["Mail server (SMTP)"]);
    expect(app.complaints).toEqual([]);
  });
});
