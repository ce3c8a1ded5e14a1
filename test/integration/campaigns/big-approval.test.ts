import { afterEach, expect, it } from "vitest";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { everyone, openHub, type OpenedHub } from "#test/hub/open-hub.ts";
import { bigWeddingFolder, bigWeddingId } from "./big-wedding.ts";

const guestCount = 10_000;
/** Work of one turn of the event loop, in processor time so that a busy machine does not matter. The budget is 16; it was 188 in one go. */
const turnCpuMsMax = 80;

let opened: OpenedHub;
afterEach(() => opened.close());

/** The longest turn of this thread's event loop while `task` runs, in milliseconds of processor time. */
const longestTurnMs = async <Result>(task: () => Promise<Result>): Promise<{ result: Result; longestMs: number }> => {
  let longestMs = 0;
  let running = true;
  let last = process.threadCpuUsage();
  const look = (): void => {
    const now = process.threadCpuUsage();
    longestMs = Math.max(longestMs, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  const result = await task();
  running = false;
  return { result, longestMs };
};

it("approving ten thousand messages gives the event loop its turns, and takes the review as it was", { timeout: 120_000 }, async () => {
  const dataFolder = await bigWeddingFolder(guestCount, Date.now());
  // So slow that nothing leaves meanwhile.
  opened = await openHub({ dataFolder, providerOptions: { practice: { speed: 0.01 } } });
  const { campaigns } = opened.client;
  const { campaignId } = await campaigns.create({
    weddingId: bigWeddingId,
    name: "Big",
    slot: "invitation",
    audience: { kind: "view", view: everyone },
  });
  const review = await campaigns.review({ campaignId });
  expect(review.recipients).toBe(guestCount);
  const input = { campaignId, reviewHash: review.reviewHash, sawExcluded: true, decided: decisionsIn(review), typedNumber: guestCount };
  const { result, longestMs } = await longestTurnMs(() => campaigns.approve(input));
  expect(result.approved).toBe(guestCount);
  expect(longestMs).toBeLessThan(turnCpuMsMax);
});
