import type { SendOutcome } from "../contract.ts";
import { objectOf, retryAfterMsOf, saysItIsNotJson, withoutAnswer, type CallResult } from "../transport.ts";
import { sendgridProblem, type SendgridFault } from "./problems.ts";

type Verdict = SendgridFault | "slow" | "too-large" | "recipient-invalid" | "message" | "unclear";

/** What a call to `POST /v3/mail/send` came to (providers.md 2.4). Without keys, whatever is not certain is `unknown`. Pure. */
export const classifySendgrid = (result: CallResult, now: number): SendOutcome => {
  if (result.kind !== "answered") return withoutAnswer(result);
  const { status, headers } = result;
  if (status >= 200 && status < 300) return taken(status, headers, result.body);
  const errors = errorsOf(result.body);
  // A refusal counts only in SendGrid's own words: anybody on the way can answer 4xx.
  return errors === undefined ? unclear(status) : outcomeOf(verdictOf(status, errors), status, headers, now);
};

/** Only 202 takes a message: 200 is the answer in sandbox mode, or somebody else's. */
const taken = (status: number, headers: Headers, body: string | null): SendOutcome => {
  const id = headers.get("x-message-id")?.trim() ?? "";
  if (status !== 202) return { kind: "unknown", code: "strange-answer", detail: `SendGrid answered ${status} instead of 202.` };
  if (id !== "") return { kind: "accepted", providerMessageId: id.slice(0, 200), detail: "Taken by SendGrid." };
  if (body !== "" && saysItIsNotJson(headers))
    return { kind: "unknown", code: "strange-answer", detail: "Something else than SendGrid answered." };
  return { kind: "accepted", providerMessageId: null, detail: "Taken by SendGrid; its id was lost on the way." };
};

export interface SendgridError {
  readonly message: string;
  /** `personalizations.0.to.0.email`; empty when it is about no field. */
  readonly field: string;
}

/** `{errors:[{message, field, help}]}`; undefined when it is anything else. */
export const errorsOf = (body: string | null): readonly SendgridError[] | undefined => {
  const errors = objectOf(body)?.["errors"];
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const read = errors.map((error: unknown): SendgridError | undefined => {
    if (typeof error !== "object" || error === null || !("message" in error) || typeof error.message !== "string") return undefined;
    return { message: error.message, field: "field" in error && typeof error.field === "string" ? error.field : "" };
  });
  return read.every((error) => error !== undefined) ? read : undefined;
};

/** What is at fault with the account, where a refusal blames it. Undefined when it blames the message or nothing at all. */
export const faultOf = (status: number, errors: readonly SendgridError[]): SendgridFault | undefined => {
  const says = (words: RegExp): boolean => errors.some(({ message }) => words.test(message));
  if (status === 401) return says(/maximum credits exceeded/iu) ? "quota-exceeded" : "key-refused";
  if (status === 402) return "quota-exceeded";
  if (status === 403) return says(/sender identity|from address/iu) ? "sender-not-verified" : "access-refused";
  return status === 404 || status === 405 ? "call-unknown" : undefined;
};

const verdictOf = (status: number, errors: readonly SendgridError[]): Verdict => {
  const fault = faultOf(status, errors);
  if (fault !== undefined) return fault;
  if (status < 400 || status >= 500 || status === 408 || status === 409) return "unclear";
  if (status === 429) return "slow";
  if (status === 413) return "too-large";
  // Every message of this account would fare the same.
  if (status === 400 && errors.some(({ field }) => field === "from" || field.startsWith("from."))) return "sender-not-verified";
  return errors.every(({ field }) => /^personalizations\.\d+\.to\b/u.test(field)) ? "recipient-invalid" : "message";
};

const unclear = (status: number): SendOutcome => ({
  kind: "unknown",
  code: status >= 500 ? "provider-error" : "strange-answer",
  detail: `SendGrid answered ${status}; the message may have been taken.`,
});

const outcomeOf = (verdict: Verdict, status: number, headers: Headers, now: number): SendOutcome => {
  switch (verdict) {
    case "slow":
      return {
        kind: "deferred",
        scope: "lane",
        code: "rate-limited",
        detail: "SendGrid asked to slow down.",
        retryAfterMs: resetMsOf(headers, now) ?? retryAfterMsOf(headers, now),
      };
    case "too-large":
      return { kind: "rejected", scope: "message", code: verdict, detail: "The message is too big for SendGrid." };
    case "recipient-invalid":
      return { kind: "rejected", scope: "message", code: verdict, detail: "SendGrid does not take this for an email address." };
    case "message":
      return { kind: "rejected", scope: "message", code: "message-refused", detail: `SendGrid refused this message (${status}).` };
    case "unclear":
      return unclear(status);
    default:
      return { kind: "broken-lane", code: verdict, problem: sendgridProblem(verdict) };
  }
};

/** However far away a reset is said to be. */
const waitMsMax = 24 * 60 * 60 * 1000;
/** The reset is told in whole seconds: a wait of 0 would ask again within the same one. */
const waitMsMin = 1_000;
/** Below this a figure is no time of day but a duration (2001 in epoch seconds). */
const epochSecondsMin = 1_000_000_000;

/** Milliseconds until `X-RateLimit-Reset`, which is an instant in epoch seconds (providers.md 2.3), by the answer's own clock. */
const resetMsOf = (headers: Headers, now: number): number | null => {
  const text = headers.get("x-ratelimit-reset")?.trim() ?? "";
  if (!/^\d{1,12}$/u.test(text)) return null;
  const seconds = Number(text);
  const theirNow = Date.parse(headers.get("date") ?? "");
  const ms = seconds < epochSecondsMin ? seconds * 1000 : seconds * 1000 - (Number.isFinite(theirNow) ? theirNow : now);
  return Math.min(Math.max(waitMsMin, ms), waitMsMax);
};
