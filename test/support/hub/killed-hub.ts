import { decisionsIn } from "#shared/api/campaigns.ts";
import { createHub } from "#hub/index.ts";
import { createEnvironmentSecrets, createSystemPorts } from "#hub/ports/system/index.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { followRun } from "./open-hub.ts";

/**
 * The headless hub as a process that may be killed at any moment. `draft` makes a wedding of `count` guests and a campaign for each of
 * SLOTS; `approve` approves one of them, unless that has been done; `prepare` does both for one slot; `send` carries on with whatever is
 * there, without waiting for the hold, and ends by itself once the run is settled. Tells its parent by messages.
 */
const [task = "", dataFolder = "", provider = "", baseUrl = "", countText = "0"] = process.argv.slice(2);
const count = Number(countText);
const channel = provider === "resend" ? "email" : "sms";
/** So slow that a kill finds some sent, some on their way and some waiting. */
const rate = { perSecond: 60, burst: 6, concurrency: 6 };
const allDay = { from: "00:00", to: "23:59" };

const hub = await createHub({
  ...createSystemPorts(() => undefined, {}),
  secrets: createEnvironmentSecrets(process.env),
  // Loopback needs no network.
  connectivity: { online: () => true, subscribe: () => () => undefined },
  dataFolder,
  host: "headless",
  version: "test",
  limits: {
    quietHours: allDay,
    lookUpAfterMs: 300,
    lookUpEveryMs: 300,
    retryDelayMsBase: 50,

    laneRestMsBase: 50,
    laneRestMsMax: 200,
  },
  providerOptions: { baseUrls: { [provider]: baseUrl }, rates: { [provider]: rate } },
});
await hub.start();

const guestLine = (index: number): string => {
  const number = String(index).padStart(3, "0");
  return channel === "email" ? `Guest${number},Test,guest${number}@guests.usher.test` : `Guest${number},Test,+4915123456${number}`;
};

const importGuests = async (client: UsherClient, weddingId: string): Promise<void> => {
  const header = channel === "email" ? "First name,Last name,Email" : "First name,Last name,Mobile";
  const bytes = Buffer.from([header, ...Array.from({ length: count }, (_, index) => guestLine(index))].join("\n"));
  const { importId } = await client.imports.start({ weddingId, fileName: "guests.csv", sizeBytes: bytes.byteLength });
  await client.imports.chunk({ importId, index: 0, base64: bytes.toString("base64") });
  const { columns } = await client.imports.read({ importId });
  await client.imports.preview({
    importId,
    mapping: columns.map(({ index, suggested }) => ({ index, field: suggested })),
    defaultCountry: "DE",
  });
  // Near-equal names are the point of such a list, not a doubt about it.
  const { rows } = await client.imports.rows({ importId, verdict: "duplicate", offset: 0, limit: 400 });
  for (const { row } of rows) await client.imports.fix({ importId, row, change: { kind: "decision", decision: "different-person" } });
  await client.imports.commit({ importId });
};

const connect = (client: UsherClient): Promise<unknown> =>
  client.settings.saveProvider(
    provider === "resend"
      ? { provider: "resend", values: { from: "Léa & Omar <hello@wedding.usher.test>" } }
      : { provider: "twilio", values: { accountSid: process.env["LOOPBACK_SID"] ?? "", from: "+15005550006" } },
  );

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
  await importGuests(client, weddingId);
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
  for (const slot of (process.env["SLOTS"] ?? "").split(",")) campaignIds.push(await makeCampaign(client, weddingId, slot));
  process.send?.({ kind: "drafted", campaignIds });
};

/** Tells `approving` right before it approves; a campaign that an earlier life approved is only told. */
const approve = async (client: UsherClient, campaignId: string): Promise<void> => {
  const { campaign } = await client.campaigns.get({ campaignId });
  if (campaign.status !== "draft") {
    process.send?.({ kind: "approved", campaignId, approved: campaign.approvedCount });
    return;
  }
  const review = await client.campaigns.review({ campaignId });
  process.send?.({ kind: "approving" });
  const { approved } = await client.campaigns.approve({
    campaignId,
    reviewHash: review.reviewHash,
    sawExcluded: true,
    decided: decisionsIn(review),
    typedNumber: review.recipients,
  });
  process.send?.({ kind: "approved", campaignId, approved });
};

const prepare = async (client: UsherClient): Promise<void> => {
  await approve(client, await makeCampaign(client, await makeWedding(client), "save-the-date"));
};

const send = async (client: UsherClient): Promise<void> => {
  process.send?.({ kind: "sending" });
  const campaignId = process.env["CAMPAIGN_ID"] ?? "";
  await client.campaigns.startNow({ campaignId });
  const frames = await followRun(client, campaignId, (run) => run.phase === "settled" || run.phase === "cancelled");
  process.send?.({ kind: "settled", tally: frames.at(-1)?.tally });
};

const tasks: Readonly<Record<string, (client: UsherClient) => Promise<void>>> = {
  draft,
  approve: (client) => approve(client, process.env["CAMPAIGN_ID"] ?? ""),
  prepare,
  send,
};
await tasks[task]?.(hub.client());
await hub.stop();
process.disconnect();
