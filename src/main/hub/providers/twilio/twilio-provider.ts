import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Clock, Http } from "#hub/ports/index.ts";
import type { LookUpOutcome, Provider, Quota, SendOutcome, SendRequest, TestResult } from "../contract.ts";
import { senderFor, type SenderChoice } from "../sender-of.ts";
import type { Exchanges } from "../exchanges.ts";
import { createTransport, objectOf, type CallResult, type Transport } from "../transport.ts";
import { passing } from "../passing.ts";
import { classifyTwilio } from "./classify.ts";
import { openTwilioCall, twilioBaseUrl, type TwilioAccount, type TwilioCall } from "./client.ts";
import { findInList, lookUpPageSize } from "./look-up.ts";
import { pollTwilio } from "./poll.ts";
import { twilioProblem } from "./problems.ts";
import { createTemplateShelf, keptTemplates, writtenTemplates, type TemplateShelf } from "./template-shelf.ts";
import { textOf, whatsappAddress, type Way } from "./text-of.ts";

export interface TwilioOptions extends SenderChoice {
  /** Which account of Twilio, default the first. */
  readonly id?: ProviderId;
  readonly accountSid: string;
  readonly authToken: string;
  /** By which way texts go out, default SMS. By WhatsApp only what an approved template says. */
  readonly sendsBy?: "sms" | "whatsapp";
  /** What an earlier test learned (contract.ts). */
  readonly learned?: Readonly<Record<string, string>>;
  /** Since when it is this account, default always. */
  readonly accountSince?: number;
  /** https address that gets the delivery reports; empty for none. */
  readonly statusCallbackBase: string;
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

/** Twilio limits calls at once, not per second (providers.md 3.3: about ten); it queues what a number cannot send yet. */
const rateUsual = { perSecond: 10, burst: 10, concurrency: 8 } as const;
/** Accepted ids kept so that a look-up never takes another attempt's message: the newest texts of some weddings. */
const rememberedMax = 20_000;

/** Text messages through Twilio. Not keyed: a doubt is looked up and otherwise left to a person. */
export const createTwilioProvider = (options: TwilioOptions): Provider => {
  const { clock, http, timeoutMs } = options;
  const line: Line = {
    account: { accountSid: options.accountSid, authToken: options.authToken, baseUrl: options.baseUrl ?? twilioBaseUrl },
    transport: createTransport({ http, clock, exchanges: options.exchanges, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
  };
  const house: House = {
    ...options,
    ...line,
    owners: new Map(),
    shelf:
      options.sendsBy === "whatsapp"
        ? createTemplateShelf((run, signal) => make(line, signal, run), clock, keptTemplates(options.learned ?? {}))
        : null,
  };
  return {
    id: options.id ?? "twilio",
    channel: "sms",
    keyed: false,
    keyLifeMs: 0,
    rate: options.rate ?? rateUsual,
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    send: (request, signal) => send(house, request, signal),
    lookUp: ({ request, startedAt }, signal) => lookUp(house, request, startedAt, signal),
    poll: ({ since }, signal) => pollTwilio((run) => make(house, signal, run), since),
    test: (signal) => test(house, signal),
    stop: () => {
      house.transport.stop();
      return Promise.resolve();
    },
  };
};

interface Line {
  readonly account: TwilioAccount;
  readonly transport: Transport;
}

interface House extends TwilioOptions, Line {
  /** Message sid -> the attempt that made it. */
  readonly owners: Map<string, string>;
  /** Null for SMS. */
  readonly shelf: TemplateShelf | null;
}

/** Runs one call of the SDK; its errors are read from what the transport saw. */
const make = async (line: Line, signal: AbortSignal, run: (call: TwilioCall) => Promise<unknown>): Promise<CallResult> => {
  if (signal.aborted) return { kind: "not-sent", code: "aborted" };
  const call = await openTwilioCall(line.account, line.transport, signal);
  try {
    await run(call);
  } catch (error) {
    if (call.result() === undefined) throw error;
  }
  return call.result() ?? { kind: "not-sent", code: "no-call" };
};

const send = async (house: House, request: SendRequest, signal: AbortSignal): Promise<SendOutcome> => {
  const { clock, statusCallbackBase, owners } = house;
  const way = await wayOf(house, request, signal);
  if (way.kind !== "text" && way.kind !== "whatsapp") return way;
  const fields = textOf(request, senderOf(house, request), statusCallbackBase, clock.now(), way);
  if (fields === undefined)
    return { kind: "deferred", scope: "message", code: "too-late", detail: "Its time is over.", retryAfterMs: null };
  const outcome = classifyTwilio(await make(house, signal, ({ client }) => client.messages.create(fields)), clock.now());
  if (outcome.kind === "accepted" && outcome.providerMessageId !== null) {
    owners.set(outcome.providerMessageId, request.attemptId);
    const oldest = owners.size > rememberedMax ? owners.keys().next() : undefined;
    if (oldest?.done === false) owners.delete(oldest.value);
  }
  return outcome;
};

/** How the text goes out, or why it cannot by WhatsApp. */
const wayOf = async ({ shelf }: House, { payload }: SendRequest, signal: AbortSignal): Promise<Way | SendOutcome> => {
  if (shelf === null || payload.channel !== "sms") return { kind: "text" };
  const fit = await shelf.fit(payload.body, signal);
  if (fit === "none") {
    return {
      kind: "rejected",
      scope: "message",
      code: "no-approved-template",
      detail: "WhatsApp only takes texts of an approved template, and this one fits none of the account's.",
    };
  }
  if (fit !== "unreadable") return { kind: "whatsapp", fit };
  return {
    kind: "deferred",
    scope: "lane",
    code: "templates-unread",
    detail: "Twilio could not be asked which templates are approved; nothing was sent.",
    retryAfterMs: null,
  };
};

const senderOf = (house: House, { payload }: SendRequest): string =>
  payload.channel === "sms" ? senderFor(house, payload.from) : house.from;

const lookUp = async (house: House, request: SendRequest, startedAt: number, signal: AbortSignal): Promise<LookUpOutcome> => {
  // Another account's messages are not in this one's list: their absence says nothing.
  if (startedAt < (house.accountSince ?? 0)) return { kind: "cannot-tell", code: "account-changed" };
  const to = house.shelf === null ? request.payload.to : whatsappAddress(request.payload.to);
  const result = await make(house, signal, ({ client }) => client.messages.page({ to, pageSize: lookUpPageSize }));
  return findInList(result, {
    request,
    startedAt,
    to,
    showsText: house.shelf === null,
    isTaken: (sid) => (house.owners.get(sid) ?? request.attemptId) !== request.attemptId,
    now: house.clock.now(),
  });
};

/** Reads the account's standing. The answer carries the auth token: it is looked at here and goes nowhere. */
const test = async (house: House, signal: AbortSignal): Promise<TestResult> => {
  const result = await make(house, signal, ({ client }) => client.api.v2010.accounts(house.account.accountSid).fetch());
  if (result.kind !== "answered") return passing(unreachable);
  const answer = objectOf(result.body);
  const code = answer?.["code"];
  if (result.status === 200) return await withTemplates(house, standing(answer), signal);
  if (result.status === 429 || code === 20429) return passing(busy);
  if (typeof code === "number" && result.status < 500) return { ok: false, problem: twilioProblem(code) };
  return passing(strange(result.status));
};

const standing = (answer: Readonly<Record<string, unknown>> | undefined): TestResult => {
  if (answer?.["status"] === undefined) return passing(strange(200));
  if (answer["status"] !== "active") return { ok: false, problem: twilioProblem(20005) };
  return answer["type"] === "Trial"
    ? { ok: true, sentence: "The account works, but it is a trial account: it only writes to numbers that you verified at Twilio." }
    : { ok: true, sentence: "The account works." };
};

/** For WhatsApp: which texts may go out at all. */
const withTemplates = async ({ shelf }: House, standing: TestResult, signal: AbortSignal): Promise<TestResult> => {
  if (shelf === null || !standing.ok) return standing;
  const result = await shelf.read(signal);
  if (result.kind !== "answered") return passing(unreachable);
  if (result.status !== 200) return passing(templatesRefused);
  const templates = shelf.templates();
  if (templates.length === 0) return { ok: false, problem: noTemplates };
  const count = templates.length === 1 ? "One approved template" : `${templates.length} approved templates`;
  const names = templates.map(({ name }) => name).join(", ");
  return { ok: true, sentence: `${standing.sentence} ${count}: ${names}.`.slice(0, 500), learned: writtenTemplates(templates) };
};

const templatesRefused = {
  code: "twilio-templates-refused",
  sentence: "The account works, but Twilio does not tell which WhatsApp templates it has.",
  nextStep: "Use the account's own Auth Token, which may read its content templates, then test again.",
};
const noTemplates = {
  code: "twilio-no-templates",
  sentence: "The account works, but WhatsApp has approved no plain text template of it, so nothing can be sent.",
  nextStep: "In the Twilio console, under Content Template Builder, submit a text template for WhatsApp. Test again once it is approved.",
};
const unreachable = {
  code: "twilio-unreachable",
  sentence: "Twilio could not be reached.",
  nextStep: "Check the internet connection, then test again.",
};
const busy = { code: "twilio-busy", sentence: "Twilio asked to slow down.", nextStep: "Wait a minute, then test again." };
const strange = (status: number) => ({
  code: "twilio-strange-answer",
  sentence: `Twilio answered in a way that Usher does not understand (${status}).`,
  nextStep: "Test again in a few minutes; check status.twilio.com if it stays.",
});
