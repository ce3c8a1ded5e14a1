import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decisionsIn, type Review } from "#shared/api/campaigns.ts";
import { importGuests } from "#test/hub/import-guests.ts";
import { everyone, openHub, type OpenedHub } from "#test/hub/open-hub.ts";
import { loopbackResendKey, startResendServer, type ResendServer } from "#test/providers/resend-server.ts";

/** Two days of Resend's free plan are 196 emails; two of each hundred are kept for the wedding day. */
const guests = 210;

let resend: ResendServer;
let opened: OpenedHub;
let campaignId: string;

beforeEach(async () => {
  resend = await startResendServer();
  opened = await openHub({ limits: { quietHours: null }, providerOptions: { baseUrls: { resend: resend.url } } });
  const { client } = opened;
  await client.settings.saveProvider({ provider: "resend", values: { apiKey: loopbackResendKey, from: "Léa <a@wedding.usher.test>" } });
  const wedding = await client.weddings.create({
    name: "Léa & Omar",
    date: "2031-06-21",
    zone: "Europe/Paris",
    venueName: "Barn",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  await importGuests(client, wedding.id, "email", guests);
  const audience = { kind: "view", view: everyone } as const;
  ({ campaignId } = await client.campaigns.create({ weddingId: wedding.id, name: "Save the date", slot: "save-the-date", audience }));
});
afterEach(async () => {
  await opened.close();
  await resend.stop();
});

const approve = (review: Review): Promise<{ approved: number }> =>
  opened.client.campaigns.approve({
    campaignId,
    reviewHash: review.reviewHash,
    sawExcluded: true,
    decided: decisionsIn(review),
    typedNumber: review.recipients,
  });
const review = (): Promise<Review> => opened.client.campaigns.review({ campaignId });
const cannotFit = ({ findings }: Review) => findings.find(({ code }) => code === "cannot-fit");

describe("a send that its account cannot do in time", { timeout: 60_000 }, () => {
  it("is refused with what would help, and starts once the account may do more", async () => {
    const refused = await review();
    expect(cannotFit(refused)).toMatchObject({ grade: "stop", count: guests - 196 });
    expect(cannotFit(refused)?.alternatives.map(({ at }) => at)).toEqual(["when", "audience", "settings"]);
    await expect(approve(refused)).rejects.toMatchObject({ data: { code: "review-stops" } });

    await opened.client.settings.saveFigures({ provider: "resend", figures: { plan: "paid" } });
    const fitting = await review();
    expect(cannotFit(fitting)).toBeUndefined();
    expect(fitting.endsAt).toBeGreaterThan(fitting.startsAt);
    expect(await approve(fitting)).toMatchObject({ approved: guests });
  });

  it("starts once it may take longer", async () => {
    const { campaign } = await opened.client.campaigns.get({ campaignId });
    const expires = { local: "2031-06-01T12:00", zone: "Europe/Paris" };
    await opened.client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { expires } });
    expect(cannotFit(await review())).toBeUndefined();
  });
});
