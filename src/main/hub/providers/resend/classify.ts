import type { Problem } from "#shared/problem.ts";
import type { SendOutcome } from "../contract.ts";
import { objectOf, retryAfterMsOf, saysItIsNotJson, withoutAnswer, type CallResult } from "../transport.ts";

/** A day's quota comes back within a day; asking earlier only burns the rate (providers.md 1.4). */
const dailyQuotaMs = 24 * 60 * 60 * 1000;

type Verdict = "message" | "lane-broken" | "lane-slow" | "daily-quota" | "locked" | "key-reused" | "key-busy" | "unclear";

/** providers.md 1.4; what is not listed is judged by its status. `403 validation_error` differs from `400`. */
const verdicts: Readonly<Record<string, Verdict>> = {
  "400 invalid_idempotency_key": "message",
  "400 validation_error": "message",
  "401 missing_api_key": "lane-broken",
  "401 restricted_api_key": "lane-broken",
  "409 invalid_idempotent_request": "key-reused",
  "409 concurrent_idempotent_requests": "key-busy",
  "409 resource_locked": "locked",
  "422 invalid_from_address": "lane-broken",
  "422 invalid_region": "lane-broken",
  "429 rate_limit_exceeded": "lane-slow",
  "429 daily_quota_exceeded": "daily-quota",
  "429 monthly_quota_exceeded": "lane-broken",
  // Account or content: nobody documents which. A paused lane loses nothing, a refused campaign would.
  "451 security_error": "lane-broken",
};

const brokenStatuses: ReadonlySet<number> = new Set([401, 402, 403, 404, 405, 451]);

const verdictOf = (status: number, name: string): Verdict => {
  const listed = verdicts[`${status} ${name}`];
  if (listed !== undefined) return listed;
  if (status < 400 || status >= 500 || status === 408 || status === 409) return "unclear";
  if (brokenStatuses.has(status)) return "lane-broken";
  return status === 429 ? "lane-slow" : "message";
};

/** What a call to `POST /emails` came to. Pure. */
export const classifyResend = (result: CallResult, now: number): SendOutcome => {
  if (result.kind !== "answered") return withoutAnswer(result);
  const { status, headers } = result;
  const answer = objectOf(result.body);
  if (status >= 200 && status < 300) return accepted(answer, headers);
  const name = answer?.["name"];
  if (typeof name !== "string" || !/^[a-z][a-z0-9_]{2,60}$/u.test(name)) return unclear(status);
  return outcomeOf(verdictOf(status, name), status, name, retryAfterMsOf(headers, now));
};

const accepted = (answer: Readonly<Record<string, unknown>> | undefined, headers: Headers): SendOutcome => {
  const id = answer?.["id"];
  if (typeof id === "string" && id !== "") return { kind: "accepted", providerMessageId: id.slice(0, 200), detail: "Taken by Resend." };
  if (saysItIsNotJson(headers)) return { kind: "unknown", code: "strange-answer", detail: "Something else than Resend answered." };
  return { kind: "accepted", providerMessageId: null, detail: "Taken by Resend; its id was lost on the way." };
};

const unclear = (status: number): SendOutcome => ({
  kind: "unknown",
  code: status >= 500 ? "provider-error" : "strange-answer",
  detail: `Resend answered ${status}; the message may have been taken.`,
});

const outcomeOf = (verdict: Verdict, status: number, name: string, retryAfterMs: number | null): SendOutcome => {
  const code = name.replaceAll("_", "-");
  switch (verdict) {
    case "message":
      return { kind: "rejected", scope: "message", code, detail: `Resend refused this message (${name}).` };
    case "lane-broken":
      return { kind: "broken-lane", code, problem: resendProblem(name) };
    case "lane-slow":
      return { kind: "deferred", scope: "lane", code: "rate-limited", detail: "Resend asked to slow down.", retryAfterMs };
    case "daily-quota":
      return {
        kind: "deferred",
        scope: "lane",
        code,
        detail: "Today's quota at Resend is used up.",
        retryAfterMs: retryAfterMs ?? dailyQuotaMs,
      };
    case "locked":
      return { kind: "deferred", scope: "message", code, detail: "Resend is busy with it; tried again shortly.", retryAfterMs };
    case "key-reused":
      return { kind: "unknown", code: "idempotency-key-reused", detail: "This key was used before with another text." };
    case "key-busy":
      return { kind: "unknown", code: "idempotency-key-busy", detail: "An earlier call with this key is still running." };
    case "unclear":
      return unclear(status);
  }
};

const problems: Readonly<Record<string, Omit<Problem, "code">>> = {
  validation_error: {
    sentence: "Resend does not let this account write from that sender address.",
    nextStep: "Verify the sender's domain in Resend, or change the sender in Settings.",
  },
  restricted_api_key: {
    sentence: "The Resend key is limited and may not send this.",
    nextStep: "Make a key with sending access for your domain in Resend, and save it in Settings.",
  },
  suspended_api_key: {
    sentence: "Resend has suspended this key.",
    nextStep: "Look into your Resend account, then save a working key in Settings.",
  },
  invalid_permission: {
    sentence: "The Resend key may not send.",
    nextStep: "Make a key with sending access in Resend, and save it in Settings.",
  },
  invalid_from_address: { sentence: "Resend refuses the sender address.", nextStep: "Correct the sender address in Settings." },
  invalid_region: { sentence: "Resend refuses the sending region.", nextStep: "Check the region of your domain in Resend." },
  monthly_quota_exceeded: {
    sentence: "This month's quota at Resend is used up.",
    nextStep: "Upgrade the plan at Resend, then resume here. Everything stays queued.",
  },
  security_error: {
    sentence: "Resend stopped the message for a security reason.",
    nextStep: "Ask Resend's support, then resume here. Everything stays queued.",
  },
  not_found: { sentence: "Resend does not know the address that was called.", nextStep: "Update Usher, then resume here." },
  method_not_allowed: { sentence: "Resend does not know the call that was made.", nextStep: "Update Usher, then resume here." },
};

/** What a person is told when the lane breaks on this error name. */
export const resendProblem = (name: string): Problem => ({
  code: `resend-${name.replaceAll("_", "-")}`.slice(0, 80),
  ...(problems[name] ?? { sentence: "Resend refuses the key.", nextStep: "Save a working key in Settings and test it." }),
});
