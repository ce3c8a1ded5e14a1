import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Clock, Http } from "#hub/ports/index.ts";
import type { Provider, Quota, SendRequest, TestResult } from "../contract.ts";
import { addressOf } from "../mailbox.ts";
import { senderFor, type SenderChoice } from "../sender-of.ts";
import type { Exchanges } from "../exchanges.ts";
import { createTransport, objectOf, type CallResult, type Transport } from "../transport.ts";
import { passing } from "../passing.ts";
import { classifyResend, resendProblem } from "./classify.ts";
import { ResendCall, type ResendAccount } from "./client.ts";
import { emailOf } from "./email-of.ts";
import { pollResend } from "./poll.ts";

export interface ResendOptions extends SenderChoice {
  /** Which account of Resend, default the first. */
  readonly id?: ProviderId;
  readonly apiKey: string;
  /** Since when it is this account, default always. */
  readonly accountSince?: number;
  readonly http: Http;
  readonly clock: Clock;
  readonly baseUrl?: string;
  readonly timeoutMs?: number;
  /** Sees what goes over the wire, masked. */
  readonly exchanges?: Exchanges | undefined;
  readonly rate?: Provider["rate"];
  /** Absent where nothing but the rate holds it back. */
  readonly quotas?: readonly Quota[];
  /** A pace that the planner set: answers may slow it down, never speed it up. */
  readonly perSecondMax?: number;
}

/** providers.md 1.2. */
const keyLifeMsMax = 24 * 60 * 60 * 1000;
/** What callers subtract from a key's life (contract.ts). */
const keyMarginMs = 60 * 60 * 1000;
/** The lower of the two documented limits, per team (providers.md 1.3); answers say the real one. */
const callsPerSecondUsual = 2;
/** However much an answer promises. */
const callsPerSecondMax = 1_000;

/** Email through Resend. Keyed: a repeat of key and body within a day is answered, not sent twice. */
export const createResendProvider = (options: ResendOptions): Provider => {
  const { clock, http, timeoutMs, accountSince = 0 } = options;
  const account: ResendAccount = { apiKey: options.apiKey, baseUrl: options.baseUrl ?? "https://api.resend.com" };
  const transport = createTransport({ http, clock, exchanges: options.exchanges, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  let rate = options.rate ?? rateOf(callsPerSecondUsual);
  return {
    id: options.id ?? "resend",
    channel: "email",
    keyed: true,
    // Keys used before `accountSince` belong to another account and protect nothing here: a repeat would be a second message.
    // By the callers' rule (age < life - margin) this life covers exactly the keys that were first used since then.
    get keyLifeMs() {
      return Math.min(keyLifeMsMax, Math.max(0, clock.now() - accountSince) + keyMarginMs);
    },
    get rate() {
      return rate;
    },
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    send: async (request, signal) => {
      const result = await send(account, transport, withSender(request, options), signal);
      const stated = statedRate(result);
      if (stated !== undefined) rate = rateOf(Math.min(stated, options.perSecondMax ?? stated));
      return classifyResend(result, clock.now());
    },
    poll: ({ since }, signal) => pollResend({ account, transport, clock }, since, signal),
    test: (signal) => test(account, transport, options.from, signal),
    stop: () => {
      transport.stop();
      return Promise.resolve();
    },
  };
};

const withSender = (request: SendRequest, choice: SenderChoice): SendRequest => {
  const { payload } = request;
  return payload.channel === "email" ? { ...request, payload: { ...payload, from: senderFor(choice, payload.from) } } : request;
};

/** A call takes a fraction of a second; two dozen at once keep any rate busy. */
const rateOf = (perSecond: number): Provider["rate"] => ({
  perSecond,
  burst: Math.max(1, Math.floor(perSecond)),
  concurrency: Math.min(24, Math.max(4, Math.ceil(perSecond))),
});

const send = async (account: ResendAccount, transport: Transport, request: SendRequest, signal: AbortSignal): Promise<CallResult> => {
  const email = emailOf(request);
  if (request.idempotencyKey === "") throw new Error("resend needs an idempotency key");
  const call = new ResendCall(account, transport, signal);
  await call.emails.send(email, { idempotencyKey: request.idempotencyKey });
  if (call.result === undefined) throw new Error("resend's client did not make the call");
  return call.result;
};

/** Calls per second that the account may use, when the answer says so for a window of one second. */
const statedRate = (result: CallResult): number | undefined => {
  if (result.kind !== "answered") return undefined;
  const limit = Number(result.headers.get("ratelimit-limit") ?? Number.NaN);
  const resetSeconds = Number(result.headers.get("ratelimit-reset") ?? Number.NaN);
  return limit >= 1 && resetSeconds <= 1 ? Math.min(limit, callsPerSecondMax) : undefined;
};

/** Reads the domains: harms nobody, proves the key, and shows whether the sender's domain is verified. */
const test = async (account: ResendAccount, transport: Transport, from: string, signal: AbortSignal): Promise<TestResult> => {
  const call = new ResendCall(account, transport, signal);
  const { data } = await call.domains.list({ limit: 100 });
  const { result } = call;
  if (data !== null) return senderTest(data, from);
  if (result?.kind !== "answered") return passing(unreachable);
  const name = objectOf(result.body)?.["name"];
  if (result.status === 401 && name === "restricted_api_key") {
    return { ok: true, sentence: "The key works. It may only send, so the sender's domain could not be looked at." };
  }
  if (result.status === 429) return passing(busy);
  if (typeof name !== "string" || result.status >= 500) return passing(strange(result.status));
  return { ok: false, problem: resendProblem(name === "validation_error" ? "invalid_api_key" : name) };
};

const senderTest = (list: { readonly data?: unknown; readonly has_more?: unknown }, from: string): TestResult => {
  const domain = addressOf(from).split("@").at(-1)?.toLowerCase() ?? "";
  const domains = Array.isArray(list.data) ? (list.data as readonly { readonly name?: unknown; readonly status?: unknown }[]) : [];
  const own = domains.find(({ name }) => typeof name === "string" && name.toLowerCase() === domain);
  if (own?.status === "verified") return { ok: true, sentence: "The key works and the sender's domain is verified." };
  if (domain === "resend.dev")
    return { ok: true, sentence: "The key works. The sender is Resend's test address: it only writes to yourself." };
  if (own === undefined && list.has_more === true)
    return { ok: true, sentence: "The key works. The sender's domain was not among the first hundred." };
  return {
    ok: false,
    problem: {
      code: "resend-domain-not-verified",
      sentence: "The key works, but the sender's domain is not verified in Resend.",
      nextStep: "Add the DNS records that Resend shows for the domain, then test again.",
    },
  };
};

const unreachable = {
  code: "resend-unreachable",
  sentence: "Resend could not be reached.",
  nextStep: "Check the internet connection, then test again.",
};
const busy = { code: "resend-busy", sentence: "Resend asked to slow down.", nextStep: "Wait a minute, then test again." };
const strange = (status: number) => ({
  code: "resend-strange-answer",
  sentence: `Resend answered in a way that Usher does not understand (${status}).`,
  nextStep: "Test again in a few minutes; check status.resend.com if it stays.",
});
