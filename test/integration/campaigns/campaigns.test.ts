import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { everyone, followRun, openHub, type OpenedHub } from "#test/hub/open-hub.ts";

let opened: OpenedHub;
let weddingId: string;

beforeEach(async () => {
  opened = await openHub();
  ({ weddingId } = await opened.client.weddings.openSample());
});

afterEach(() => opened.close());

const draft = async (slot = "invitation"): Promise<string> =>
  (await opened.client.campaigns.create({ weddingId, name: "Test", slot, audience: { kind: "view", view: everyone } })).campaignId;

const codeOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call;
  } catch (error) {
    return (error as { data?: { code?: string } }).data?.code ?? error;
  }
  return "no refusal";
};

const approval = async (campaignId: string) => {
  const review = await opened.client.campaigns.review({ campaignId });
  const { reviewHash, recipients } = review;
  return { campaignId, reviewHash, sawExcluded: true, decided: decisionsIn(review), typedNumber: recipients };
};

describe("a campaign on its way to approval", { timeout: 60_000 }, () => {
  it("puts everybody of the audience among the recipients or the excluded, with a reason", async () => {
    const { client } = opened;
    const review = await client.campaigns.review({ campaignId: await draft() });
    const ids = await client.guests.ids({ weddingId, view: everyone });
    expect(review.recipients + review.excluded.length).toBe(ids.length);
    expect(review.byChannel.reduce((sum, { count }) => sum + count, 0)).toBe(review.recipients);
    expect(review.excluded.every(({ sentence }) => sentence !== "")).toBe(true);
    expect(review.confirmation).toBe("type-number");
  });

  it("gives the same review hash twice, and another one after any change", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const first = await client.campaigns.review({ campaignId });
    expect((await client.campaigns.review({ campaignId })).reviewHash).toBe(first.reviewHash);
    const { campaign, template } = await client.campaigns.get({ campaignId });
    const texts = template.texts.map((text) => (text.channel === "sms" ? { ...text, body: `${text.body} x` } : text));
    await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: {}, texts });
    const input = { ...(await approval(campaignId)), reviewHash: first.reviewHash };
    expect(await codeOf(client.campaigns.approve(input))).toBe("review-changed");
  });

  it("asks for the number and the list of those left out when many would get it", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const input = await approval(campaignId);
    expect(await codeOf(client.campaigns.approve({ ...input, typedNumber: 1 }))).toBe("confirmation-missing");
    expect(await codeOf(client.campaigns.approve({ ...input, sawExcluded: false }))).toBe("confirmation-missing");
    expect(await codeOf(client.campaigns.approve({ ...input, typedNumber: null }))).toBe("confirmation-missing");
  });

  it("asks for a decision about each finding that is no stop and no mere note", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const input = await approval(campaignId);
    expect(input.decided).toContain("children");
    const withoutOne = { ...input, decided: input.decided.filter((code) => code !== "children") };
    expect(await codeOf(client.campaigns.approve(withoutOne))).toBe("decision-missing");
  });

  it("is approved once, and then cannot be changed", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const input = await approval(campaignId);
    const both = await Promise.all([codeOf(client.campaigns.approve(input)), codeOf(client.campaigns.approve(input))]);
    expect(both).toEqual(["no refusal", "not-a-draft"]);
    const { campaign } = await client.campaigns.get({ campaignId });
    expect(campaign).toMatchObject({ status: "approved", approvedRevision: 1, approvedCount: input.typedNumber });
    expect(await codeOf(client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { name: "New" } }))).toBe("not-a-draft");
    expect(await codeOf(client.campaigns.remove({ campaignId }))).toBe("campaign-has-history");
  });

  it("can be approved again to the same people after it was undone during the hold", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const input = await approval(campaignId);
    await client.campaigns.approve(input);
    await client.campaigns.cancelHold({ campaignId });
    const again = await approval(campaignId);
    expect(again.typedNumber).toBe(input.typedNumber);
    expect(await client.campaigns.approve(again)).toMatchObject({ approved: input.typedNumber });
    expect((await client.campaigns.get({ campaignId })).campaign.approvedRevision).toBe(2);
    await client.campaigns.startNow({ campaignId });
    await followRun(client, campaignId, ({ tally }) => tally.accepted > 0);
    expect(await codeOf(client.campaigns.cancelHold({ campaignId }))).toBe("hold-over");
  });

  it("can be taken back after the hold while nothing was tried: it starts next week", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const { campaign } = await client.campaigns.get({ campaignId });
    const nextWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    const schedule = { kind: "at" as const, local: `${nextWeek}T10:00`, zone: "Europe/Paris" };
    await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { schedule } });
    const input = await approval(campaignId);
    await client.campaigns.approve(input);
    await client.campaigns.startNow({ campaignId });
    await followRun(client, campaignId, ({ waitingReasons }) => waitingReasons.every(({ reason }) => reason === "schedule"));
    await client.campaigns.cancelHold({ campaignId });
    expect((await client.campaigns.get({ campaignId })).campaign.status).toBe("draft");
    expect((await approval(campaignId)).typedNumber).toBe(input.typedNumber);
  });

  it("refuses a save that did not see the newest one", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const { campaign } = await client.campaigns.get({ campaignId });
    const { updatedAt } = await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { name: "One" } });
    expect(await codeOf(client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { name: "Two" } }))).toBe(
      "edit-conflict",
    );
    await client.campaigns.save({ campaignId, readAt: updatedAt, campaign: { onePer: "household" } });
    const { recipients, households } = await client.campaigns.review({ campaignId });
    expect(recipients).toBe(households);
  });

  it("stops at a wrong field, an expiry in the past and an empty text", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const { campaign, template } = await client.campaigns.get({ campaignId });
    const texts = template.texts.map((text) => (text.channel === "sms" ? { ...text, body: "{{ guest.secret }}" } : text));
    const expires = { local: "2020-01-01T12:00", zone: "Europe/Paris" };
    const { updatedAt } = await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { expires }, texts });
    const stops = async () =>
      (await client.campaigns.review({ campaignId })).findings.filter(({ grade }) => grade === "stop").map(({ code }) => code);
    expect(await stops()).toEqual(expect.arrayContaining(["field-unknown", "expiry-passed"]));
    expect(await codeOf(client.campaigns.approve(await approval(campaignId)))).toBe("review-stops");
    await client.campaigns.save({ campaignId, readAt: updatedAt, campaign: { expires: null }, texts: [] });
    expect(await stops()).toEqual(expect.arrayContaining(["body-empty", "text-missing", "nobody"]));
  });

  it("tells that a chosen time does not exist, or exists twice", async () => {
    const { client } = opened;
    const campaignId = await draft();
    let readAt = (await client.campaigns.get({ campaignId })).campaign.updatedAt;
    for (const [local, code] of [
      ["2030-03-31T02:30", "time-skipped"],
      ["2030-10-27T02:30", "time-twice"],
    ] as const) {
      ({ updatedAt: readAt } = await client.campaigns.save({
        campaignId,
        readAt,
        campaign: { schedule: { kind: "at", local, zone: "Europe/Paris" } },
      }));
      expect((await client.campaigns.review({ campaignId })).findings.map((finding) => finding.code)).toContain(code);
    }
  });

  it("shows a guest exactly what they would get, the hardest cases first", async () => {
    const { client } = opened;
    const campaignId = await draft();
    const [hardest] = await client.campaigns.previewGuests({ campaignId });
    expect(hardest?.why).toContain("longest name");
    const preview = await client.campaigns.preview({ campaignId, guestId: hardest?.guestId ?? "", channel: "email", language: "fr" });
    expect(preview.subject).toContain("Léa & Omar");
    expect(preview.html).toContain('<html lang="fr"');
    expect(`${preview.html}${preview.text}`).not.toMatch(/\{\{|\{%/);
    expect(preview.issues).toEqual([]);
  });
});
