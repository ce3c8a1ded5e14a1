import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { createHub, type Hub, type HubDeps } from "#hub/index.ts";
import { createSystemPorts } from "#hub/ports/system/index.ts";
import type { Review, Run } from "#shared/api/campaigns.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import type { GuestView } from "#shared/domain/index.ts";

export interface OpenedHub {
  readonly hub: Hub;
  readonly client: UsherClient;
  readonly dataFolder: string;
  /** Stops the hub and removes its files. */
  close(): Promise<void>;
}

export const everyone: GuestView = { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } };

/** A real hub with real files; practice mode runs at fifty times the speed, and no test waits for the morning. */
export const openHub = async (options: Partial<HubDeps> = {}): Promise<OpenedHub> => {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), "usher-hub-")));
  const hub = await createHub({
    ...createSystemPorts(() => undefined, {}),
    host: "headless",
    version: "test",
    limits: { quietHoursPractice: null, lookUpAfterMs: 100, lookUpEveryMs: 200 },
    providerOptions: { practice: { speed: 50 } },
    ...options,
    dataFolder,
  });
  await hub.start();
  return {
    hub,
    client: hub.client(),
    dataFolder,
    close: async () => {
      await hub.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
};

/** A draft to everybody, by text alone. */
export const draftText = async (client: UsherClient, weddingId: string, body: string): Promise<string> => {
  const audience = { kind: "view" as const, view: everyone };
  const { campaignId } = await client.campaigns.create({ weddingId, name: "Text", slot: "save-the-date", audience });
  const { campaign } = await client.campaigns.get({ campaignId });
  const texts = [{ channel: "sms" as const, language: "en", body }];
  await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { channelPlan: ["sms"] }, texts });
  return campaignId;
};

/** Reviews a campaign and approves it with every decision that the review asks for. */
export const approveReviewed = async (
  client: UsherClient,
  campaignId: string,
): Promise<{ readonly review: Review; readonly approved: number }> => {
  const review = await client.campaigns.review({ campaignId });
  const { approved } = await client.campaigns.approve({
    campaignId,
    reviewHash: review.reviewHash,
    sawExcluded: true,
    decided: decisionsIn(review),
    typedNumber: review.recipients,
  });
  return { review, approved };
};

/** Creates, reviews, approves and starts one campaign to everybody of the wedding. */
export const sendToEveryone = async (
  client: UsherClient,
  weddingId: string,
  slot = "save-the-date",
): Promise<{ campaignId: string; approved: number }> => {
  const { campaignId } = await client.campaigns.create({
    weddingId,
    name: "Save the date",
    slot,
    audience: { kind: "view", view: everyone },
  });
  const { approved } = await approveReviewed(client, campaignId);
  await client.campaigns.startNow({ campaignId });
  return { campaignId, approved };
};

/** A run takes seconds. On a machine so busy that an account seems not to answer, its rest is waited for. */
const patienceMs = 110_000;

/** Follows a run until `until` holds; answers that frame, and the ones before it. */
export const followRun = async (
  client: UsherClient,
  campaignId: string,
  until: (run: Run) => boolean = (run) => run.phase === "settled",
): Promise<readonly Run[]> => {
  const frames: Run[] = [];
  const signal = AbortSignal.timeout(patienceMs);
  for await (const run of await client.campaigns.run({ campaignId }, { signal })) {
    frames.push(run);
    if (until(run)) return frames;
  }
  throw new Error(`the run did not get there: ${JSON.stringify(frames.at(-1))}`);
};
