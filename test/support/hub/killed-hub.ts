import { createHub } from "#hub/index.ts";
import { createEnvironmentSecrets, createSystemPorts } from "#hub/ports/system/index.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { followRun } from "./open-hub.ts";

/**
 * The headless hub as a process that may be killed at any moment. `prepare` makes a wedding of `count` guests and approves one campaign;
 * `send` carries on with whatever is there, and ends by itself once the run is settled. Tells its parent by messages.
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

const prepare = async (client: UsherClient): Promise<void> => {
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
  const { campaignId } = await client.campaigns.create({
    weddingId,
    name: "Save the date",
    slot: "save-the-date",
    audience: { kind: "view", view: { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } } },
  });
  const { campaign } = await client.campaigns.get({ campaignId });
  await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { channelPlan: [channel], onePer: "person" } });
  const review = await client.campaigns.review({ campaignId });
  const { approved } = await client.campaigns.approve({
    campaignId,
    reviewHash: review.reviewHash,
    sawExcluded: true,
    typedNumber: review.recipients,
  });
  await client.campaigns.startNow({ campaignId });
  process.send?.({ kind: "approved", campaignId, approved, findings: review.findings.map((finding) => finding.code) });
};

const send = async (client: UsherClient): Promise<void> => {
  process.send?.({ kind: "sending" });
  const campaignId = process.env["CAMPAIGN_ID"] ?? "";
  const frames = await followRun(client, campaignId, (run) => run.phase === "settled" || run.phase === "cancelled");
  process.send?.({ kind: "settled", tally: frames.at(-1)?.tally });
};

await (task === "prepare" ? prepare(hub.client()) : send(hub.client()));
await hub.stop();
process.disconnect();
