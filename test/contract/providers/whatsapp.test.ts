import { afterEach, expect, it } from "vitest";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { createTwilioProvider } from "#hub/providers/twilio/index.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer, type LoopbackTemplate } from "#test/providers/twilio-server.ts";

const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const invitation: LoopbackTemplate = {
  sid: `HX${"a".repeat(32)}`,
  name: "invitation",
  body: "Dear {{1}}, please come.",
  status: "approved",
};
const to = { to: "+491701234567", expiresAt: 1_900_000_000_000 };

const open = async (from: string, learned: Readonly<Record<string, string>> = {}) => {
  const server = await startTwilioServer();
  let elapsedMs = 0;
  const clock = { ...createSystemClock(), monotonic: () => elapsedMs };
  const provider = createTwilioProvider({
    accountSid: loopbackTwilioSid,
    authToken: loopbackTwilioToken,
    from,
    sendsBy: "whatsapp",
    learned,
    statusCallbackBase: "",
    http: createNodeHttp(),
    clock,
    baseUrl: server.url,
  });
  closing.push(
    () => provider.stop(),
    () => server.stop(),
  );
  return { server, provider, pass: (ms: number) => void (elapsedMs += ms) };
};

const unnamed = (name: string, text?: string) => {
  const request = requestOf("sms", name, { ...to, ...(text === undefined ? {} : { text }) });
  return request.payload.channel === "sms" ? { ...request, payload: { ...request.payload, from: "" } } : request;
};

it("sends what an approved template says, and the guest reads the text that was approved in Usher", async () => {
  const { server, provider } = await open("+15005550100");
  server.setTemplates(invitation);
  expect(await provider.send(unnamed("Léa"), never)).toMatchObject({ kind: "accepted" });
  expect(server.accepted()).toMatchObject([
    { to: "whatsapp:+491701234567", from: "whatsapp:+15005550100", body: "Dear Léa, please come.", contentSid: invitation.sid },
  ]);
});

it("sends through a Messaging Service, too", async () => {
  const service = `MG${"a1".repeat(16)}`;
  const { server, provider } = await open(service);
  server.setTemplates(invitation);
  expect(await provider.send(unnamed("Léa"), never)).toMatchObject({ kind: "accepted" });
  expect(server.accepted()).toMatchObject([{ messagingServiceSid: service, to: "whatsapp:+491701234567" }]);
});

it("refuses a text that fits no approved template, without a call that could send", async () => {
  const { server, provider } = await open("+15005550100");
  server.setTemplates(invitation, { ...invitation, sid: `HX${"b".repeat(32)}`, body: "The bus waits.", status: "pending" });
  const text = "The bus waits.";
  expect(await provider.send(unnamed("Léa", text), never)).toMatchObject({
    kind: "rejected",
    scope: "message",
    code: "no-approved-template",
  });
  expect(server.requests().filter(({ method }) => method === "POST")).toEqual([]);
});

it("finds a template that was approved meanwhile, but does not ask for each text", async () => {
  const { server, provider, pass } = await open("+15005550100");
  for (const name of ["Léa", "Omar", "Noor"]) expect(await provider.send(unnamed(name), never)).toMatchObject({ kind: "rejected" });
  expect(server.requests()).toHaveLength(1);
  server.setTemplates(invitation);
  pass(6 * 60_000);
  expect(await provider.send(unnamed("Léa"), never)).toMatchObject({ kind: "accepted" });
});

it("defers for the lane while nobody can say which templates are approved", async () => {
  const { server, provider } = await open("+15005550100");
  server.setTemplates(invitation);
  server.failNext({ do: "answer", status: 503, body: { code: 20503 } });
  expect(await provider.send(unnamed("Léa"), never)).toMatchObject({ kind: "deferred", scope: "lane", code: "templates-unread" });
  expect(await provider.send(unnamed("Léa"), never)).toMatchObject({ kind: "accepted" });
});

it("learns its templates from a test and needs not ask again", async () => {
  const first = await open("+15005550100");
  expect(await first.provider.test(never)).toMatchObject({ ok: false, problem: { code: "twilio-no-templates" } });
  first.server.setTemplates(invitation);
  const tested = await first.provider.test(never);
  expect(tested).toMatchObject({ ok: true, sentence: expect.stringContaining("One approved template: invitation.") });
  const { server, provider } = await open("+15005550100", tested.ok ? tested.learned : {});
  server.setTemplates(invitation);
  expect(await provider.send(unnamed("Léa"), never)).toMatchObject({ kind: "accepted" });
  expect(server.requests()).toHaveLength(1);
});
