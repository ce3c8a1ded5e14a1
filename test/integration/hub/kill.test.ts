import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Tally } from "#shared/api/campaigns.ts";
import { loopbackResendKey, startResendServer } from "#test/providers/resend-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer } from "#test/providers/twilio-server.ts";

const full = process.env["USHER_FULL"] === "1";
const kills = full ? 100 : 8;
const guestCount = 300;
/** A life is cut short between its first and its last: long enough to send a few, too short to finish. */
const lifeMs = { least: 5, most: 120 };

const script = join(import.meta.dirname, "..", "..", "support", "hub", "killed-hub.ts");
const env = {
  ...process.env,
  USHER_SECRET_RESEND_APIKEY: loopbackResendKey,
  USHER_SECRET_TWILIO_AUTHTOKEN: loopbackTwilioToken,
  LOOPBACK_SID: loopbackTwilioSid,
};

/** Each slot is approved under kills, at most this many times cut short. */
const slots = Array.from({ length: full ? 20 : 2 }, (_, index) => `news-${index + 1}`);
const cutsPerSlotMax = full ? 8 : 4;
/** An approval of 300 takes some 30 ms: a cut falls before, into or right after it. */
const cutMsMax = 40;

type Told =
  | { readonly kind: "drafted"; readonly campaignIds: readonly string[] }
  | { readonly kind: "approving" }
  | { readonly kind: "approved"; readonly campaignId: string; readonly approved: number }
  | { readonly kind: "sending" }
  | { readonly kind: "settled"; readonly tally: Tally };

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** The next message of one of these kinds; others are skipped. */
const told = async <Kind extends Told["kind"]>(child: ChildProcess, ...kinds: readonly Kind[]): Promise<Extract<Told, { kind: Kind }>> => {
  const output: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  for (;;) {
    const [message] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => Promise.reject(new Error(`the hub ended with ${String(code)}: ${output.join("")}`))),
    ])) as [Told];
    if (kinds.includes(message.kind as Kind)) return message as Extract<Told, { kind: Kind }>;
  }
};

type Live = (task: string, more?: Record<string, string>) => ChildProcess;

/** A data folder in which hubs live one after the other. */
const dataFolder = async (provider: "resend" | "twilio", baseUrl: string): Promise<Live> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-kill-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return (task, more = {}) => {
    const child = fork(script, [task, folder, provider, baseUrl, String(guestCount)], {
      env: { ...env, ...more },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    cleanups.push(async () => void child.kill("SIGKILL"));
    return child;
  };
};

const killed = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
};

/** Kills the hub again and again while it sends, then lets it finish. Answers what it says in the end. */
const sendUnderKills = async (
  provider: "resend" | "twilio",
  baseUrl: string,
): Promise<{ approved: number; tally: Tally; killed: number }> => {
  const live = await dataFolder(provider, baseUrl);
  const first = live("prepare");
  const approval = await told(first, "approved");
  await killed(first);
  const more = { CAMPAIGN_ID: approval.campaignId };
  let lives = 1;
  for (; lives < kills; lives += 1) {
    const child = live("send", more);
    await told(child, "sending");
    const ms = lifeMs.least + Math.random() * (lifeMs.most - lifeMs.least);
    const ended = once(child, "exit");
    // The moment of the kill is the random thing that is tested, not something to wait for.
    setTimeout(() => child.kill("SIGKILL"), ms);
    await ended;
  }
  const last = live("send", more);
  const settled = await told(last, "settled");
  await once(last, "exit");
  return { approved: approval.approved, tally: settled.tally, killed: lives };
};

/** Approves a campaign, cut short again and again; answers what the life that got through was told, and how many did not. */
const approveUnderKills = async (live: Live, campaignId: string): Promise<{ approved: number; cut: number }> => {
  for (let cut = 0; ; cut += 1) {
    const child = live("approve", { CAMPAIGN_ID: campaignId });
    const first = await told(child, "approving", "approved");
    if (first.kind === "approved") {
      await killed(child);
      return { approved: first.approved, cut };
    }
    if (cut < cutsPerSlotMax) {
      const ended = once(child, "exit");
      setTimeout(() => child.kill("SIGKILL"), Math.random() * cutMsMax);
      await ended;
      continue;
    }
    await told(child, "approved");
    await killed(child);
  }
};

const repeated = (addresses: readonly string[]): string[] => addresses.filter((address, index) => addresses.indexOf(address) !== index);

describe(`kill -9 of the headless hub, ${kills} times during ${guestCount} messages`, { timeout: full ? 600_000 : 180_000 }, () => {
  it("a provider with keys takes every message exactly once (S1, nothing lost)", async () => {
    const server = await startResendServer({ latencyMs: 15, perSecond: 60 });
    cleanups.push(() => server.stop());
    const { approved, tally, killed } = await sendUnderKills("resend", server.url);
    const addresses = server.accepted().map(({ to }) => to);
    process.stdout.write(`keyed: ${killed} kills, ${addresses.length} accepted, ${repeated(addresses).length} twice, ${tally.held} held\n`);
    expect(approved).toBe(guestCount);
    expect(repeated(addresses)).toEqual([]);
    expect(addresses).toHaveLength(guestCount);
    expect(tally).toMatchObject({ accepted: guestCount, waiting: 0, held: 0, sumCloses: true });
  });

  it("a provider without keys never takes one twice; every doubt is proved or held (S5)", async () => {
    const server = await startTwilioServer({ latencyMs: 15 });
    cleanups.push(() => server.stop());
    const { approved, tally, killed } = await sendUnderKills("twilio", server.url);
    const addresses = server.accepted().map(({ to }) => to);
    process.stdout.write(
      `unkeyed: ${killed} kills, ${addresses.length} accepted, ${repeated(addresses).length} twice, ${tally.held} held\n`,
    );
    expect(approved).toBe(guestCount);
    expect(repeated(addresses)).toEqual([]);
    expect(tally.accepted + tally.held).toBe(guestCount);
    expect(tally.accepted).toBeLessThanOrEqual(addresses.length);
    expect(tally).toMatchObject({ waiting: 0, unknown: 0, sumCloses: true });
  });
});

describe(`kill -9 during the approval of ${guestCount} messages, in ${slots.length} slots`, { timeout: full ? 900_000 : 180_000 }, () => {
  it("each approval holds everybody or nobody, and what was approved goes out exactly once (S1, L2)", async () => {
    const server = await startResendServer({ latencyMs: 2, perSecond: 1000 });
    cleanups.push(() => server.stop());
    const live = await dataFolder("resend", server.url);
    const drafting = live("draft", { SLOTS: slots.join(",") });
    const { campaignIds } = await told(drafting, "drafted");
    await killed(drafting);
    const results: { approved: number; cut: number }[] = [];
    for (const campaignId of campaignIds) results.push(await approveUnderKills(live, campaignId));
    const cuts = results.reduce((sum, { cut }) => sum + cut, 0);
    process.stdout.write(`approvals: ${cuts} cut short in ${slots.length} slots\n`);
    expect(results.map(({ approved }) => approved)).toEqual(slots.map(() => guestCount));
    const last = live("send", { CAMPAIGN_ID: campaignIds.at(-1) ?? "" });
    const { tally } = await told(last, "settled");
    expect(tally).toMatchObject({ approved: guestCount, accepted: guestCount, waiting: 0, sumCloses: true });
    // Earlier slots may have begun to send when their hold was over: each guest may get one message of each, by its own id.
    const messageIds = server.accepted().map(({ messageId }) => messageId);
    expect([messageIds.length >= guestCount, messageIds.includes(""), repeated(messageIds)]).toEqual([true, false, []]);
  });
});
