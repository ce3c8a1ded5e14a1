import { afterEach, describe, expect, it } from "vitest";
import type { Provider, SendOutcome, SendRequest } from "#hub/providers/contract.ts";
import { emailPayloadOf, type EmailPayload } from "#hub/providers/mailbox.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { createSendgridProvider } from "#hub/providers/sendgrid/index.ts";
import { createTwilioProvider } from "#hub/providers/twilio/index.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Fault } from "#test/providers/loopback-server.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer, type ResendServer } from "#test/providers/resend-server.ts";
import {
  loopbackSendgridKey,
  sendgridRefusal,
  startSendgridServer,
  type SendgridServer,
  type SendgridServerOptions,
} from "#test/providers/sendgrid-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer, type TwilioServer } from "#test/providers/twilio-server.ts";

const never = new AbortController().signal;
const ports = { http: createNodeHttp(), clock: createSystemClock() };
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0)) await one();
});

const openResend = async (timeoutMs = 10_000): Promise<{ server: ResendServer; provider: Provider }> => {
  const server = await startResendServer();
  const provider = createResendProvider({
    ...ports,
    apiKey: loopbackResendKey,
    from: "hello@wedding.usher.test",
    baseUrl: server.url,
    timeoutMs,
  });
  undo.push(() => provider.stop(), server.stop);
  return { server, provider };
};

const openSendgrid = async (
  timeoutMs = 10_000,
  options: SendgridServerOptions = {},
): Promise<{ server: SendgridServer; provider: Provider }> => {
  const server = await startSendgridServer(options);
  const provider = createSendgridProvider({
    ...ports,
    apiKey: loopbackSendgridKey,
    from: "Léa & Omar <hello@wedding.usher.test>",
    baseUrl: server.url,
    timeoutMs,
  });
  undo.push(() => provider.stop(), server.stop);
  return { server, provider };
};

const openTwilio = async (timeoutMs = 10_000, from = "+15005550100"): Promise<{ server: TwilioServer; provider: Provider }> => {
  const server = await startTwilioServer();
  const provider = createTwilioProvider({
    ...ports,
    accountSid: loopbackTwilioSid,
    authToken: loopbackTwilioToken,
    from,
    statusCallbackBase: "https://hooks.usher.test/twilio?t=1",
    baseUrl: server.url,
    timeoutMs,
  });
  undo.push(() => provider.stop(), server.stop);
  return { server, provider };
};

const freshRequest = (channel: "email" | "sms", name: string): SendRequest =>
  requestOf(channel, name, { expiresAt: Date.now() + 3_600_000 });

const freshEmail = (name: string, changed: Partial<EmailPayload>): SendRequest => {
  const request = freshRequest("email", name);
  return { ...request, payload: { ...emailPayloadOf("test", request, { from: "" }), ...changed } };
};

/** What may be concluded, and what the provider's books say then. */
type Truth = { readonly kind: SendOutcome["kind"]; readonly code?: string; readonly accepted: number };
const html: Fault = { do: "answer", status: 200, body: "<html>Welcome to the Grand Hotel Wi-Fi</html>" };
const faults: readonly { readonly name: string; readonly fault: Fault; readonly truth: Truth }[] = [
  {
    name: "a reset after the request was read",
    fault: { do: "reset-after-request", after: "reading" },
    truth: { kind: "unknown", accepted: 0 },
  },
  {
    name: "a reset after the message was taken",
    fault: { do: "reset-after-request", after: "accepting" },
    truth: { kind: "unknown", accepted: 1 },
  },
  {
    name: "a hang before anything was taken",
    fault: { do: "hang", after: "reading" },
    truth: { kind: "unknown", code: "answer-lost", accepted: 0 },
  },
  {
    name: "a hang after the message was taken",
    fault: { do: "hang", after: "accepting" },
    truth: { kind: "unknown", code: "answer-lost", accepted: 1 },
  },
  { name: "a hang in the middle of the answer", fault: { do: "hang-in-body" }, truth: { kind: "accepted", accepted: 1 } },
  { name: "an answer that breaks off", fault: { do: "cut-body" }, truth: { kind: "accepted", accepted: 1 } },
  { name: "an answer that is no JSON", fault: { do: "garble" }, truth: { kind: "accepted", accepted: 1 } },
  { name: "a hotel's login page", fault: html, truth: { kind: "unknown", code: "strange-answer", accepted: 0 } },
  {
    name: "a redirect",
    fault: { do: "answer", status: 302, body: "", headers: { location: "/login" } },
    truth: { kind: "unknown", accepted: 0 },
  },
  { name: "a proxy's 403", fault: { do: "answer", status: 403, body: "<h1>Blocked</h1>" }, truth: { kind: "unknown", accepted: 0 } },
  { name: "a proxy's 429", fault: { do: "answer", status: 429, body: "<h1>Slow</h1>" }, truth: { kind: "unknown", accepted: 0 } },
  { name: "a 408", fault: { do: "answer", status: 408, body: "timeout" }, truth: { kind: "unknown", accepted: 0 } },
  {
    name: "a gateway's 502",
    fault: { do: "answer", status: 502, body: "<h1>Bad gateway</h1>" },
    truth: { kind: "unknown", code: "provider-error", accepted: 0 },
  },
];

describe.each([
  { name: "resend", channel: "email" as const, open: openResend },
  { name: "sendgrid", channel: "email" as const, open: openSendgrid },
  { name: "twilio", channel: "sms" as const, open: openTwilio },
])("$name under faults of the network", ({ channel, open }) => {
  it.each(faults)("concludes no more than it can know from $name", async ({ fault, truth }) => {
    const { server, provider } = await open(800);
    server.failNext(fault);
    const outcome = await provider.send(freshRequest(channel, "lea"), never);
    const { accepted, ...expected } = truth;
    expect(outcome).toMatchObject(expected);
    expect(server.accepted()).toHaveLength(accepted);
  });

  it("never takes a reset at the door for an acceptance or a refusal", async () => {
    const { server, provider } = await open();
    server.failNext({ do: "reset-before-request" });
    // Both are true: it depends on whether the first bytes were written before the reset came.
    expect(["deferred", "unknown"]).toContain((await provider.send(freshRequest(channel, "lea"), never)).kind);
    expect(server.accepted()).toHaveLength(0);
  });

  it("knows that nothing left when nobody listens", async () => {
    const { server, provider } = await open();
    await server.stop();
    expect(await provider.send(freshRequest(channel, "lea"), never)).toMatchObject({
      kind: "deferred",
      scope: "lane",
      code: "unreachable",
    });
  });

  it("tells concurrent calls apart: one is lost, the others are not", async () => {
    const { server, provider } = await open(800);
    server.failNext({ do: "hang", after: "accepting" });
    const outcomes = await Promise.all(["a", "b", "c", "d"].map((name) => provider.send(freshRequest(channel, name), never)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", "accepted", "accepted", "unknown"]);
    expect(server.accepted()).toHaveLength(4);
  });
});

describe("resend", () => {
  it("sends key, tags, headers and one recipient, the same bytes at every try", async () => {
    const { server, provider } = await openResend();
    const request = freshRequest("email", "lea");
    server.failNext({ do: "hang", after: "accepting" });
    const hurry = new AbortController();
    const first = provider.send(request, hurry.signal);
    await server.received(1);
    hurry.abort();
    await first;
    await provider.send({ ...request, attemptId: "another-attempt" }, never);
    const [before, after] = server.requests();
    expect(after?.body).toBe(before?.body);
    expect(after?.headers["idempotency-key"]).toBe("key-lea");
    expect(JSON.parse(after?.body ?? "")).toMatchObject({
      to: ["lea@guests.usher.test"],
      from: "Léa & Omar <hello@wedding.usher.test>",
      reply_to: ["planner@wedding.usher.test"],
      tags: [
        { name: "message", value: "message-lea" },
        { name: "key", value: "key-lea" },
      ],
      headers: { "List-Unsubscribe": "<mailto:planner@wedding.usher.test?subject=unsubscribe%20message-lea>" },
    });
    expect(server.accepted()).toHaveLength(1);
  });

  it("stays in doubt while an earlier call with its key is still running", async () => {
    const server = await startResendServer({ latencyMs: 150 });
    const provider = createResendProvider({ ...ports, apiKey: loopbackResendKey, from: "hello@wedding.usher.test", baseUrl: server.url });
    undo.push(() => provider.stop(), server.stop);
    const request = freshRequest("email", "lea");
    const [first, second] = await Promise.all([provider.send(request, never), provider.send(request, never)]);
    expect([first, second].map((outcome) => outcome.kind).sort()).toEqual(["accepted", "unknown"]);
    expect(server.accepted()).toHaveLength(1);
  });

  it("goes as fast as the answers allow", async () => {
    const server = await startResendServer({ perSecond: 50 });
    const provider = createResendProvider({ ...ports, apiKey: loopbackResendKey, from: "hello@wedding.usher.test", baseUrl: server.url });
    undo.push(() => provider.stop(), server.stop);
    expect(provider.rate.perSecond).toBe(2);
    await provider.send(freshRequest("email", "lea"), never);
    expect(provider.rate.perSecond).toBe(50);
  });

  it.each([
    ["a verified domain", { status: 200, body: { data: [{ name: "wedding.usher.test", status: "verified" }], has_more: false } }, true],
    ["a pending domain", { status: 200, body: { data: [{ name: "wedding.usher.test", status: "pending" }], has_more: false } }, false],
    ["no domain", { status: 200, body: { data: [], has_more: false } }, false],
    ["a key that may only send", { status: 401, body: { statusCode: 401, name: "restricted_api_key", message: "" } }, true],
    ["a wrong key", { status: 403, body: { statusCode: 403, name: "invalid_api_key", message: "" } }, false],
    ["an outage", { status: 503, body: { statusCode: 503, name: "service_unavailable", message: "" } }, false],
    ["a stranger", { status: 200, body: "<html></html>" }, false],
  ])("tests the key: %s", async (_, answer, ok) => {
    const { server, provider } = await openResend();
    server.failNext({ do: "answer", ...answer });
    expect(await provider.test(never)).toMatchObject({ ok });
    expect(server.requests()[0]?.method).toBe("GET");
  });
});

describe("sendgrid", () => {
  it("sends one guest per request, with ids of ours, and never uses a socket twice", async () => {
    const { server, provider } = await openSendgrid();
    const requests = ["lea", "omar"].map((name) => freshRequest("email", name));
    for (const request of requests) expect(await provider.send(request, never)).toMatchObject({ kind: "accepted" });
    expect(server.accepted()).toMatchObject(
      requests.map(({ messageId, attemptId, payload }) => ({
        to: payload.to,
        customArgs: { usher_attempt_id: attemptId, usher_message_id: messageId },
      })),
    );
    expect(server.connections()).toBe(2);
    for (const { body } of server.requests()) expect(body).not.toContain(loopbackSendgridKey);
  });

  it("takes the account's sender for a message that names none, and breaks its lane over one that is not verified", async () => {
    const { server, provider } = await openSendgrid();
    await provider.send(freshEmail("lea", { from: "" }), never);
    expect(server.accepted()[0]?.from).toBe("hello@wedding.usher.test");
    expect(await provider.send(freshEmail("lea", { from: "hello@elsewhere.test" }), never)).toMatchObject({
      kind: "broken-lane",
      code: "sender-not-verified",
    });
  });

  it("asks nobody to send what a line end in an address or subject would turn into another message", async () => {
    const { server, provider } = await openSendgrid();
    for (const field of ["from", "to", "replyTo", "subject"]) {
      const request = freshEmail("lea", { [field]: "a@x.test\r\nBcc: omar@guests.usher.test" });
      expect(await provider.send(request, never)).toMatchObject({ kind: "rejected", scope: "message", code: "line-end-in-header" });
    }
    expect(server.connections()).toBe(0);
  });

  it.each<[string, SendgridServerOptions, Fault | undefined, object]>([
    ["a key that may send", {}, undefined, { ok: true }],
    ["a key that may only read", { scopes: ["stats.read"] }, undefined, { ok: false, problem: { code: "sendgrid-access-refused" } }],
    ["a wrong key", { apiKey: "SG.another.key" }, undefined, { ok: false, problem: { code: "sendgrid-key-refused" } }],
    [
      "no credits",
      {},
      { do: "answer", ...sendgridRefusal(401, "Maximum credits exceeded") },
      { problem: { code: "sendgrid-quota-exceeded" } },
    ],
    [
      "a key without rights",
      {},
      { do: "answer", ...sendgridRefusal(403, "access forbidden") },
      { problem: { code: "sendgrid-access-refused" } },
    ],
    ["a rush", {}, { do: "answer", ...sendgridRefusal(429, "too many requests") }, { ok: false, problem: { code: "sendgrid-busy" } }],
    [
      "an outage",
      {},
      { do: "answer", ...sendgridRefusal(503, "unavailable") },
      { ok: false, problem: { code: "sendgrid-strange-answer" } },
    ],
    ["a stranger", {}, html, { ok: false, problem: { code: "sendgrid-strange-answer" } }],
    ["half a list", {}, { do: "cut-body" }, { ok: false, problem: { code: "sendgrid-strange-answer" } }],
    ["silence", {}, { do: "reset-after-request", after: "reading" }, { ok: false, problem: { code: "sendgrid-unreachable" } }],
  ])("tests the key: %s", async (_, options, fault, expected) => {
    const { server, provider } = await openSendgrid(10_000, options);
    if (fault !== undefined) server.failNext(fault);
    const result = await provider.test(never);
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain(loopbackSendgridKey);
    expect(server.requests().map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(["GET /v3/scopes"]);
    expect(server.accepted()).toHaveLength(0);
  });
});

describe("twilio", () => {
  it("never uses a socket twice", async () => {
    const { server, provider } = await openTwilio();
    for (const name of ["a", "b", "c"]) await provider.send(freshRequest("sms", name), never);
    await provider.test(never);
    expect(server.accepted()).toHaveLength(3);
    expect(server.connections()).toBe(4);
  });

  it("carries the attempt in the delivery report's address and what is left of its time", async () => {
    const { server, provider } = await openTwilio();
    await provider.send(requestOf("sms", "lea", { expiresAt: Date.now() + 600_500 }), never);
    await provider.send(requestOf("sms", "omar", { expiresAt: Date.now() + 999_000_000 }), never);
    const [lea, omar] = server.accepted();
    expect(lea?.statusCallback).toBe("https://hooks.usher.test/twilio?t=1&attempt=attempt-lea&message=message-lea");
    expect(lea?.validityPeriod).toBeGreaterThanOrEqual(599);
    expect(lea?.validityPeriod).toBeLessThanOrEqual(600);
    expect(omar?.validityPeriod).toBe(36_000);
  });

  it("sends nothing when its time is over", async () => {
    const { server, provider } = await openTwilio();
    expect(await provider.send(requestOf("sms", "lea", { expiresAt: Date.now() - 1 }), never)).toMatchObject({
      kind: "deferred",
      code: "too-late",
    });
    expect(server.requests()).toHaveLength(0);
  });

  it("sends through a Messaging Service, and finds its messages again", async () => {
    const service = `MG${"0".repeat(32)}`;
    const { server, provider } = await openTwilio(10_000, service);
    const { payload, ...rest } = freshRequest("sms", "lea");
    if (payload.channel !== "sms") throw new Error("not a text");
    const request = { ...rest, payload: { ...payload, from: "" } };
    server.failNext({ do: "reset-after-request", after: "accepting" });
    await provider.send(request, never);
    expect(server.accepted()[0]).toMatchObject({ messagingServiceSid: service, from: "" });
    expect(await provider.lookUp?.({ request, startedAt: Date.now() }, never)).toMatchObject({ kind: "found" });
  });

  it.each([
    ["queued", "accepted"],
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["undelivered", "failed"],
    ["failed", "failed"],
  ])("looks up that a message is %s", async (status, fact) => {
    const { server, provider } = await openTwilio();
    const request = freshRequest("sms", "lea");
    server.failNext({ do: "reset-after-request", after: "accepting" });
    await provider.send(request, never);
    const sid = server.accepted()[0]?.sid ?? "";
    server.setStatus(sid, status);
    expect(await provider.lookUp?.({ request, startedAt: Date.now() }, never)).toEqual({ kind: "found", providerMessageId: sid, fact });
  });

  it("does not take another attempt's message for its own", async () => {
    const { provider } = await openTwilio();
    const text = "The same words for both.";
    const expiresAt = Date.now() + 3_600_000;
    await provider.send(requestOf("sms", "lea", { text, expiresAt }), never);
    const lost = requestOf("sms", "omar", { text, expiresAt });
    expect(await provider.lookUp?.({ request: lost, startedAt: Date.now() }, never)).toEqual({ kind: "not-found" });
  });

  it("cannot tell which of two equal messages is whose", async () => {
    const { server, provider } = await openTwilio();
    const options = { text: "The same words for both.", expiresAt: Date.now() + 3_600_000 };
    server.failNext({ do: "reset-after-request", after: "accepting" }, { do: "reset-after-request", after: "accepting" });
    await provider.send(requestOf("sms", "lea", options), never);
    await provider.send(requestOf("sms", "omar", options), never);
    expect(await provider.lookUp?.({ request: requestOf("sms", "omar", options), startedAt: Date.now() }, never)).toMatchObject({
      kind: "cannot-tell",
    });
  });

  it.each<[string, Fault]>([
    ["an outage", { do: "answer", status: 503, body: { code: 20503, message: "", status: 503 } }],
    ["a broken list", { do: "cut-body" }],
    ["a stranger", html],
    ["a reset", { do: "reset-after-request", after: "reading" }],
  ])("cannot tell during %s", async (_, fault) => {
    const { server, provider } = await openTwilio();
    server.failNext(fault);
    expect(await provider.lookUp?.({ request: freshRequest("sms", "lea"), startedAt: Date.now() }, never)).toMatchObject({
      kind: "cannot-tell",
    });
  });

  it("tests the account and says when it is a trial", async () => {
    const server = await startTwilioServer({ account: { status: "active", type: "Trial" } });
    const options = {
      ...ports,
      accountSid: loopbackTwilioSid,
      authToken: loopbackTwilioToken,
      from: "Usher",
      statusCallbackBase: "",
      baseUrl: server.url,
    };
    const right = createTwilioProvider(options);
    const wrong = createTwilioProvider({ ...options, authToken: "not-the-token" });
    undo.push(right.stop, wrong.stop, server.stop);
    const result = await right.test(never);
    expect(result).toMatchObject({ ok: true, sentence: expect.stringContaining("trial") });
    expect(JSON.stringify(result)).not.toContain(loopbackTwilioToken);
    expect(await wrong.test(never)).toMatchObject({ ok: false, problem: { code: "twilio-20003" } });
  });
});
