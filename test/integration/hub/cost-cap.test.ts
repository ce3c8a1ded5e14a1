import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "#shared/api/campaigns.ts";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { assumedCentsPerPart } from "#hub/campaigns/estimate.ts";
import { everyone, followRun, openHub, type OpenedHub } from "#test/hub/open-hub.ts";
import {
  loopbackTwilioSid,
  loopbackTwilioToken,
  startTwilioServer,
  twilioRefusal,
  type TwilioServer,
} from "#test/providers/twilio-server.ts";

const guests = 12;
/** Of one part to the United States. */
const textCents = 0.83;

let twilio: TwilioServer;
let dataFolder: string;
let opened: OpenedHub;

const open = async (): Promise<OpenedHub> => {
  const hub = await openHub({
    dataFolder,
    limits: { quietHours: null },
    providerOptions: { baseUrls: { twilio: twilio.url }, rates: { twilio: { perSecond: 100, burst: 100, concurrency: 4 } } },
  });
  const values = { accountSid: loopbackTwilioSid, authToken: loopbackTwilioToken, from: "+15550001111" };
  await hub.client.settings.saveProvider({ provider: "twilio", values });
  return hub;
};

beforeEach(async () => {
  twilio = await startTwilioServer();
  dataFolder = await mkdtemp(join(tmpdir(), "usher-cap-"));
  opened = await open();
});
afterEach(async () => {
  await opened.close();
  await twilio.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

const american = { numbers: "+1212555", costCents: Math.ceil(guests * textCents) };
/** No price is known for these. */
const british = { numbers: "+44740012", costCents: null };

const approveTexts = async (
  { numbers, costCents } = american as typeof american | typeof british,
): Promise<{
  weddingId: string;
  campaignId: string;
}> => {
  const { client } = opened;
  const wedding = await client.weddings.create({
    name: "Léa & Omar",
    date: "2031-06-21",
    zone: "America/New_York",
    venueName: "Barn",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  for (let n = 0; n < guests; n += 1) {
    const phone = `${numbers}${String(1000 + n)}`;
    await client.guests.add({ weddingId: wedding.id, givenName: `Guest${n}`, familyName: "T", householdId: null, email: "", phone });
  }
  const audience = { kind: "view", view: everyone } as const;
  const { campaignId } = await client.campaigns.create({ weddingId: wedding.id, name: "Text", slot: "save-the-date", audience });
  const { campaign } = await client.campaigns.get({ campaignId });
  const texts = [{ channel: "sms" as const, language: "en", body: "See you there" }];
  await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { channelPlan: ["sms"] }, texts });
  const review = await client.campaigns.review({ campaignId });
  expect(review).toMatchObject({ recipients: guests, costCents });
  await client.campaigns.approve({
    campaignId,
    reviewHash: review.reviewHash,
    sawExcluded: true,
    decided: decisionsIn(review),
    typedNumber: review.recipients,
  });
  return { weddingId: wedding.id, campaignId };
};

const limitTo = (weddingId: string, cents: number, scope: "message" | "wedding" = "message"): Promise<unknown> =>
  opened.client.campaigns.setCostLimit({ weddingId, scope, cents });

/** How many texts fit into so many cents. */
const textsFor = (cents: number): number => Math.floor(cents / textCents);

const waitsForMoney = (count: number) => (run: Run) =>
  run.tally.sending === 0 && run.waitingReasons.some((one) => one.reason === "budget" && one.count === count);

describe("the cost cap", { timeout: 60_000 }, () => {
  it.each(["message", "wedding"] as const)("stops the texts at the limit for a %s and goes on when it is raised", async (scope) => {
    const { weddingId, campaignId } = await approveTexts();
    await limitTo(weddingId, 5, scope);
    await opened.client.campaigns.startNow({ campaignId });
    await followRun(opened.client, campaignId, waitsForMoney(guests - textsFor(5)));
    expect(twilio.accepted()).toHaveLength(textsFor(5));
    expect(await opened.client.campaigns.costs({ campaignId })).toMatchObject({
      messageSpentCents: Math.round(textsFor(5) * textCents),
      weddingSpentCents: Math.round(textsFor(5) * textCents),
      [scope === "message" ? "messageLimitCents" : "weddingLimitCents"]: 5,
      currency: "USD",
    });
    await limitTo(weddingId, 10, scope);
    await followRun(opened.client, campaignId, (run) => run.tally.accepted === guests);
    expect(new Set(twilio.accepted().map(({ to }) => to)).size).toBe(guests);
  });

  it("remembers over a restart what was spent: it counts the journal's attempts", async () => {
    const { weddingId, campaignId } = await approveTexts();
    await limitTo(weddingId, 5);
    await opened.client.campaigns.startNow({ campaignId });
    await followRun(opened.client, campaignId, waitsForMoney(guests - textsFor(5)));
    await opened.hub.stop();
    opened = await open();
    await followRun(opened.client, campaignId, waitsForMoney(guests - textsFor(5)));
    await limitTo(weddingId, 7);
    await followRun(opened.client, campaignId, waitsForMoney(guests - textsFor(7)));
    expect(twilio.accepted()).toHaveLength(textsFor(7));
  });

  it("holds for a country whose price nobody knows, by what is assumed", async () => {
    const { weddingId, campaignId } = await approveTexts(british);
    await limitTo(weddingId, 3 * assumedCentsPerPart);
    await opened.client.campaigns.startNow({ campaignId });
    await followRun(opened.client, campaignId, waitsForMoney(guests - 3));
    expect(twilio.accepted()).toHaveLength(3);
    expect(await opened.client.campaigns.costs({ campaignId })).toMatchObject({ messageSpentCents: 3 * assumedCentsPerPart });
  });

  it("counts nothing for what the provider refused", async () => {
    const { weddingId, campaignId } = await approveTexts();
    twilio.failNext(
      { do: "answer", ...twilioRefusal(400, 21_211) },
      { do: "answer", ...twilioRefusal(400, 21_211) },
      { do: "answer", ...twilioRefusal(400, 21_211) },
    );
    await limitTo(weddingId, 5);
    await opened.client.campaigns.startNow({ campaignId });
    await followRun(opened.client, campaignId, (run) => waitsForMoney(guests - 3 - textsFor(5))(run) && run.tally.rejected === 3);
    expect(twilio.accepted()).toHaveLength(textsFor(5));
  });
});
