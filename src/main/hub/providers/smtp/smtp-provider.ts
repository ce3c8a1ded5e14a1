import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { Provider, Quota, SendOutcome, SendRequest, TestResult } from "../contract.ts";
import { breaksHeaders, emailPayloadOf } from "../mailbox.ts";
import type { SenderChoice } from "../sender-of.ts";
import { passing } from "../passing.ts";
import { classifySmtp } from "./classify.ts";
import { messageOf, type SmtpMessage } from "./message-of.ts";
import type { SmtpResult } from "./result.ts";
import type { SmtpAccount } from "./server-address.ts";
import { lateReason, openTalk } from "./talk.ts";
import { createTalks, type Talks } from "./talks.ts";

export interface SmtpOptions extends SmtpAccount, SenderChoice {
  /** Which account of its kind, default the first. */
  readonly id?: ProviderId;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly rate?: Provider["rate"];
  /** Absent where nothing but the rate holds it back. */
  readonly quotas?: readonly Quota[];
}

/** Mailboxes that people have allow some thousand mails a day and dislike haste; a server that minds says so. */
const rateUsual = { perSecond: 2, burst: 2, concurrency: 2 } as const;
/** Connect, encrypt, log in, send and wait for the reply. */
const timeoutMsUsual = 60_000;

/**
 * Email through any server that speaks SMTP, with nodemailer. Its own sockets and timers, since there is no port for either:
 * nothing of it decides what is sent. Not keyed and nowhere to look up: a lost reply is a person's question, who finds the
 * mail in the sent folder by its Message-ID.
 */
export const createSmtpProvider = (options: SmtpOptions): Provider => {
  const { clock, timeoutMs = timeoutMsUsual } = options;
  const stopping = new AbortController();
  const talks = createTalks(options, clock);
  const limited = async <Result>(signal: AbortSignal, run: (ending: AbortSignal) => Promise<Result>): Promise<Result> => {
    const late = new AbortController();
    const cancelTimer = clock.setTimer(timeoutMs, () => late.abort(lateReason));
    try {
      return await run(AbortSignal.any([signal, stopping.signal, late.signal]));
    } finally {
      cancelTimer();
    }
  };
  return {
    id: options.id ?? "smtp",
    channel: "email",
    keyed: false,
    keyLifeMs: 0,
    // Many servers throttle logins (providers.md 6.7).
    probeEveryMs: 5 * 60_000,
    rate: options.rate ?? rateUsual,
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    send: (request, signal) => limited(signal, (ending) => send(options, talks, request, ending)),
    test: (signal) => limited(signal, (ending) => test(options, ending)),
    stop: () => {
      stopping.abort();
      talks.stop();
      return Promise.resolve();
    },
  };
};

const send = async (options: SmtpOptions, talks: Talks, request: SendRequest, signal: AbortSignal): Promise<SendOutcome> => {
  const payload = emailPayloadOf("smtp", request, options);
  if (breaksHeaders(payload)) {
    return { kind: "rejected", scope: "message", code: "line-end-in-header", detail: "A line end stands in an address or in the subject." };
  }
  const message = await messageOf(request, payload, options.clock.now());
  return classifySmtp(await deliver(talks, message, signal), message.messageId);
};

const deliver = async (talks: Talks, message: SmtpMessage, signal: AbortSignal, fresh = false): Promise<SmtpResult> => {
  const taken = await talks.take(signal, fresh);
  if ("failure" in taken) return taken.failure;
  const { talk, reused } = taken;
  const result = await talk.send(message, signal);
  if (result.kind === "taken") talks.giveBack(talk);
  else talk.close();
  // The server had ended an idle conversation, which shows only now: nothing was sent, and a new one tells more.
  return reused && !signal.aborted && wasStale(result) ? await deliver(talks, message, signal, true) : result;
};

const wasStale = (result: SmtpResult): boolean =>
  (result.kind === "not-sent" && result.stage === "sender" && result.code !== "eenvelope") ||
  (result.kind === "refused" && result.stage === "sender" && result.reply.code === 421);

/** Logs in and asks for nothing. It cannot show whether the server lets the account write from its sender address. */
const test = async (account: SmtpAccount, signal: AbortSignal): Promise<TestResult> => {
  const opened = await openTalk(account, signal);
  const failure = "failure" in opened ? opened.failure : await opened.talk.ping(signal);
  if ("talk" in opened) opened.talk.quit();
  return failure === undefined
    ? { ok: true, sentence: "The mail server takes the login. Send a test to yourself: only that shows whether the sender is allowed." }
    : failedTest(classifySmtp(failure, ""));
};

const failedTest = (outcome: SendOutcome): TestResult => {
  if (outcome.kind === "broken-lane") return { ok: false, problem: outcome.problem };
  const code = "code" in outcome ? outcome.code : "";
  return passing({ code: `smtp-${code}`, ...(testProblems[code] ?? strange) });
};

const testProblems: Readonly<Record<string, { readonly sentence: string; readonly nextStep: string }>> = {
  unreachable: {
    sentence: "The mail server could not be reached.",
    nextStep: "Check server name and port in Settings and the internet connection, then test again.",
  },
  "tls-failed": {
    sentence: "No safe connection to the mail server could be made.",
    nextStep: "Check port and encryption in Settings: 465 goes with tls, 587 with starttls. If they are right, try another network.",
  },
  "rate-limited": { sentence: "The mail server asked to slow down.", nextStep: "Wait a few minutes, then test again." },
  "quota-exceeded": {
    sentence: "The mail server takes no more from this account for now.",
    nextStep: "Wait an hour, or ask your mail provider how many mails a day it allows.",
  },
  aborted: { sentence: "The test was stopped.", nextStep: "Test again." },
};
const strange = {
  sentence: "The mail server answered that it takes no mail right now.",
  nextStep: "Test again in a few minutes. If it stays, ask your mail provider.",
};
