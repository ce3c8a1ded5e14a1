import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";
import { loopbackSmtpPassword, loopbackSmtpUser, startSmtpServer, type SmtpTestServer } from "#test/providers/smtp-server.ts";

let app: LaunchedApp | undefined;
let server: SmtpTestServer;
let dataFolder: string;

beforeEach(async () => {
  [server, dataFolder] = await Promise.all([startSmtpServer(), mkdtemp(join(tmpdir(), "usher-mail-"))]);
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await server.stop();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

it("connects a mail server of one's own: what is wrong is said, what is right is tried", { timeout: 60_000 }, async () => {
  app = await launchApp({ runtime: "browser", dataFolder });
  const { page } = app;
  page.setDefaultTimeout(20_000);
  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
  const card = page.getByRole("region", { name: "Mail server (SMTP)" });
  await page.getByRole("button", { name: "Set up Mail server (SMTP)" }).click();
  await card.getByLabel("Server").fill(`127.0.0.1:${server.port}`);
  await card.getByLabel("User name").fill(loopbackSmtpUser);
  await card.getByLabel("Password").fill(loopbackSmtpPassword);
  await card.getByLabel("Sender").fill("Léa & Omar <hello@wedding.usher.test>");
  const save = card.getByRole("button", { name: /^Save/u });
  await save.click();
  await card.getByText("Only the name, without a port.").last().waitFor();

  await card.getByLabel("Server").fill("127.0.0.1");
  await card.getByLabel("Port").fill(String(server.port));
  await save.click();
  await card.getByText("Connected", { exact: true }).waitFor();
  const test = card.getByRole("button", { name: "Test connection" });
  await test.click();
  await card.getByText(/takes the login/u).waitFor();
  expect(server.logins()).toBe(1);

  await card.getByLabel("Password").fill("wrong-password-0123");
  await save.click();
  await test.click();
  await card.getByText(/refuses the user name or the password/u).waitFor();
  expect(await card.textContent()).not.toMatch(/wrong-password|loopback-app-password/u);
  expect(server.accepted()).toHaveLength(0);
  expect(app.complaints).toEqual([]);
});
