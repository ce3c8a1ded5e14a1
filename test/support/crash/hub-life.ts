import { ORPCError } from "@orpc/client";
import { createHub, type HubDeps } from "#hub/index.ts";
import { createEnvironmentSecrets, createSystemPorts } from "#hub/ports/system/index.ts";
import { decisionsIn, type Tally } from "#shared/api/campaigns.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import type { Problem } from "#shared/problem.ts";
import { importGuests } from "../hub/import-guests.ts";
import { followRun } from "../hub/open-hub.ts";

/**
 * The headless hub as a process that may be killed at any moment. `draft` makes a wedding and a campaign for each of `slots`; `approve`
 * approves one of them, unless that has been done; `prepare` does both for one slot; `send` carries on with whatever is there, without
 * waiting for the hold, and ends by itself once the run is settled. Takes its orders as JSON, tells its parent by messages.
 */
export interface LifeOrders {
  readonly task: "draft" | "approve" | "prepare" | "send";
  readonly dataFolder: string;
  readonly guests: number;
  /** In the order in which they are asked. */
  readonly providers: readonly {
    readonly provider: "resend" | "sendgrid" | "twilio";
    readonly url: string;
    readonly accountSid?: string;
  }[];
  readonly perSecond: number;
  readonly limits: NonNullable<HubDeps["limits"]>;
  readonly slots: readonly string[];
  readonly campaignId: string;
}

export type LifeNews =
  | { readonly kind: "starting" }
  | { readonly kind: "drafted"; readonly campaignIds: readonly string[] }
  | { readonly kind: "approving" }
  | { readonly kind: "approved"; readonly campaignId: string; readonly approved: number }
  | { readonly kind: "sending" }
  | { readonly kind: "settled"; readonly tally: Tally };

const orders = JSON.parse(process.argv[2] ?? "{}") as LifeOrders;
const channel = orders.providers[0]?.provider === "twilio" ? "sms" : "email";
const rate = { perSecond: orders.perSecond, burst: Math.ceil(orders.perSecond / 10), concurrency: 6 };
/** More than any life sends. */
const costLimitCents = 10_000_00;
const tell = (news: LifeNews): void => void process.send?.(news);

tell({ kind: "starting" });
const hub = await createHub({
  ...createSystemPorts(() => undefined, {}),
  secrets: createEnvironmentSecrets(process.env),
  // Loopback needs no network.
  connectivity: { online: () => true, subscribe: () => () => undefined },
  dataFolder: orders.dataFolder,
  host: "headless",
  version: "test",
  limits: { quietHours: null, ...orders.limits },
  providerOptions: {
    baseUrls: Object.fromEntries(orders.providers.map(({ provider, url }) => [provider, url])),
    rates: Object.fromEntries(orders.providers.map(({ provider }) => [provider, rate])),
  },
});
await hub.start();

const from = "Léa & Omar <hello@wedding.usher.test>";
const connect = async (client: UsherClient): Promise<void> => {
  for (const { provider, accountSid = "" } of orders.providers) {
    const values = provider === "twilio" ? { accountSid, from: "+15005550006" } : { from };
    await client.settings.saveProvider({ provider, values });
  }
};

const makeWedding = async (client: UsherClient): Promise<string> => {
  await connect(client);
  const { id: weddingId } = await client.weddings.create({
    name: "Kill test",
    date: "2027-06-12",
    zone: "UTC",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  await importGuests(client, weddingId, channel, orders.guests);
  // What a text is counted as, where no price is known, is not what is tested here.
  for (const scope of ["message", "wedding"] as const) await client.campaigns.setCostLimit({ weddingId, scope, cents: costLimitCents });
  return weddingId;
};

const makeCampaign = async (client: UsherClient, weddingId: string, slot: string): Promise<string> => {
  const { campaignId } = await client.campaigns.create({
    weddingId,
    name: slot,
    slot,
    audience: { kind: "view", view: { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } } },
  });
  const { campaign } = await client.campaigns.get({ campaignId });
  await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { channelPlan: [channel], onePer: "person" } });
  return campaignId;
};

const draft = async (client: UsherClient): Promise<void> => {
  const weddingId = await makeWedding(client);
  const campaignIds: string[] = [];
  for (const slot of orders.slots) campaignIds.push(await makeCampaign(client, weddingId, slot));
  tell({ kind: "drafted", campaignIds });
};

/** What an earlier life approved comes to light after the start, in the middle of a review: a person looks again. */
const looksMax = 5;

/** Tells `approving` right before it approves; a campaign that an earlier life approved is only told. */
const approve = async (client: UsherClient, campaignId: string): Promise<void> => {
  for (let look = 1; ; look += 1) {
    const { campaign } = await client.campaigns.get({ campaignId });
    if (campaign.status !== "draft") {
      tell({ kind: "approved", campaignId, approved: campaign.approvedCount ?? 0 });
      return;
    }
    const review = await client.campaigns.review({ campaignId });
    const decided = decisionsIn(review);
    if (look === 1) tell({ kind: "approving" });
    try {
      const { reviewHash, recipients: typedNumber } = review;
      const { approved } = await client.campaigns.approve({ campaignId, reviewHash, sawExcluded: true, decided, typedNumber });
      tell({ kind: "approved", campaignId, approved });
      return;
    } catch (error) {
      if (look === looksMax || !(error instanceof ORPCError) || (error.data as Problem | undefined)?.code !== "review-changed") throw error;
    }
  }
};

const prepare = async (client: UsherClient): Promise<void> => {
  await approve(client, await makeCampaign(client, await makeWedding(client), "save-the-date"));
};

const send = async (client: UsherClient): Promise<void> => {
  tell({ kind: "sending" });
  await client.campaigns.startNow({ campaignId: orders.campaignId });
  const frames = await followRun(client, orders.campaignId, (run) => run.phase === "settled" || run.phase === "cancelled");
  const tally = frames.at(-1)?.tally;
  if (tally !== undefined) tell({ kind: "settled", tally });
};

const tasks: Readonly<Record<LifeOrders["task"], (client: UsherClient) => Promise<void>>> = {
  draft,
  approve: (client) => approve(client, orders.campaignId),
  prepare,
  send,
};
await tasks[orders.task](hub.client());
await hub.stop();
process.disconnect();
