import { join } from "node:path";
import { chromium } from "playwright";
import { expect, it } from "vitest";
import { silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { approveReviewed, draftText, followRun, openHub } from "#test/hub/open-hub.ts";
import { ensureBrowser } from "../../scripts/browser/ensure-browser.ts";
import { ensureBuilt } from "../../scripts/build/ensure-built.ts";
import { createRendererFiles, createStation } from "../../src/main/station/index.ts";

const root = join(import.meta.dirname, "..", "..");
/** The practice network loses every message to it. */
const lostPhone = "+15005550012";

it("a message that was sent again and is held again is shown as held, not as settled", { timeout: 120_000 }, async () => {
  await ensureBuilt(() => undefined);
  const { hub, client, close } = await openHub({
    limits: {
      quietHoursPractice: null,
      lookUpAfterMs: 20,
      lookUpEveryMs: 20,
      lookUpsMax: 2,
      heldAfterMs: 200,
      triesMin: 1,
      giveUpAfterMs: 0,
    },
    providerOptions: { practice: { speed: 200 } },
  });
  const { id: weddingId } = await client.weddings.create({
    name: "Held again",
    date: "2031-06-21",
    zone: "UTC",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: true,
  });
  await client.guests.add({ weddingId, givenName: "Ann", familyName: "Test", householdId: null, email: "", phone: lostPhone });
  const campaignId = await draftText(client, weddingId, "See you");
  await approveReviewed(client, campaignId);
  await client.campaigns.startNow({ campaignId });
  await followRun(client, campaignId, ({ tally }) => tally.held === 1);
  const station = createStation({
    api: hub.api,
    serve: await createRendererFiles(join(root, "out", "renderer")),
    logger: silentLogger,
    handoverSecret: "handover",
  });
  await station.start();
  const { path } = await ensureBrowser(root, () => undefined);
  const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(station.launchUrl());
    await page.getByRole("heading").first().waitFor();
    await page.evaluate(() => (location.hash = "/deliveries?group=held"));
    await page.getByText("1 of 1").waitFor();
    await page.getByRole("button", { name: "Send again", exact: true }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Send again/u })
      .click();
    const panel = page.getByRole("tabpanel");
    await panel.getByText("Nothing is held").waitFor();
    // Sent again once the time to take it back is over, lost again, held again.
    await panel.getByText("1 of 1").waitFor({ timeout: 60_000 });
    expect(hub.status().heldCount).toBe(1);
    const view = { group: "held", campaignId: null, channel: null, provider: null, code: null, since: "ever", search: "" } as const;
    for await (const frame of await client.messages.window({ weddingId, view, offset: 0, limit: 1 })) {
      expect(frame).toMatchObject({ type: "snapshot", rows: [{ attempts: 2 }] });
      break;
    }
  } finally {
    await browser.close();
    await station.stop();
    await close();
  }
});
