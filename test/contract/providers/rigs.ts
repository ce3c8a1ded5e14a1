import { createPracticeProvider, flawlessBehaviour } from "#hub/providers/practice/index.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { createTwilioProvider } from "#hub/providers/twilio/index.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer } from "#test/providers/resend-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer } from "#test/providers/twilio-server.ts";
import { mailRigKinds } from "./mail-rigs.ts";
import { pushRigKinds } from "./push-rigs.ts";
import type { Rig, RigKind } from "./rig.ts";
import { rigOnServer } from "./server-rig.ts";

const practiceAddresses = {
  email: {
    plain: "delivered@example.com",
    "rate-limited": "deferred@example.com",
    "refused-for-good": "reject@example.com",
    "answer-lost": "unknown@example.com",
    "request-lost": "lost@example.com",
  },
  sms: {
    plain: "+15005550006",
    "rate-limited": "+15005550010",
    "refused-for-good": "+15005550009",
    "answer-lost": "+15005550011",
    "request-lost": "+15005550012",
  },
  push: {
    plain: "fcm:practice-delivered-0123456789",
    "rate-limited": "fcm:practice-deferred-0123456789",
    "refused-for-good": "fcm:practice-reject-0123456789",
    "answer-lost": "fcm:practice-unknown-0123456789",
    "request-lost": "fcm:practice-lost-0123456789",
  },
} as const;

const openPractice = async (channel: "email" | "sms" | "push"): Promise<Rig> => {
  const clock = createVirtualClock();
  const provider = createPracticeProvider({ channel, clock, random: { next: () => 0.5 }, seed: 7, behaviour: flawlessBehaviour });
  return {
    provider,
    doubts: provider.keyed ? "key" : "look-up",
    arrange: async (name, trouble) => {
      if (trouble === "credentials-refused") provider.setBehaviour({ standing: "credentials-refused" });
      if (trouble === "unreachable") provider.startOutage();
      if (trouble === undefined) provider.stopOutage();
      const isAddress = trouble !== undefined && trouble !== "credentials-refused" && trouble !== "unreachable";
      return requestOf(channel, name, { to: practiceAddresses[channel][isAddress ? trouble : "plain"] });
    },
    accepted: () => provider.accepted().length,
    now: clock.now,
    settled: async (call) => (await Promise.all([call, clock.advance(2_000)]))[0],
    underWay: () => clock.advance(1),
    hangNext: () => undefined,
    close: () => provider.stop(),
  };
};

const openResend = async (): Promise<Rig> => {
  const server = await startResendServer();
  const provider = createResendProvider({
    apiKey: loopbackResendKey,
    from: "Léa & Omar <hello@wedding.usher.test>",
    http: createNodeHttp(),
    clock: createSystemClock(),
    baseUrl: server.url,
  });
  return rigOnServer({
    server,
    provider,
    doubts: "key",
    answers: {
      "rate-limited": {
        status: 429,
        body: { statusCode: 429, name: "rate_limit_exceeded", message: "slow" },
        headers: { "retry-after": "3" },
      },
      "refused-for-good": { status: 422, body: { statusCode: 422, name: "invalid_parameter", message: "no" } },
      "credentials-refused": { status: 403, body: { statusCode: 403, name: "invalid_api_key", message: "no" } },
    },
  });
};

/** The texts of the suite, as WhatsApp approved them. */
const suiteTemplates = [
  { sid: `HX${"1".repeat(32)}`, name: "please_come", body: "Dear {{1}}, please come.", status: "approved" },
  { sid: `HX${"2".repeat(32)}`, name: "something_else", body: "Something else.", status: "approved" },
] as const;

const openTwilio = async (sendsBy: "sms" | "whatsapp"): Promise<Rig> => {
  const server = await startTwilioServer();
  server.setTemplates(...suiteTemplates);
  const provider = createTwilioProvider({
    accountSid: loopbackTwilioSid,
    authToken: loopbackTwilioToken,
    from: "+15005550100",
    sendsBy,
    statusCallbackBase: "https://hooks.usher.test/twilio",
    http: createNodeHttp(),
    clock: createSystemClock(),
    baseUrl: server.url,
  });
  // As after the test that a planner makes: the templates are known then.
  if (sendsBy === "whatsapp") await provider.test(new AbortController().signal);
  return rigOnServer({
    server,
    provider,
    doubts: "look-up",
    answers: {
      "rate-limited": { status: 429, body: { code: 20429, message: "slow", status: 429 }, headers: { "retry-after": "3" } },
      "refused-for-good": { status: 400, body: { code: 21614, message: "no", status: 400 } },
      "credentials-refused": { status: 401, body: { code: 20003, message: "no", status: 401 } },
    },
  });
};

export const rigKinds: readonly RigKind[] = [
  { name: "practice-email", open: () => openPractice("email") },
  { name: "practice-sms", open: () => openPractice("sms") },
  { name: "practice-push", open: () => openPractice("push") },
  { name: "resend at a loopback server", open: openResend },
  { name: "twilio at a loopback server", open: () => openTwilio("sms") },
  { name: "twilio by whatsapp at a loopback server", open: () => openTwilio("whatsapp") },
  ...mailRigKinds,
  ...pushRigKinds,
];
