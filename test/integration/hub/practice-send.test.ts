import { afterEach, describe, expect, it } from "vitest";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { followRun, openHub, sendToEveryone, type OpenedHub } from "#test/hub/open-hub.ts";

let opened: OpenedHub | undefined;

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

describe("a campaign in practice mode", { timeout: 90_000 }, () => {
  it("settles for everybody who can be reached, and its sum closes in every frame (L2)", async () => {
    opened = await openHub();
    const { client } = opened;
    const { weddingId } = await client.weddings.openSample();
    const { campaignId, approved } = await sendToEveryone(client, weddingId);
    const frames = await followRun(client, campaignId);
    expect(approved).toBeGreaterThan(300);
    expect(frames.filter((run) => run.phase !== "draft" && !run.tally.sumCloses)).toEqual([]);
    const { tally } = frames.at(-1) ?? { tally: undefined };
    expect(tally?.approved).toBe(approved);
    expect(tally?.waiting).toBe(0);
    expect(tally?.accepted).toBeGreaterThan(approved * 0.9);
  });

  it("refuses the same slot a second time, guest by guest (S1)", async () => {
    opened = await openHub();
    const { client } = opened;
    const { weddingId } = await client.weddings.openSample();
    const first = await sendToEveryone(client, weddingId);
    await followRun(client, first.campaignId);
    const { campaignId } = await client.campaigns.create({
      weddingId,
      name: "Again",
      slot: "save-the-date",
      audience: { kind: "view", view: { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } } },
    });
    const review = await client.campaigns.review({ campaignId });
    // Only those whose first message ended unsent may get it now.
    expect(review.recipients).toBeLessThan(first.approved * 0.1);
  });

  it("tells the whole story of one message, and still does after a restart", async () => {
    opened = await openHub();
    const { client, dataFolder } = opened;
    const { weddingId } = await client.weddings.openSample();
    const { campaignId } = await sendToEveryone(client, weddingId);
    const [last] = (await followRun(client, campaignId)).slice(-1);
    const messageId = last?.stream[0]?.messageId ?? "";
    const before = await firstFrame(await client.messages.timeline({ messageId }));
    expect(before?.entries.map((entry) => entry.kind)).toEqual(expect.arrayContaining(["approved", "attempt"]));
    await opened.hub.stop();
    opened = await openHub({ dataFolder });
    const after = await firstFrame(await opened.client.messages.timeline({ messageId }));
    expect(after?.entries.length).toBeGreaterThanOrEqual(before?.entries.length ?? Number.NaN);
    const run = await firstFrame(await opened.client.campaigns.run({ campaignId }));
    expect(run?.tally).toEqual(last?.tally);
  });

  it("stops at once when everything is paused, and carries on afterwards", async () => {
    opened = await openHub({ providerOptions: { practice: { speed: 5 } } });
    const { client } = opened;
    const { weddingId } = await client.weddings.openSample();
    const { campaignId, approved } = await sendToEveryone(client, weddingId);
    await followRun(client, campaignId, (run) => run.tally.accepted > 20);
    const { onTheWay } = await client.app.pauseAllSending();
    const paused = await followRun(client, campaignId, (run) => run.phase === "paused" && run.tally.sending === 0);
    const settled = (tally: { waiting: number }): number => approved - tally.waiting;
    const first = paused.find((run) => run.phase === "paused");
    expect(settled(paused.at(-1)?.tally ?? { waiting: 0 }) - settled(first?.tally ?? { waiting: 0 })).toBeLessThanOrEqual(onTheWay);
    await client.app.resumeAllSending();
    await followRun(client, campaignId, (run) => run.tally.accepted > (paused.at(-1)?.tally.accepted ?? 0));
  });

  it("stops for one wedding alone, says so, and carries on afterwards", async () => {
    opened = await openHub();
    const { client } = opened;
    const { weddingId } = await client.weddings.openSample();
    await client.weddings.pauseSending({ weddingId });
    const { campaignId, approved } = await sendToEveryone(client, weddingId);
    const run = await firstFrame(await client.campaigns.run({ campaignId }));
    expect([run?.phase, run?.tally.waiting]).toEqual(["paused", approved]);
    expect((await firstFrame(await client.app.status()))?.stops).toMatchObject([{ weddingId }]);
    await client.weddings.resumeSending({ weddingId });
    await followRun(client, campaignId, ({ tally }) => tally.accepted > 0);
    expect((await firstFrame(await client.app.status()))?.stops).toEqual([]);
  });

  it("can be undone during the hold: nothing has left, and the draft is back", async () => {
    opened = await openHub();
    const { client } = opened;
    const { weddingId } = await client.weddings.openSample();
    const { campaignId } = await client.campaigns.create({
      weddingId,
      name: "Too early",
      slot: "invitation",
      audience: { kind: "view", view: { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } } },
    });
    const review = await client.campaigns.review({ campaignId });
    await client.campaigns.approve({
      campaignId,
      reviewHash: review.reviewHash,
      sawExcluded: true,
      decided: decisionsIn(review),
      typedNumber: review.recipients,
    });
    await client.campaigns.cancelHold({ campaignId });
    const run = await firstFrame(await client.campaigns.run({ campaignId }));
    expect(run?.phase).toBe("draft");
    expect(run?.tally.accepted).toBe(0);
    const { campaign } = await client.campaigns.get({ campaignId });
    expect(campaign.status).toBe("draft");
  });
});

const firstFrame = async <Value>(frames: AsyncIterable<Value>): Promise<Value | undefined> => {
  for await (const frame of frames) return frame;
  return undefined;
};
