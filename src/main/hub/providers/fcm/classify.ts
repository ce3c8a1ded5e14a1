import type { SendOutcome } from "../contract.ts";
import { objectOf, retryAfterMsOf, saysItIsNotJson, withoutAnswer, type CallResult } from "../transport.ts";
import { fcmProblem } from "./problems.ts";

/** What Google's error body says; undefined when it is not Google's. */
export interface FcmError {
  readonly status: number;
  /** Canonical name such as `NOT_FOUND`. */
  readonly name: string;
  /** FCM's own code such as `UNREGISTERED`; empty when there is none. */
  readonly fcmCode: string;
  /** The registration token itself is at fault. */
  readonly aboutToken: boolean;
}

type Verdict = "recipient" | "message" | "lane-broken" | "lane-slow" | "lane-down" | "other-leg" | "mismatch" | "unclear";

/** providers.md 4.4. By FCM's own code, which says more than the status. */
const byFcmCode: Readonly<Record<string, Verdict>> = {
  UNREGISTERED: "recipient",
  SENDER_ID_MISMATCH: "mismatch",
  THIRD_PARTY_AUTH_ERROR: "other-leg",
  QUOTA_EXCEEDED: "lane-slow",
  UNAVAILABLE: "lane-down",
  INTERNAL: "unclear",
};

const byStatus: Readonly<Record<number, Verdict>> = {
  401: "lane-broken",
  403: "lane-broken",
  404: "recipient",
  405: "lane-broken",
  408: "unclear",
  429: "lane-slow",
  503: "lane-down",
};

/** A day's bad key at Apple is not mended in seconds; others of the project go through meanwhile. */
const otherLegMs = 15 * 60 * 1000;

const verdictOf = ({ status, fcmCode, aboutToken }: FcmError): Verdict => {
  if (aboutToken) return "recipient";
  const listed = byFcmCode[fcmCode] ?? byStatus[status];
  if (listed !== undefined) return listed;
  return status >= 400 && status < 500 ? "message" : "unclear";
};

/** What a call to `messages:send` came to. `mismatchIsDevice`: a token of another project says something about itself only. Pure. */
export const classifyFcm = (result: CallResult, now: number, mismatchIsDevice = true): SendOutcome => {
  if (result.kind !== "answered") return withoutAnswer(result);
  const { status, headers, body } = result;
  if (status >= 200 && status < 300) return accepted(body, headers);
  const error = readFcmError(result);
  if (error === undefined) return unclear(status);
  return outcomeOf(error, retryAfterMsOf(headers, now), mismatchIsDevice);
};

const accepted = (body: string | null, headers: Headers): SendOutcome => {
  const name = objectOf(body)?.["name"];
  if (typeof name === "string" && name !== "") {
    // `projects/<project>/messages/<id>`: the last part is the id.
    const id = name.slice(name.lastIndexOf("/") + 1);
    return { kind: "accepted", providerMessageId: id.slice(0, 200) || null, detail: "Taken by Firebase." };
  }
  if (saysItIsNotJson(headers)) return { kind: "unknown", code: "strange-answer", detail: "Something else than Firebase answered." };
  return { kind: "accepted", providerMessageId: null, detail: "Taken by Firebase; its id was lost on the way." };
};

const unclear = (status: number): SendOutcome => ({
  kind: "unknown",
  code: status >= 500 ? "provider-error" : "strange-answer",
  detail: `Firebase answered ${status}; the push may have been taken.`,
});

const outcomeOf = (error: FcmError, retryAfterMs: number | null, mismatchIsDevice: boolean): SendOutcome => {
  const code = wordOf(error);
  switch (verdictOf(error)) {
    case "recipient":
      return gone(error.status === 404 ? "device-unregistered" : "device-token-invalid");
    case "mismatch":
      return mismatchIsDevice
        ? gone("sender-id-mismatch")
        : { kind: "broken-lane", code: "fcm-sender-id-mismatch", problem: fcmProblem("fcm-sender-id-mismatch") };
    case "message":
      return { kind: "rejected", scope: "message", code, detail: `Firebase refused this push (${code}).` };
    case "lane-broken":
      return { kind: "broken-lane", code: `fcm-${code}`, problem: fcmProblem(`fcm-${code}`) };
    case "lane-slow":
      return { kind: "deferred", scope: "lane", code: "rate-limited", detail: "Firebase asked to slow down.", retryAfterMs };
    case "lane-down":
      return { kind: "deferred", scope: "lane", code: "unavailable", detail: "Firebase is overloaded for the moment.", retryAfterMs };
    case "other-leg":
      return {
        kind: "deferred",
        scope: "message",
        code,
        detail: "Firebase has no valid key for Apple's or the browser's push service. Renew it in the Firebase console.",
        retryAfterMs: retryAfterMs ?? otherLegMs,
      };
    case "unclear":
      return unclear(error.status);
  }
};

const gone = (code: string): SendOutcome => ({
  kind: "rejected",
  scope: "recipient",
  code,
  detail: "This device does not take pushes any more.",
});

const wordOf = ({ fcmCode, name }: FcmError): string => (fcmCode === "" ? name : fcmCode).toLowerCase().replaceAll("_", "-").slice(0, 60);

const fcmErrorType = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

/** Google's error as far as it decides anything. A refusal counts only in Google's own words: anybody on the way can answer 4xx. */
export const readFcmError = (result: CallResult): FcmError | undefined => {
  if (result.kind !== "answered") return undefined;
  const error = asObject(objectOf(result.body)?.["error"]);
  const name = error?.["status"];
  if (error === undefined || typeof name !== "string" || !/^[A-Z][A-Z_]{2,60}$/u.test(name)) return undefined;
  const details = asList(error["details"]).map(asObject);
  const fcmCode = fcmCodeOf(details);
  // providers.md 4.4 and fact 31: a 400 is about the token only when FCM itself says so; else it is our payload.
  const aboutToken = result.status === 400 && fcmCode === "INVALID_ARGUMENT" && namesToken(error["message"], details);
  return { status: result.status, name, fcmCode, aboutToken };
};

const fcmCodeOf = (details: readonly Detail[]): string => {
  const stated: unknown = details.find((one) => one?.["@type"] === fcmErrorType)?.["errorCode"];
  return typeof stated === "string" && /^[A-Z][A-Z_]{2,60}$/u.test(stated) ? stated : "";
};

const namesToken = (message: unknown, details: readonly Detail[]): boolean =>
  (typeof message === "string" && /registration token/iu.test(message)) ||
  details.some((one) => asList(one?.["fieldViolations"]).some((violation) => asObject(violation)?.["field"] === "message.token"));

type Detail = Readonly<Record<string, unknown>> | undefined;

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const asObject = (value: unknown): Detail =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
