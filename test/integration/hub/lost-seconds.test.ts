import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { decisionsIn } from "#shared/api/campaigns.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { everyone, followRun, openHub } from "#test/hub/open-hub.ts";

/** What a power cut does: the journal is on the disk to its last row, the store lacks its last seconds. */
const atTheDisk = (dataFolder: string): { restore(): void } => {
  const path = join(dataFolder, "store.sqlite");
  const bytes = readFileSync(path);
  return { restore: () => writeFileSync(path, bytes) };
};

const fastPractice = { providerOptions: { practice: { speed: 300 } } };

const draftFor = async (client: UsherClient, weddingId: string, slot: "save-the-date" | "invitation"): Promise<string> =>
  (await client.campaigns.create({ weddingId, name: slot, slot, audience: { kind: "view", view: everyone } })).campaignId;

const approve = async (client: UsherClient, campaignId: string): Promise<number> => {
  const review = await client.campaigns.review({ campaignId });
  const { reviewHash, recipients } = review;
  const decided = decisionsIn(review);
  return (await client.campaigns.approve({ campaignId, reviewHash, sawExcluded: true, decided, typedNumber: recipients })).approved;
};

const excludedBy = async (client: UsherClient, weddingId: string): Promise<Map<string, number>> => {
  const { excluded } = await client.campaigns.review({ campaignId: await draftFor(client, weddingId, "invitation") });
  return new Map([...Map.groupBy(excluded, ({ code }) => code)].map(([code, people]) => [code, people.length]));
};

it(
  "an approval that the campaign never heard of is repaired from the journal, and its messages go out (L2)",
  { timeout: 60_000 },
  async () => {
    const first = await openHub(fastPractice);
    const { weddingId } = await first.client.weddings.openSample();
    const campaignId = await draftFor(first.client, weddingId, "save-the-date");
    await first.hub.stop();
    const disk = atTheDisk(first.dataFolder);
    const second = await openHub({ ...fastPractice, dataFolder: first.dataFolder });
    const approved = await approve(second.client, campaignId);
    await second.hub.stop();
    disk.restore();
    const third = await openHub({ ...fastPractice, dataFolder: first.dataFolder });
    const { campaign } = await third.client.campaigns.get({ campaignId });
    expect(campaign).toMatchObject({ status: "approved", approvedRevision: 1, approvedCount: approved });
    expect(campaign.holdUntil).toBeGreaterThan(campaign.approvedAt ?? 0);
    await third.client.campaigns.startNow({ campaignId });
    const last = (await followRun(third.client, campaignId)).at(-1);
    expect(last?.tally).toMatchObject({ approved, cancelled: 0, sumCloses: true });
    expect(last?.tally.accepted).toBeGreaterThan(0);
    await third.close();
  },
);

it(
  "who bounced or complained is left out of the next campaign, also when the store lost what it had noted (S9)",
  { timeout: 60_000 },
  async () => {
    const first = await openHub(fastPractice);
    const { weddingId } = await first.client.weddings.openSample();
    const campaignId = await draftFor(first.client, weddingId, "save-the-date");
    await approve(first.client, campaignId);
    await first.hub.stop();
    const disk = atTheDisk(first.dataFolder);
    const second = await openHub({ ...fastPractice, dataFolder: first.dataFolder });
    await second.client.campaigns.startNow({ campaignId });
    const run = (await followRun(second.client, campaignId)).at(-1);
    await second.hub.stop();
    const third = await openHub({ ...fastPractice, dataFolder: first.dataFolder });
    const noted = await excludedBy(third.client, weddingId);
    expect(run?.tally.bounced).toBeGreaterThan(0);
    expect([...noted.keys()].join()).toMatch(/bounce/u);
    await third.hub.stop();
    disk.restore();
    const fourth = await openHub({ ...fastPractice, dataFolder: first.dataFolder });
    expect(await excludedBy(fourth.client, weddingId)).toEqual(noted);
    await fourth.close();
  },
);
