import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "#test/app/axe-findings.ts";
import { launchApp, type LaunchedApp } from "#test/app/launch.ts";

/** For people to look at; not compared. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "screens");

let app: LaunchedApp;
let dataFolder: string;
const launch = async (): Promise<void> => {
  app = await launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 800 } });
  await app.page.evaluate(() => (location.hash = "/lanes/practice-email"));
  await app.page.getByRole("heading", { name: "Calls" }).waitFor();
};

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "usher-lanes-"));
  await mkdir(pictures, { recursive: true });
  await launch();
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe("an account", { timeout: 120_000 }, () => {
  it("is paused by a person, says so on every screen, stays so over a restart, and is resumed", async () => {
    await app.page.getByRole("button", { name: "Pause this account" }).click();
    const paused = async (): Promise<void> => {
      await app.page.getByRole("contentinfo").getByText("You paused this account.").waitFor();
      await app.page.getByRole("button", { name: "Resume this account" }).waitFor();
    };
    await paused();
    for (const colorScheme of ["light", "dark"] as const) {
      await app.page.emulateMedia({ colorScheme });
      await app.page.screenshot({ path: join(pictures, `lane-paused-${colorScheme}.png`) });
      expect(await axeFindings(app.page), colorScheme).toEqual([]);
    }
    await app.close();
    await launch();
    await paused();
    await app.page.getByRole("button", { name: "Resume this account" }).click();
    await app.page.getByText("You paused this account.").first().waitFor({ state: "detached" });
    await app.page.getByRole("button", { name: "Pause this account" }).waitFor();
  });
});
