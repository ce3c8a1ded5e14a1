import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Guest } from "#shared/domain/index.ts";
import { everyone, followRun, openHub, sendToEveryone, type OpenedHub } from "#test/hub/open-hub.ts";

let opened: OpenedHub;
let weddingId: string;

beforeEach(async () => {
  opened = await openHub();
  ({ weddingId } = await opened.client.weddings.openSample());
});

afterEach(() => opened.close());

const draft = async (): Promise<string> => {
  const audience = { kind: "view" as const, view: everyone };
  return (await opened.client.campaigns.create({ weddingId, name: "Test", slot: "invitation", audience })).campaignId;
};

const codeOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call;
  } catch (error) {
    return (error as { data?: { code?: string } }).data?.code ?? error;
  }
  return "no refusal";
};

/** Follows one message until it is settled. */
const settled = async (messageId: string) => {
  for await (const story of await opened.client.messages.timeline({ messageId }, { signal: AbortSignal.timeout(20_000) })) {
    if (story !== null && ["accepted", "rejected", "dead", "expired", "cancelled", "suppressed"].includes(story.message.state))
      return story;
  }
  throw new Error("the story ended early");
};

describe("a test to oneself", { timeout: 60_000 }, () => {
  it("goes the whole way, also at night, and is counted in no campaign", async () => {
    await opened.close();
    // Practice refuses some, drawn from their ids; this one is to arrive.
    const providerOptions = { practice: { speed: 50, rejectedShare: 0 } };
    opened = await openHub({ limits: { quietHoursPractice: { from: "00:00", to: "00:01" } }, providerOptions });
    ({ weddingId } = await opened.client.weddings.openSample());
    const { client } = opened;
    const campaignId = await draft();
    const [guest] = await client.campaigns.previewGuests({ campaignId });
    const input = {
      campaignId,
      guestId: guest?.guestId ?? "",
      channel: "email" as const,
      language: null,
      to: "Dana <dana@planner.example>",
    };
    const { messageId } = await client.campaigns.testSend(input);
    const { message } = await settled(messageId);
    expect(message).toMatchObject({ state: "accepted", address: "dana@planner.example", guestName: "Test to you", campaignName: "Test" });
    expect(await client.campaigns.ownAddresses()).toEqual({ email: "dana@planner.example", sms: "" });
    const { campaign } = await client.campaigns.get({ campaignId });
    expect(campaign).toMatchObject({ status: "draft", approvedRevision: 0, approvedCount: null });
    const review = await client.campaigns.review({ campaignId });
    expect(review.excluded.filter(({ code }) => code === "already-got")).toEqual([]);
    // It can be sent again, as often as wanted.
    expect((await client.campaigns.testSend(input)).messageId).not.toBe(messageId);
  });

  it("refuses what is no address, and numbers without a country", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const [guest] = await client.campaigns.previewGuests({ campaignId });
    const input = { campaignId, guestId: guest?.guestId ?? "", language: null };
    expect(await codeOf(client.campaigns.testSend({ ...input, channel: "email", to: "dana" }))).toBe("address-wrong");
    expect(await codeOf(client.campaigns.testSend({ ...input, channel: "sms", to: "0171 2345678" }))).toBe("address-wrong");
    expect(await codeOf(client.campaigns.testSend({ ...input, channel: "sms", to: "+49 151 23456789" }))).toBe("no refusal");
  });
});

describe("a dry run", { timeout: 60_000 }, () => {
  it("writes everybody with their text or the reason, the same bytes twice, and nothing leaves", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const first = await client.campaigns.dryRun({ campaignId });
    const review = await client.campaigns.review({ campaignId });
    expect(first).toMatchObject({ written: review.recipients, leftOut: review.excluded.length });
    expect((await client.campaigns.dryRun({ campaignId })).sha256).toBe(first.sha256);
    expect(first.csv).not.toMatch(/\{\{|\{%/);
    for (const { name, sentence } of review.excluded) {
      expect(first.csv.split("\r\n").some((line) => line.startsWith(`${name},,,,,,`) && line.includes(sentence))).toBe(true);
    }
    expect((await client.campaigns.get({ campaignId })).campaign.status).toBe("draft");
  });
});

describe("a removed draft", { timeout: 60_000 }, () => {
  it("comes back as it was", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const before = await client.campaigns.get({ campaignId });
    await client.campaigns.remove({ campaignId });
    expect(await codeOf(client.campaigns.get({ campaignId }))).toBe("campaign-gone");
    await client.campaigns.restore({ campaignId });
    expect(await client.campaigns.get({ campaignId })).toEqual(before);
    expect(await codeOf(client.campaigns.restore({ campaignId }))).toBe("campaign-gone");
  });
});

describe("what a review knows of the past", { timeout: 60_000 }, () => {
  it("tells who got exactly this text within a day", async () => {
    const { client } = opened;
    const { campaignId: firstId } = await sendToEveryone(client, weddingId, "save-the-date");
    const [run] = (await followRun(client, firstId)).slice(-1);
    const sent = await client.campaigns.get({ campaignId: firstId });
    const campaignId = await draft();
    const { campaign } = await client.campaigns.get({ campaignId });
    await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: {}, texts: sent.template.texts });
    const { findings } = await client.campaigns.review({ campaignId });
    const same = findings.find(({ code }) => code === "same-text");
    expect(same?.count).toBeGreaterThan(0);
    expect(same?.count).toBeLessThanOrEqual(run?.tally.approved ?? 0);
  });

  it("keeps its dry run until anything changes, and then makes it anew", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const before = await client.campaigns.review({ campaignId });
    const [first] = await client.campaigns.previewGuests({ campaignId });
    for await (const peek of await client.guests.peek({ guestId: first?.guestId ?? "" })) {
      const guest: Guest | undefined = peek?.guest;
      if (guest === undefined) throw new Error("the guest is there");
      await client.guests.remove({ weddingId, guestIds: [guest.id] });
      break;
    }
    const after = await client.campaigns.review({ campaignId });
    expect(after.recipients + after.excluded.length).toBe(before.recipients + before.excluded.length - 1);
    expect(after.reviewHash).not.toBe(before.reviewHash);
  });
});
