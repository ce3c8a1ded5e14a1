import { afterEach, expect, it } from "vitest";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { createSendgridProvider } from "#hub/providers/sendgrid/index.ts";
import { createTwilioProvider } from "#hub/providers/twilio/index.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer } from "#test/providers/resend-server.ts";
import { loopbackSendgridKey, startSendgridServer } from "#test/providers/sendgrid-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer } from "#test/providers/twilio-server.ts";

const never = new AbortController().signal;
const ports = { http: createNodeHttp(), clock: createSystemClock() };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const openResend = async (apiKey = loopbackResendKey) => {
  const server = await startResendServer();
  const provider = createResendProvider({ ...ports, apiKey, from: "us@wedding.usher.test", baseUrl: server.url });
  closing.push(
    () => provider.stop(),
    () => server.stop(),
  );
  return { server, provider };
};

const openTwilio = async () => {
  const server = await startTwilioServer();
  const provider = createTwilioProvider({
    ...ports,
    accountSid: loopbackTwilioSid,
    authToken: loopbackTwilioToken,
    from: "+15551234567",
    statusCallbackBase: "",
    baseUrl: server.url,
  });
  closing.push(
    () => provider.stop(),
    () => server.stop(),
  );
  return { server, provider };
};

const sendTo = async (provider: Provider, name: string): Promise<string> => {
  const outcome = await provider.send(requestOf(provider.channel === "email" ? "email" : "sms", name), never);
  if (outcome.kind !== "accepted" || outcome.providerMessageId === null) throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
  return outcome.providerMessageId;
};

it("Resend tells what became of each message, over more than one page", async () => {
  const { server, provider } = await openResend();
  const ids: string[] = [];
  for (let count = 0; count < 103; count += 1) ids.push(await sendTo(provider, `guest-${count}`));
  const [oldest = "", second = ""] = ids;
  server.setLastEvent(oldest, "bounced");
  server.setLastEvent(second, "delivered");
  server.setLastEvent(ids[2] ?? "", "queued");
  const outcome = await provider.poll?.({ since: 0 }, never);
  if (outcome?.kind !== "told") throw new Error(`nothing told: ${JSON.stringify(outcome)}`);
  const said = new Map(outcome.states.map((state) => [state.providerMessageId, state.kind]));
  expect([said.get(oldest), said.get(second), said.get(ids[2] ?? ""), said.get(ids[50] ?? "")]).toEqual([
    "bounced",
    "delivered",
    undefined,
    "sent",
  ]);
  expect(said.size).toBe(102);
});

it("Resend is not asked further back than there is something to learn", async () => {
  const { server, provider } = await openResend();
  for (let count = 0; count < 103; count += 1) await sendTo(provider, `guest-${count}`);
  const before = server.requests().length;
  await provider.poll?.({ since: Date.now() + 60_000 }, never);
  expect(server.requests().length - before).toBe(1);
});

it("a key that Resend refuses cannot tell, and throws nothing", async () => {
  const { provider } = await openResend("re_somebody_else_0123");
  expect(await provider.poll?.({ since: 0 }, never)).toEqual({ kind: "cannot-tell", code: "answered-403" });
});

it("Twilio tells what became of each text; a number that does not exist has bounced", async () => {
  const { server, provider } = await openTwilio();
  const [delivered, nobody, filtered, waiting] = [
    await sendTo(provider, "one"),
    await sendTo(provider, "two"),
    await sendTo(provider, "three"),
    await sendTo(provider, "four"),
  ];
  server.setStatus(delivered, "delivered");
  server.setPrice(delivered, "-0.00830", "usd");
  server.setStatus(nobody, "undelivered", 30005);
  server.setStatus(filtered, "undelivered", 30007);
  const outcome = await provider.poll?.({ since: 0 }, never);
  if (outcome?.kind !== "told") throw new Error(`nothing told: ${JSON.stringify(outcome)}`);
  const said = new Map(outcome.states.map(({ providerMessageId, kind, code }) => [providerMessageId, `${kind} ${code}`]));
  expect(outcome.states.map(({ price }) => price)).toEqual([undefined, undefined, { amountMicros: 8_300, currency: "USD" }]);
  expect([said.get(delivered), said.get(nobody), said.get(filtered), said.get(waiting)]).toEqual([
    "delivered ",
    "bounced recipient-unknown",
    "failed twilio-30007",
    undefined,
  ]);
});

const openSendgrid = async (options: Parameters<typeof startSendgridServer>[0] = {}, accountSince = 0) => {
  const server = await startSendgridServer(options);
  const clock = { ...ports.clock, sleep: () => Promise.resolve() };
  const provider = createSendgridProvider({
    ...ports,
    clock,
    accountSince,
    apiKey: loopbackSendgridKey,
    from: "us@wedding.usher.test",
    baseUrl: server.url,
  });
  closing.push(
    () => provider.stop(),
    () => server.stop(),
  );
  return { server, provider };
};

it("SendGrid tells what became of each message; an address that bounced before has bounced", async () => {
  const { server, provider } = await openSendgrid();
  const ids: string[] = [];
  for (const name of ["one", "two", "three", "four", "five", "six"]) ids.push(await sendTo(provider, name));
  const [delivered = "", bounced = "", blocked = "", before = "", spam = "", waiting = ""] = ids;
  server.setStatus(delivered, "delivered");
  server.setStatus(bounced, "bounced", "550 5.1.1 <two@guests.usher.test>: no such user");
  server.setStatus(blocked, "blocked");
  server.setStatus(before, "dropped", "Bounced Address");
  server.setStatus(spam, "dropped", "Spam Reporting Address");
  const outcome = await provider.poll?.({ since: 0 }, never);
  if (outcome?.kind !== "told") throw new Error(`nothing told: ${JSON.stringify(outcome)}`);
  const said = new Map(outcome.states.map(({ providerMessageId, kind, code }) => [providerMessageId, `${kind} ${code}`]));
  expect([delivered, bounced, blocked, before, spam, waiting].map((id) => said.get(id))).toEqual([
    "delivered ",
    "bounced ",
    "failed blocked",
    "bounced dropped",
    "failed dropped",
    "sent ",
  ]);
  expect(JSON.stringify(outcome)).not.toContain("guests.usher.test");
  expect(server.requests().filter(({ url }) => url.pathname === "/v3/logs")).toHaveLength(1);
});

it("SendGrid is read page by page, and a page of one moment does not go on for ever", async () => {
  let at = Date.now();
  const { server, provider } = await openSendgrid({ now: () => (at += 1) });
  const sending = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, place) => sendTo(provider, `guest-${server.accepted().length}-${place}`)));
    }
  };
  await sending(1_050);
  const outcome = await provider.poll?.({ since: 0 }, never);
  expect(outcome?.kind === "told" && outcome.states.length).toBe(1_050);
  expect(server.requests().filter(({ url }) => url.pathname === "/v3/logs")).toHaveLength(2);
});

it("SendGrid finds a message by the attempt that it carries, and calls it missing only once its log went on", async () => {
  let at = Date.now();
  const { server, provider } = await openSendgrid({ now: () => at });
  const startedAt = at;
  const id = await sendTo(provider, "one");
  const ask = (name: string) => provider.lookUp?.({ request: requestOf("email", name), startedAt }, never);
  server.setStatus(id, "delivered");
  expect(await ask("one")).toEqual({ kind: "found", providerMessageId: id, fact: "delivered" });
  server.hide(id);
  expect(await ask("one")).toEqual({ kind: "cannot-tell", code: "log-may-lag" });
  at += 5 * 60_000;
  await sendTo(provider, "two");
  expect(await ask("one")).toEqual({ kind: "not-found" });
  const other = { ...requestOf("email", "two"), attemptId: "another" };
  expect(await provider.lookUp?.({ request: other, startedAt }, never)).toEqual({ kind: "not-found" });
});

it("SendGrid cannot tell where the account has no log, or was another one", async () => {
  const { provider } = await openSendgrid({ hasLog: false }, 1_000);
  expect(await provider.poll?.({ since: 0 }, never)).toEqual({ kind: "cannot-tell", code: "no-log-for-this-key" });
  const question = { request: requestOf("email", "one"), startedAt: 2_000 };
  expect(await provider.lookUp?.(question, never)).toEqual({ kind: "cannot-tell", code: "no-log-for-this-key" });
  expect(await provider.lookUp?.({ ...question, startedAt: 999 }, never)).toEqual({ kind: "cannot-tell", code: "account-changed" });
  const quoted = { ...question, request: requestOf("email", "one", { to: '"a b"@guests.usher.test' }) };
  expect(await provider.lookUp?.(quoted, never)).toEqual({ kind: "cannot-tell", code: "address-with-quotes" });
});

it("a question that is given up or not reached cannot tell", async () => {
  const { server, provider } = await openTwilio();
  const given = AbortSignal.abort(new Error("enough"));
  expect(await provider.poll?.({ since: 0 }, given)).toEqual({ kind: "cannot-tell", code: "unreachable" });
  await server.stop();
  expect(await provider.poll?.({ since: 0 }, never)).toEqual({ kind: "cannot-tell", code: "unreachable" });
});
