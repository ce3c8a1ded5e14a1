import { afterEach, expect, it } from "vitest";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { everyone, openHub, type OpenedHub } from "#test/hub/open-hub.ts";
import { bigWeddingFolder, bigWeddingId } from "./big-wedding.ts";

const guestCount = 10_000;
/** The most that one turn of the event loop may take of the work of an approval, whatever the machine. In one go it took a fifth. */
const turnShareMax = 0.1;

let opened: OpenedHub;
afterEach(() => opened.close());

/** Of the processor time that this thread spends on `task`, the share of its longest turn of the event loop, 0 to 1. */
const longestTurnShare = async <Result>(task: () => Promise<Result>): Promise<{ result: Result; share: number }> => {
  let longestMs = 0;
  let running = true;
  const first = process.threadCpuUsage();
  let last = first;
  const look = (): void => {
    const now = process.threadCpuUsage();
    longestMs = Math.max(longestMs, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  const result = await task();
  running = false;
  const end = process.threadCpuUsage();
  return { result, share: longestMs / ((end.user + end.system - first.user - first.system) / 1000) };
};

it("approving ten thousand messages gives the event loop its turns, and takes the review as it was", { timeout: 120_000 }, async () => {
  const dataFolder = await bigWeddingFolder(guestCount, Date.now());
  // So slow that nothing leaves meanwhile.
  opened = await openHub({ dataFolder, providerOptions: { practice: { speed: 0.01 } } });
  const { campaigns } = opened.client;
  /** Approves everybody for a slot of its own; answers the share of the longest turn. */
  const approve = async (slot: string): Promise<number> => {
    const audience = { kind: "view" as const, view: everyone };
    const { campaignId } = await campaigns.create({ weddingId: bigWeddingId, name: slot, slot, audience });
    const review = await campaigns.review({ campaignId });
    expect(review.recipients).toBe(guestCount);
    const input = { campaignId, reviewHash: review.reviewHash, sawExcluded: true, decided: decisionsIn(review), typedNumber: guestCount };
    const { result, share } = await longestTurnShare(() => campaigns.approve(input));
    expect(result.approved).toBe(guestCount);
    return share;
  };
  // A collection of garbage falls into one turn now and then; work in one go would be there each time.
  const shares: number[] = [];
  for (const slot of ["invitation", "details", "travel"]) {
    shares.push(await approve(slot));
    if (Math.min(...shares) < turnShareMax) break;
  }
  expect(Math.min(...shares), shares.join(", ")).toBeLessThan(turnShareMax);
});
