import { afterEach, describe, expect, it } from "vitest";
import type { SendOutcome } from "#hub/providers/contract.ts";
import { drawsOf } from "#hub/providers/practice/draws.ts";
import { apnsRefusal } from "#test/providers/apns-server.ts";
import { fcmRefusal } from "#test/providers/fcm-server.ts";
import type { Http2Fault } from "#test/providers/loopback-http2-server.ts";
import type { Fault } from "#test/providers/loopback-server.ts";
import { closeOpened, openApns, openFcm, pushTo } from "./open-push.ts";

const never = new AbortController().signal;
afterEach(closeOpened);

const messages = 120;
const concurrency = 8;
const triesMax = 60;
const timeoutMs = 200;

const everywhere: readonly Fault[] = [
  { do: "reset-before-request" },
  { do: "reset-after-request", after: "reading" },
  { do: "reset-after-request", after: "accepting" },
  { do: "hang", after: "reading" },
  { do: "hang", after: "accepting" },
  { do: "hang-in-body" },
  { do: "cut-body" },
  { do: "garble" },
  { do: "answer", status: 502, body: "<h1>Bad gateway</h1>" },
];
const fcmFaults: readonly Fault[] = [
  ...everywhere,
  { do: "answer", ...fcmRefusal(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED") },
  { do: "answer", ...fcmRefusal(503, "UNAVAILABLE") },
  { do: "answer", ...fcmRefusal(401, "UNAUTHENTICATED") },
];
const apnsFaults: readonly Http2Fault[] = [
  ...everywhere,
  { do: "refuse-stream" },
  { do: "goaway", error: false },
  { do: "goaway", error: true },
  { do: "goaway-after-accepting" },
  { do: "reset-after-headers" },
  { do: "answer", ...apnsRefusal("TooManyRequests") },
  { do: "answer", ...apnsRefusal("Shutdown") },
];

/** Seven requests of ten go well; the rest meet every fault there is. */
const drawnFrom = <One>(faults: readonly One[], seed: number): (() => One | undefined) => {
  const draw = drawsOf("push-faults", seed);
  return () => (draw() < 0.7 ? undefined : faults[Math.floor(draw() * faults.length)]);
};

const inParallel = async (guests: readonly string[], task: (guest: string) => Promise<void>): Promise<void> => {
  const rest = [...guests];
  const work = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await task(next);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
};

describe.each([1, 2, 3])("under random faults, seed %i", (seed) => {
  it.each([
    { service: "fcm" as const, open: () => openFcm(timeoutMs, { fault: drawnFrom(fcmFaults, seed) }) },
    { service: "apns" as const, open: () => openApns(timeoutMs, { fault: drawnFrom(apnsFaults, seed) }) },
  ])("$service is certain only of what is true, and every push is shown once, however often it is repeated", async ({ service, open }) => {
    const { server, provider } = await open();
    const said = new Map<string, SendOutcome["kind"]>();
    const sendUntilCertain = async (guest: string): Promise<string> => {
      for (let n = 1; n <= triesMax; n += 1) {
        // Other words for each try, by which the provider's books tell them apart.
        const words = `${guest}, try ${n}.`;
        const { kind } = await provider.send({ ...pushTo(service, guest, { text: words }), attemptId: `${guest}-${n}` }, never);
        said.set(words, kind);
        if (kind === "accepted" || kind === "rejected") return kind;
      }
      return "given up";
    };
    const ends: string[] = [];
    const guests = Array.from({ length: messages }, (_, n) => `guest-${n}`);
    await inParallel(guests, async (guest) => void ends.push(await sendUntilCertain(guest)));
    expect(new Set(ends)).toEqual(new Set(["accepted"]));
    expect(server.shown()).toHaveLength(messages);
    const books = JSON.stringify(server.accepted());
    const untrue = [...said].filter(([words, kind]) => kind !== "unknown" && books.includes(words) !== (kind === "accepted"));
    expect(untrue).toEqual([]);
    expect(server.accepted().length).toBeGreaterThan(messages);
    expect([...said.values()]).toEqual(expect.arrayContaining(["accepted", "deferred", "unknown"]));
  });
});
