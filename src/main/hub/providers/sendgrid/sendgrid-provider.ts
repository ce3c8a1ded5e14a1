import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Clock, Http } from "#hub/ports/index.ts";
import type { Provider, Quota, SendOutcome, SendRequest, TestResult } from "../contract.ts";
import { breaksHeaders, emailPayloadOf } from "../mailbox.ts";
import type { SenderChoice } from "../sender-of.ts";
import type { Exchanges } from "../exchanges.ts";
import { createTransport, objectOf, type HttpCall, type Transport } from "../transport.ts";
import { passing } from "../passing.ts";
import { classifySendgrid, errorsOf, faultOf } from "./classify.ts";
import { lookUpSendgrid, pollSendgrid, type AskLogs } from "./logs.ts";
import { mailOf } from "./mail-of.ts";
import { sendgridProblem } from "./problems.ts";

export interface SendgridOptions extends SenderChoice {
  /** Which account of SendGrid, default the first. */
  readonly id?: ProviderId;
  readonly apiKey: string;
  /** Since when it is this account, default always. */
  readonly accountSince?: number;
  /** Where the account lives; subusers of the EU have an address of their own. */
  readonly region?: "global" | "eu";
  readonly http: Http;
  readonly clock: Clock;
  readonly baseUrl?: string;
  readonly timeoutMs?: number;
  /** Sees what goes over the wire, masked. */
  readonly exchanges?: Exchanges | undefined;
  readonly rate?: Provider["rate"];
  /** Absent where nothing but the rate holds it back. */
  readonly quotas?: readonly Quota[];
}

/**
 * SendGrid publishes no figure for `mail/send` beyond an old one of thousands a second (providers.md 2.3), far above what a
 * wedding needs; a 429 slows the lane.
 */
const rateUsual = { perSecond: 10, burst: 10, concurrency: 8 } as const;
const baseUrls = { global: "https://api.sendgrid.com", eu: "https://api.eu.sendgrid.com" } as const;

/**
 * Email through SendGrid, by its API alone: the official client adds 34 packages and hides whether a request left
 * (providers.md 2.6). Not keyed: a doubt is looked up in its log of messages, which not every account and key may read (2.2);
 * where it may not, the doubt waits for an event that carries the attempt, and then for a person.
 */
export const createSendgridProvider = (options: SendgridOptions): Provider => {
  const { clock, http, timeoutMs } = options;
  const house: House = {
    ...options,
    baseUrl: options.baseUrl ?? baseUrls[options.region ?? "global"],
    transport: createTransport({ http, clock, exchanges: options.exchanges, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
  };
  const ask: AskLogs = (path, body, signal) => house.transport.call(callOf(house, path, body), signal);
  return {
    id: options.id ?? "sendgrid",
    channel: "email",
    keyed: false,
    keyLifeMs: 0,
    rate: options.rate ?? rateUsual,
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    send: (request, signal) => send(house, request, signal),
    // Another account's messages are not in this one's log: their absence says nothing.
    lookUp: async (question, signal) =>
      question.startedAt < (options.accountSince ?? 0)
        ? { kind: "cannot-tell", code: "account-changed" }
        : await lookUpSendgrid(ask, question, signal),
    poll: ({ since }, signal) => pollSendgrid(ask, clock, since, signal),
    test: (signal) => test(house, signal),
    stop: () => {
      house.transport.stop();
      return Promise.resolve();
    },
  };
};

interface House extends SendgridOptions {
  readonly baseUrl: string;
  readonly transport: Transport;
}

const callOf = ({ apiKey, baseUrl }: House, path: string, body: object | null): HttpCall => ({
  method: body === null ? "GET" : "POST",
  url: `${baseUrl}${path}`,
  headers: {
    Authorization: `Bearer ${apiKey}`,
    "User-Agent": "usher",
    ...(body === null ? {} : { "Content-Type": "application/json" }),
  },
  body: body === null ? null : JSON.stringify(body),
  freshConnection: true,
});

const send = async (house: House, request: SendRequest, signal: AbortSignal): Promise<SendOutcome> => {
  const payload = emailPayloadOf("sendgrid", request, house);
  if (breaksHeaders(payload)) {
    return { kind: "rejected", scope: "message", code: "line-end-in-header", detail: "A line end stands in an address or in the subject." };
  }
  return classifySendgrid(await house.transport.call(callOf(house, "/v3/mail/send", mailOf(request, payload)), signal), house.clock.now());
};

/** Reads what the key may do: harms nobody, and a key that cannot send shows. */
const test = async (house: House, signal: AbortSignal): Promise<TestResult> => {
  const result = await house.transport.call(callOf(house, "/v3/scopes", null), signal);
  if (result.kind !== "answered") return passing(unreachable);
  const { status, body } = result;
  if (status === 429) return passing(busy);
  const scopes = objectOf(body)?.["scopes"];
  if (status === 200 && Array.isArray(scopes)) {
    return scopes.includes("mail.send")
      ? { ok: true, sentence: "The key works and may send." }
      : { ok: false, problem: sendgridProblem("access-refused") };
  }
  const fault = faultOf(status, errorsOf(body) ?? []);
  return fault === undefined || errorsOf(body) === undefined ? passing(strange(status)) : { ok: false, problem: sendgridProblem(fault) };
};

const unreachable = {
  code: "sendgrid-unreachable",
  sentence: "SendGrid could not be reached.",
  nextStep: "Check the internet connection, then test again.",
};
const busy = { code: "sendgrid-busy", sentence: "SendGrid asked to slow down.", nextStep: "Wait a minute, then test again." };
const strange = (status: number) => ({
  code: "sendgrid-strange-answer",
  sentence: `SendGrid answered in a way that Usher does not understand (${status}).`,
  nextStep: "Test again in a few minutes; check status.sendgrid.com if it stays.",
});
