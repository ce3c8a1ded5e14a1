import { monitorEventLoopDelay } from "node:perf_hooks";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { createHub } from "#hub/index.ts";
import { createEnvironmentSecrets, createSystemPorts } from "#hub/ports/system/index.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { followRun } from "#test/hub/open-hub.ts";
import { guestCsvOf } from "./guests.ts";

/**
 * A hub that sends over loopback. `approve` invites `count` guests by email and starts their campaign at once; `finish` does the same and
 * follows it to its end; `resume` goes on with what is there. Tells its parent how busy its event loop was.
 */
const [task = "", folder = "", baseUrl = "", countText = "0", perSecondText = "1"] = process.argv.slice(2);
const perSecond = Number(perSecondText);

const hub = await createHub({
  ...createSystemPorts(() => undefined, {}),
  secrets: createEnvironmentSecrets({ USHER_SECRET_RESEND_APIKEY: "re_bench" }),
  // Loopback needs no network.
  connectivity: { online: () => true, subscribe: () => () => undefined },
  dataFolder: folder,
  host: "headless",
  version: "bench",
  limits: { quietHours: null },
  providerOptions: {
    baseUrls: { resend: baseUrl },
    rates: { resend: { perSecond, burst: Math.min(perSecond, 1_000), concurrency: 64 } },
  },
});
await hub.start();

/** Runs `work` and answers how late the event loop came round meanwhile, milliseconds. */
const loopDelay = async (work: () => Promise<unknown>): Promise<{ readonly p99: number; readonly max: number }> => {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await work();
  monitor.disable();
  return { p99: monitor.percentile(99) / 1e6, max: monitor.max / 1e6 };
};

const fill = async (client: UsherClient): Promise<string> => {
  await client.settings.saveProvider({ provider: "resend", values: { from: "Léa & Omar <hello@wedding.usher.test>" } });
  const { id: weddingId } = await client.weddings.create({
    name: "Bench",
    date: "2027-06-12",
    zone: "UTC",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  const bytes = Buffer.from(guestCsvOf(Number(countText)));
  const { importId, chunkBytes } = await client.imports.start({ weddingId, fileName: "bench.csv", sizeBytes: bytes.byteLength });
  for (let index = 0; index * chunkBytes < bytes.byteLength; index += 1) {
    await client.imports.chunk({
      importId,
      index,
      base64: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes).toString("base64"),
    });
  }
  const { columns } = await client.imports.read({ importId });
  await client.imports.preview({
    importId,
    mapping: columns.map(({ index, suggested }) => ({ index, field: suggested })),
    defaultCountry: "DE",
  });
  await client.imports.commit({ importId });
  return weddingId;
};

const approve = async (client: UsherClient): Promise<string> => {
  const weddingId = await fill(client);
  const { campaignId } = await client.campaigns.create({
    weddingId,
    name: "Save the date",
    slot: "save-the-date",
    audience: { kind: "view", view: { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } } },
  });
  const { campaign } = await client.campaigns.get({ campaignId });
  await client.campaigns.save({ campaignId, readAt: campaign.updatedAt, campaign: { channelPlan: ["email"], onePer: "person" } });
  const review = await client.campaigns.review({ campaignId });
  const approving = await loopDelay(() =>
    client.campaigns.approve({
      campaignId,
      reviewHash: review.reviewHash,
      sawExcluded: true,
      decided: decisionsIn(review),
      typedNumber: review.recipients,
    }),
  );
  process.send?.({ kind: "approved", recipients: review.recipients, approving });
  return campaignId;
};

const tasks: Readonly<Record<string, (client: UsherClient) => Promise<void>>> = {
  approve: async (client) => void (await client.campaigns.startNow({ campaignId: await approve(client) })),
  finish: async (client) => {
    const campaignId = await approve(client);
    const sending = await loopDelay(async () => {
      await client.campaigns.startNow({ campaignId });
      await followRun(client, campaignId);
    });
    process.send?.({ kind: "finished", sending });
    await hub.stop();
    process.disconnect();
  },
  resume: async () => undefined,
};
await tasks[task]?.(hub.client());
