import { afterEach, expect, it } from "vitest";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { createTwilioProvider } from "#hub/providers/twilio/index.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer } from "#test/providers/resend-server.ts";
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

it("a question that is given up or not reached cannot tell", async () => {
  const { server, provider } = await openTwilio();
  const given = AbortSignal.abort(new Error("enough"));
  expect(await provider.poll?.({ since: 0 }, given)).toEqual({ kind: "cannot-tell", code: "unreachable" });
  await server.stop();
  expect(await provider.poll?.({ since: 0 }, never)).toEqual({ kind: "cannot-tell", code: "unreachable" });
});
