import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Review } from "#shared/api/campaigns.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import { approveReviewed, everyone, followRun, openHub, type OpenedHub } from "#test/hub/open-hub.ts";
import { loopbackResendKey, startResendServer, type ResendServer } from "#test/providers/resend-server.ts";
import {
  loopbackTwilioSid,
  loopbackTwilioToken,
  startTwilioServer,
  twilioRefusal,
  type TwilioServer,
} from "#test/providers/twilio-server.ts";

const americanPhone = "+12125551001";

let twilio: TwilioServer;
let resend: ResendServer;
let opened: OpenedHub;
let dataFolder: string;

beforeEach(async () => {
  twilio = await startTwilioServer();
  resend = await startResendServer({ perSecond: 50 });
  dataFolder = await mkdtemp(join(tmpdir(), "usher-accounts-"));
  const baseUrls = { twilio: twilio.url, resend: resend.url };
  opened = await openHub({ dataFolder, limits: { quietHours: null }, providerOptions: { baseUrls } });
});

afterEach(async () => {
  await opened.close();
  await twilio.stop();
  await resend.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

const twilioFrom = (from: string) => ({ accountSid: loopbackTwilioSid, authToken: loopbackTwilioToken, from });
const connectResend = () =>
  opened.client.settings.saveProvider({
    provider: "resend",
    values: { apiKey: loopbackResendKey, from: "Lea <lea@wedding.usher.test>" },
  });

const weddingWith = async (guests: readonly { readonly name: string; readonly email?: string; readonly phone?: string }[]) => {
  const { id: weddingId } = await opened.client.weddings.create({
    name: "Accounts",
    date: "2031-06-21",
    zone: "America/New_York",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  for (const { name, email = "", phone = "" } of guests)
    await opened.client.guests.add({ weddingId, givenName: name, familyName: "Test", householdId: null, email, phone });
  return weddingId;
};

/** Approves and starts; `between` happens after the approval and before anything leaves. */
const send = async (
  weddingId: string,
  given: Partial<Pick<Campaign, "channelPlan" | "onePer">>,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<{ readonly campaignId: string; readonly review: Review }> => {
  const { client } = opened;
  const audience = { kind: "view" as const, view: everyone };
  const { campaignId } = await client.campaigns.create({ weddingId, name: "Test", slot: "save-the-date", audience });
  const { campaign, template } = await client.campaigns.get({ campaignId });
  const texts = [
    ...template.texts.filter(({ channel }) => channel === "email"),
    { channel: "sms" as const, language: "en", body: "See you" },
  ];
  await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: given, texts });
  const { review } = await approveReviewed(client, campaignId);
  await between();
  await client.campaigns.startNow({ campaignId });
  return { campaignId, review };
};

describe("which account and which address a message goes by", () => {
  it("not by an account whose sender may not write to the guest's country, though it is the first", { timeout: 60_000 }, async () => {
    await opened.client.settings.saveProvider({ provider: "twilio", values: twilioFrom("USHER") });
    const { provider } = await opened.client.settings.addAccount({ of: "twilio" });
    await opened.client.settings.saveProvider({ provider, values: twilioFrom("+15550001111") });
    const { campaignId } = await send(await weddingWith([{ name: "Ann", phone: americanPhone }]), { channelPlan: ["sms"] });
    await followRun(opened.client, campaignId);
    expect(twilio.accepted().map(({ from }) => from)).toEqual(["+15550001111"]);
  });

  it("by email, where no account can text the number", { timeout: 60_000 }, async () => {
    await opened.client.settings.saveProvider({ provider: "twilio", values: twilioFrom("+15550001111") });
    await connectResend();
    const weddingId = await weddingWith([{ name: "Ann", email: "ann@guests.usher.test", phone: americanPhone }]);
    twilio.failNext({ do: "answer", ...twilioRefusal(400, 63_003) });
    const { campaignId } = await send(weddingId, { channelPlan: ["sms", "email"] });
    await followRun(opened.client, campaignId);
    expect([twilio.accepted().length, resend.accepted().length]).toEqual([0, 1]);
  });

  it(
    "one per address: never twice to one number, though the second guest's email is blocked after the approval (S2)",
    { timeout: 60_000 },
    async () => {
      await opened.client.settings.saveProvider({ provider: "twilio", values: twilioFrom("+15550001111") });
      await connectResend();
      const email = "bob@guests.usher.test";
      const weddingId = await weddingWith([
        { name: "Ann", phone: americanPhone },
        { name: "Bob", email, phone: americanPhone },
      ]);
      const block = () => opened.client.suppressions.add({ weddingId, channel: "email", address: email });
      const { campaignId } = await send(weddingId, { channelPlan: ["email", "sms"], onePer: "address" }, block);
      const run = (await followRun(opened.client, campaignId)).at(-1);
      expect([twilio.accepted().length, resend.accepted().length]).toEqual([1, 0]);
      expect(run?.tally).toMatchObject({ accepted: 1, suppressed: 1, sumCloses: true });
    },
  );

  it("one per person: the review says who shares a number, by whatever way they get to it", { timeout: 60_000 }, async () => {
    await opened.client.settings.saveProvider({ provider: "twilio", values: twilioFrom("+15550001111") });
    await connectResend();
    const weddingId = await weddingWith([
      { name: "Ann", phone: americanPhone },
      { name: "Bob", email: "bob@guests.usher.test", phone: americanPhone },
    ]);
    const { review } = await send(weddingId, { channelPlan: ["email", "sms"] });
    expect(review.findings).toContainEqual(expect.objectContaining({ code: "address-shared", count: 2 }));
  });

  it.for(["a good test of the connection", "a changed price"] as const)(
    "not by an account that a person paused, in spite of %s",
    { timeout: 60_000 },
    async (change) => {
      const { client } = opened;
      await connectResend();
      const weddingId = await weddingWith([{ name: "Ann", email: "ann@guests.usher.test" }]);
      const { campaignId } = await send(weddingId, {}, async () => {
        await client.lanes.pause({ provider: "resend" });
        if (change === "a changed price") await client.settings.saveFigures({ provider: "resend", figures: { pricePerMessage: "0.001" } });
        else await client.settings.testProvider({ provider: "resend" });
      });
      await followRun(client, campaignId, ({ waitingReasons }) => waitingReasons.some(({ reason }) => reason === "lane-paused"));
      expect(resend.accepted()).toHaveLength(0);
      await client.lanes.resume({ provider: "resend" });
      await followRun(client, campaignId);
      expect(resend.accepted()).toHaveLength(1);
    },
  );
});
