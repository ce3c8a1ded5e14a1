import { afterEach, describe, expect, it } from "vitest";
import type { Run } from "#shared/api/campaigns.ts";
import { followRun, openHub, sendToEveryone, type OpenedHub } from "#test/hub/open-hub.ts";

let opened: OpenedHub | undefined;

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

const returned = ({ problems }: Run): number =>
  problems.filter(({ state }) => state === "bounced" || state === "failed").reduce((sum, { count }) => sum + count, 0);

/** Every message once, and none above a newer one. */
const expectOrderly = ({ stream }: Run): void => {
  expect(new Set(stream.map(({ messageId }) => messageId)).size).toBe(stream.length);
  expect(stream.map(({ at }) => at)).toEqual(stream.map(({ at }) => at).toSorted((a, b) => b - a));
};

describe("the numbers of a run", { timeout: 90_000 }, () => {
  it("say every problem with its reason and every change once, also after a restart", async () => {
    opened = await openHub();
    const { client, dataFolder } = opened;
    const { weddingId } = await client.weddings.openSample();
    const { campaignId } = await sendToEveryone(client, weddingId);
    const frames = await followRun(client, campaignId, (run) => run.phase === "settled" && run.tally.bounced > 2);
    for (const frame of frames) {
      expectOrderly(frame);
      expect(returned(frame)).toBe(frame.tally.bounced);
    }
    await opened.hub.stop();
    opened = await openHub({ dataFolder });
    const [after] = await followRun(opened.client, campaignId, () => true);
    if (after === undefined) throw new Error("the run has no frame after the restart");
    expect(after.tally.bounced).toBeGreaterThan(2);
    expect(returned(after)).toBe(after.tally.bounced);
    expect(after.stream).toHaveLength(50);
    expectOrderly(after);
  });
});
