import { describe, expect, it } from "vitest";
import type { Provider, SendRequest } from "#hub/providers/contract.ts";
import { drawsOf } from "#hub/providers/practice/draws.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { createSendgridProvider } from "#hub/providers/sendgrid/index.ts";
import { createTwilioProvider } from "#hub/providers/twilio/index.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Fault } from "#test/providers/loopback-server.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer } from "#test/providers/resend-server.ts";
import { loopbackSendgridKey, sendgridRefusal, startSendgridServer } from "#test/providers/sendgrid-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer } from "#test/providers/twilio-server.ts";

const never = new AbortController().signal;
const ports = { http: createNodeHttp(), clock: createSystemClock(), timeoutMs: 400 };
const messages = 120;
const concurrency = 8;
const triesMax = 40;

/** Half of all requests go well; the rest meet every fault there is. */
const faultsOf = (seed: number, refusals: readonly Fault[]): (() => Fault | undefined) => {
  const draw = drawsOf("faults", seed);
  const faults: readonly Fault[] = [
    { do: "reset-before-request" },
    { do: "reset-after-request", after: "reading" },
    { do: "reset-after-request", after: "accepting" },
    { do: "hang", after: "reading" },
    { do: "hang", after: "accepting" },
    { do: "hang-in-body" },
    { do: "cut-body" },
    { do: "garble" },
    { do: "answer", status: 502, body: "<h1>Bad gateway</h1>" },
    ...refusals,
  ];
  return () => (draw() < 0.5 ? undefined : faults[Math.floor(draw() * faults.length)]);
};

const requestsOf = (channel: "email" | "sms"): SendRequest[] =>
  Array.from({ length: messages }, (_, n) => {
    const request = requestOf(channel, `g${n}`, {
      expiresAt: Date.now() + 3_600_000,
      to: channel === "email" ? `g${n}@x.test` : `+1500556${1000 + n}`,
    });
    return { ...request, idempotencyKey: channel === "email" ? `key-g${n}` : "" };
  });

const inParallel = async (requests: readonly SendRequest[], task: (request: SendRequest) => Promise<void>): Promise<void> => {
  const rest = [...requests];
  const work = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await task(next);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
};

/** Repeats with the same key until somebody is certain, as the dispatcher does with a keyed provider. */
const untilCertain = async (provider: Provider, request: SendRequest): Promise<string> => {
  for (let n = 1; n <= triesMax; n += 1) {
    const outcome = await provider.send({ ...request, attemptId: `${request.attemptId}-${n}` }, never);
    if (outcome.kind !== "unknown" && outcome.kind !== "deferred") return outcome.kind;
  }
  return "given up";
};

describe.each([1, 2])("under random faults, seed %i", (seed) => {
  it("a keyed provider takes every message exactly once, however often it is repeated", async () => {
    const slow: Fault = { do: "answer", status: 429, body: { statusCode: 429, name: "rate_limit_exceeded", message: "" } };
    const server = await startResendServer({ fault: faultsOf(seed, [slow]) });
    const provider = createResendProvider({ ...ports, apiKey: loopbackResendKey, from: "hello@wedding.usher.test", baseUrl: server.url });
    const ends: string[] = [];
    await inParallel(requestsOf("email"), async (request) => void ends.push(await untilCertain(provider, request)));
    expect(new Set(ends)).toEqual(new Set(["accepted"]));
    expect(server.accepted()).toHaveLength(messages);
    expect(new Set(server.accepted().map(({ key }) => key)).size).toBe(messages);
    await provider.stop();
    await server.stop();
  });

  it("a provider without keys and look-ups is certain only of what is true", async () => {
    const refusals = [sendgridRefusal(429, "too many requests"), sendgridRefusal(400, "Bad Request"), sendgridRefusal(401, "no")];
    const server = await startSendgridServer({
      fault: faultsOf(
        seed,
        refusals.map((answer): Fault => ({ do: "answer", ...answer })),
      ),
    });
    const provider = createSendgridProvider({
      ...ports,
      apiKey: loopbackSendgridKey,
      from: "hello@wedding.usher.test",
      baseUrl: server.url,
    });
    const kinds = new Set<string>();
    await inParallel(requestsOf("email"), async (request) => {
      const { kind } = await provider.send(request, never);
      kinds.add(kind);
      const taken = server.accepted().filter(({ to }) => to === request.payload.to).length;
      if (kind === "unknown") expect(taken).toBeLessThanOrEqual(1);
      else expect([request.messageId, kind, taken]).toEqual([request.messageId, kind, kind === "accepted" ? 1 : 0]);
    });
    expect(kinds).toEqual(new Set(["accepted", "broken-lane", "deferred", "rejected", "unknown"]));
    await provider.stop();
    await server.stop();
  });

  it("an unkeyed provider is certain only of what is true, and look-ups settle every doubt", async () => {
    const slow: Fault = { do: "answer", status: 429, body: { code: 20429, message: "", status: 429 } };
    const refused: Fault = { do: "answer", status: 400, body: { code: 21614, message: "", status: 400 } };
    const faults = faultsOf(seed, [slow, refused]);
    let calm = false;
    const server = await startTwilioServer({ fault: () => (calm ? undefined : faults()) });
    const options = {
      ...ports,
      accountSid: loopbackTwilioSid,
      authToken: loopbackTwilioToken,
      from: "+15005550100",
      statusCallbackBase: "",
    };
    const provider = createTwilioProvider({ ...options, baseUrl: server.url });
    const startedAt = Date.now();
    const doubts: SendRequest[] = [];
    const kinds = new Set<string>();
    const isTaken = ({ payload }: SendRequest): boolean => server.accepted().some(({ to }) => to === payload.to);
    await inParallel(requestsOf("sms"), async (request) => {
      const { kind } = await provider.send(request, never);
      kinds.add(kind);
      if (kind === "unknown") doubts.push(request);
      else expect([request.messageId, kind === "accepted"]).toEqual([request.messageId, isTaken(request)]);
    });
    expect(kinds).toEqual(new Set(["accepted", "deferred", "rejected", "unknown"]));
    calm = true;
    await inParallel(doubts, async (request) => {
      const found = await provider.lookUp?.({ request, startedAt }, never);
      expect([request.messageId, found?.kind]).toEqual([request.messageId, isTaken(request) ? "found" : "not-found"]);
    });
    await provider.stop();
    await server.stop();
  });
});
