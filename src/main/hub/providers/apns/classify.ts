import type { SendOutcome } from "../contract.ts";
import { objectOf, retryAfterMsOf, withoutAnswer, type CallResult } from "../transport.ts";
import { apnsProblem } from "./problems.ts";

type Verdict = "recipient" | "message" | "other-app" | "lane-broken" | "device-slow" | "tokens-slow" | "new-connection" | "unclear";

/** providers.md 5.4. Reasons that are not listed are judged by their status. */
const verdicts: Readonly<Record<string, Verdict>> = {
  BadDeviceToken: "recipient",
  Unregistered: "recipient",
  ExpiredToken: "recipient",
  DeviceTokenNotForTopic: "other-app",
  BadTopic: "lane-broken",
  MissingTopic: "lane-broken",
  TopicDisallowed: "lane-broken",
  InvalidPushType: "lane-broken",
  BadCollapseId: "message",
  BadExpirationDate: "message",
  BadMessageId: "message",
  BadPriority: "message",
  DuplicateHeaders: "message",
  PayloadEmpty: "message",
  MissingDeviceToken: "message",
  IdleTimeout: "new-connection",
  ExpiredProviderToken: "lane-broken",
  InvalidProviderToken: "lane-broken",
  MissingProviderToken: "lane-broken",
  BadCertificate: "lane-broken",
  BadCertificateEnvironment: "lane-broken",
  Forbidden: "lane-broken",
  BadEnvironmentKeyInToken: "lane-broken",
  BadEnvironmentToken: "lane-broken",
  BadPath: "message",
  MethodNotAllowed: "message",
  PayloadTooLarge: "message",
  TooManyRequests: "device-slow",
  TooManyProviderTokenUpdates: "tokens-slow",
  InternalServerError: "unclear",
  ServiceUnavailable: "new-connection",
  Shutdown: "new-connection",
};

/** Every listed reason, for tests. */
export const apnsReasons: readonly string[] = Object.keys(verdicts);

const byStatus: Readonly<Record<number, Verdict>> = {
  403: "lane-broken",
  408: "unclear",
  410: "recipient",
  429: "device-slow",
  503: "new-connection",
};

/** Apple takes a new provider token every twenty minutes. */
const tokenPauseMs = 20 * 60 * 1000;

const verdictOf = (status: number, reason: string): Verdict =>
  verdicts[reason] ?? byStatus[status] ?? (status >= 400 && status < 500 ? "message" : "unclear");

/** Apple's word for a refusal; undefined when the answer has none. */
export const apnsReason = (result: CallResult): string | undefined => {
  if (result.kind !== "answered" || result.status < 400) return undefined;
  const reason = objectOf(result.body)?.["reason"];
  return typeof reason === "string" && /^[A-Z][A-Za-z]{2,60}$/u.test(reason) ? reason : undefined;
};

/** True when this connection will not serve the next call any better. */
export const wantsNewConnection = (result: CallResult): boolean => {
  const reason = apnsReason(result);
  return reason !== undefined && verdicts[reason] === "new-connection";
};

/** Reasons that may come from asking in the wrong one of Apple's two worlds. */
const elsewhere: ReadonlySet<string | undefined> = new Set(["BadDeviceToken", "BadEnvironmentKeyInToken", "BadEnvironmentToken"]);
export const maybeElsewhere = (result: CallResult): boolean => elsewhere.has(apnsReason(result));

/** What a push came to. `otherAppIsDevice`: a device of another app says something about itself only. Pure. */
export const classifyApns = (result: CallResult, now: number, otherAppIsDevice = true): SendOutcome => {
  if (result.kind !== "answered") return withoutAnswer(result);
  const { status, headers } = result;
  if (status === 200) return accepted(headers, result.body);
  const reason = apnsReason(result);
  // A refusal counts only in Apple's own words.
  if (reason === undefined) return unclear(status);
  return outcomeOf(reason, status, retryAfterMsOf(headers, now), otherAppIsDevice);
};

const accepted = (headers: Headers, body: string | null): SendOutcome => {
  const id = headers.get("apns-id") ?? "";
  // Apple says its id and nothing else; whoever says something else is not Apple.
  if (id === "" && body !== null && body !== "")
    return { kind: "unknown", code: "strange-answer", detail: "Something else than Apple answered." };
  return { kind: "accepted", providerMessageId: id === "" ? null : id.slice(0, 200), detail: "Taken by Apple." };
};

const unclear = (status: number): SendOutcome => ({
  kind: "unknown",
  code: status >= 500 ? "provider-error" : "strange-answer",
  detail: `Apple answered ${status}; the push may have been taken.`,
});

const outcomeOf = (reason: string, status: number, retryAfterMs: number | null, otherAppIsDevice: boolean): SendOutcome => {
  const code = wordOf(reason);
  switch (verdictOf(status, reason)) {
    case "recipient":
      return gone(status === 410 ? "device-unregistered" : "device-token-invalid");
    case "other-app":
      return otherAppIsDevice ? gone("device-of-another-app") : broken(code);
    case "message":
      return { kind: "rejected", scope: "message", code, detail: `Apple refused this push (${code}).` };
    case "lane-broken":
      return broken(code);
    case "device-slow":
      return { kind: "deferred", scope: "message", code: "rate-limited", detail: "Too many pushes to this device.", retryAfterMs };
    case "tokens-slow":
      return restLane(code, "Apple wants fewer sign-ins.", retryAfterMs ?? tokenPauseMs);
    case "new-connection":
      return restLane(code, "Apple's push service is busy for the moment.", retryAfterMs);
    case "unclear":
      return unclear(status);
  }
};

const gone = (code: string): SendOutcome => ({
  kind: "rejected",
  scope: "recipient",
  code,
  detail: "This device does not take pushes any more.",
});

const restLane = (code: string, detail: string, retryAfterMs: number | null): SendOutcome => ({
  kind: "deferred",
  scope: "lane",
  code,
  detail,
  retryAfterMs,
});

const broken = (code: string): SendOutcome => ({ kind: "broken-lane", code: `apns-${code}`, problem: apnsProblem(`apns-${code}`) });

/** `BadDeviceToken` -> `bad-device-token`. */
const wordOf = (reason: string): string => reason.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, "-").toLowerCase();

/**
 * What a device's answers from both worlds come to, when the first asked said that it may be at home in the other. Only a device that
 * production does not know either is gone: a key for the sandbox alone must not take every device with it. Pure.
 */
export const classifyBoth = (answers: { readonly production: CallResult; readonly sandbox: CallResult }, now: number): SendOutcome => {
  const decided = [answers.sandbox, answers.production].find((one) => !maybeElsewhere(one));
  return classifyApns(decided ?? answers.production, now);
};
