import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { createHub, type Hub } from "#hub/index.ts";
import { createSystemPorts } from "#hub/ports/system/index.ts";
import type { Run } from "#shared/api/campaigns.ts";
import { appVersion } from "./app-version.ts";

/**
 * The main job without a screen: sample wedding, practice mode, one approved campaign to everybody who can be reached, until all is
 * settled. Exit code 0 only if the sum closes.
 */
const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, speed: { type: "string", default: "20" } } });

/** A rehearsal at twenty times the speed settles in seconds; one that takes longer than this hangs. */
const settleMsMax = 120_000;

const send = async (hub: Hub): Promise<Run> => {
  const client = hub.client();
  const { weddingId } = await client.weddings.openSample();
  const { campaignId } = await client.campaigns.create({
    weddingId,
    name: "Save the date",
    slot: "save-the-date",
    audience: { kind: "view", view: { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } } },
  });
  const review = await client.campaigns.review({ campaignId });
  const stops = review.findings.filter((finding) => finding.grade === "stop");
  if (stops.length > 0) throw new Error(`the review stops it: ${stops.map((finding) => finding.sentence).join(" ")}`);
  await client.campaigns.approve({
    campaignId,
    reviewHash: review.reviewHash,
    sawExcluded: true,
    decided: decisionsIn(review),
    typedNumber: review.recipients,
  });
  await client.campaigns.startNow({ campaignId });
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), settleMsMax);
  let last: Run | undefined;
  try {
    for await (const run of await client.campaigns.run({ campaignId }, { signal: controller.signal })) {
      last = run;
      if (run.phase === "settled" || run.phase === "cancelled") break;
    }
  } finally {
    clearTimeout(timer);
  }
  if (last === undefined) throw new Error("the run said nothing");
  return last;
};

const folder = await mkdtemp(join(tmpdir(), "usher-demo-"));
const ports = createSystemPorts(() => undefined, process.env);
const hub = await createHub({
  ...ports,
  dataFolder: folder,
  host: "headless",
  version: appVersion,
  // A demo must not wait for the morning, or for a person to undo it.
  limits: { quietHoursPractice: null, lookUpAfterMs: 200, lookUpEveryMs: 500 },
  providerOptions: { practice: { speed: Number(values.speed) } },
});
try {
  await hub.start();
  const startedAt = performance.now();
  const { tally, phase } = await send(hub);
  const seconds = (performance.now() - startedAt) / 1000;
  const { sumCloses, ...states } = tally;
  const settled = phase === "settled";
  const result = {
    states,
    sumCloses,
    settled,
    seconds: Number(seconds.toFixed(2)),
    messagesPerSecond: Number((tally.accepted / seconds).toFixed(1)),
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${describe(result)}\n`);
  process.exitCode = sumCloses && settled ? 0 : 1;
} finally {
  await hub.stop();
  await rm(folder, { recursive: true, force: true });
}

function describe(result: { states: Record<string, number>; sumCloses: boolean; seconds: number; messagesPerSecond: number }): string {
  const counts = Object.entries(result.states).map(([state, count]) => `  ${state.padEnd(12)}${count}`);
  return [
    `Sent the sample wedding's save-the-date in practice mode in ${result.seconds} s (${result.messagesPerSecond} messages/s).`,
    ...counts,
    result.sumCloses ? "The sum closes." : "The sum does NOT close.",
  ].join("\n");
}
