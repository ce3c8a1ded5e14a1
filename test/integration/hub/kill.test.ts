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

type Told =
  | { readonly kind: "approved"; readonly campaignId: string; readonly approved: number }
  | { readonly kind: "sending" }
  | { readonly kind: "settled"; readonly tally: Tally };

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const told = async (child: ChildProcess, kind: Told["kind"]): Promise<Told> => {
  const output: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  for (;;) {
    const [message] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => Promise.reject(new Error(`the hub ended with ${String(code)}: ${output.join("")}`))),
    ])) as [Told];
    if (message.kind === kind) return message;
  }
};

/** Kills the hub again and again while it sends, then lets it finish. Answers what it says in the end. */
const sendUnderKills = async (
  provider: "resend" | "twilio",
  baseUrl: string,
): Promise<{ approved: number; tally: Tally; killed: number }> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-kill-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const live = (task: string, more: Record<string, string> = {}): ChildProcess => {
    const child = fork(script, [task, folder, provider, baseUrl, String(guestCount)], {
      env: { ...env, ...more },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    cleanups.push(async () => void child.kill("SIGKILL"));
    return child;
  };
  const first = live("prepare");
  const approval = await told(first, "approved");
  if (approval.kind !== "approved") throw new Error("unexpected");
  first.kill("SIGKILL");
  await once(first, "exit");
  const more = { CAMPAIGN_ID: approval.campaignId };
  let killed = 1;
  for (; killed < kills; killed += 1) {
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
  if (settled.kind !== "settled") throw new Error("unexpected");
  await once(last, "exit");
  return { approved: approval.approved, tally: settled.tally, killed };
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
