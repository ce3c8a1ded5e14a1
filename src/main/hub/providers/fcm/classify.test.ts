import { describe, expect, it } from "vitest";
import { fcmRefusal } from "#test/providers/fcm-server.ts";
import type { CallResult } from "../transport.ts";
import { classifyFcm } from "./classify.ts";
import { readTokenAnswer } from "./access-token.ts";

const now = 1_780_000_000_000;
const json = { "content-type": "application/json" };
const answered = (status: number, body: string | null, headers: Record<string, string> = json): CallResult => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  body,
});
const error = (status: number, name: string, fcmCode?: string, message?: string, headers: Record<string, string> = {}): CallResult =>
  answered(status, JSON.stringify(fcmRefusal(status, name, fcmCode, message).body), { ...json, ...headers });
const said = (result: CallResult, mismatchIsDevice = true): string => {
  const outcome = classifyFcm(result, now, mismatchIsDevice);
  return "scope" in outcome ? `${outcome.kind} ${outcome.scope}` : outcome.kind;
};
const violation = (field: string, fcmCode?: string): CallResult =>
  answered(
    400,
    JSON.stringify({
      error: {
        code: 400,
        message: "Invalid value",
        status: "INVALID_ARGUMENT",
        details: [
          null,
          { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field, description: "" }] },
          ...(fcmCode === undefined ? [] : [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: fcmCode }]),
        ],
      },
    }),
  );
const tokenMessage = "The registration token is not a valid FCM registration token";

describe("what an answer of Firebase means", () => {
  // providers.md 4.4.
  it.each<[number, string, string | undefined, string]>([
    [404, "NOT_FOUND", "UNREGISTERED", "rejected recipient"],
    [404, "NOT_FOUND", undefined, "rejected recipient"],
    [400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "rejected message"],
    [400, "INVALID_ARGUMENT", undefined, "rejected message"],
    [403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", "rejected recipient"],
    [403, "PERMISSION_DENIED", undefined, "broken-lane"],
    [401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR", "deferred message"],
    [401, "UNAUTHENTICATED", undefined, "broken-lane"],
    [405, "METHOD_NOT_ALLOWED", undefined, "broken-lane"],
    [408, "DEADLINE_EXCEEDED", undefined, "unknown"],
    [409, "ABORTED", undefined, "rejected message"],
    [429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "deferred lane"],
    [429, "RESOURCE_EXHAUSTED", undefined, "deferred lane"],
    [500, "INTERNAL", "INTERNAL", "unknown"],
    [500, "INTERNAL", undefined, "unknown"],
    [503, "UNAVAILABLE", "UNAVAILABLE", "deferred lane"],
    [503, "UNAVAILABLE", undefined, "deferred lane"],
    [504, "DEADLINE_EXCEEDED", undefined, "unknown"],
    [302, "FOUND", undefined, "unknown"],
    [400, "FAILED_PRECONDITION", "SOMETHING_NEW", "rejected message"],
  ])("%i %s (%s) is %s", (status, name, fcmCode, expected) => expect(said(error(status, name, fcmCode))).toBe(expected));

  it("lets a device go for a bad request only when FCM itself says that the token is at fault", () => {
    expect(said(error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", tokenMessage))).toBe("rejected recipient");
    expect(said(violation("message.token", "INVALID_ARGUMENT"))).toBe("rejected recipient");
    expect(said(error(400, "INVALID_ARGUMENT", undefined, tokenMessage))).toBe("rejected message");
    expect(said(violation("message.token"))).toBe("rejected message");
    expect(said(violation("message.android.ttl", "INVALID_ARGUMENT"))).toBe("rejected message");
  });

  it("doubts the project before it doubts the device, while nothing was taken yet", () => {
    const mismatch = error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH");
    expect(classifyFcm(mismatch, now, false)).toMatchObject({ kind: "broken-lane", code: "fcm-sender-id-mismatch" });
    expect(classifyFcm(mismatch, now, true)).toMatchObject({ kind: "rejected", scope: "recipient", code: "sender-id-mismatch" });
  });

  it("names a device that is gone, and hands on how long to wait", () => {
    expect(classifyFcm(error(404, "NOT_FOUND", "UNREGISTERED"), now)).toMatchObject({ code: "device-unregistered" });
    expect(classifyFcm(error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "", { "retry-after": "7" }), now)).toMatchObject({
      code: "rate-limited",
      retryAfterMs: 7_000,
    });
    expect(classifyFcm(error(503, "UNAVAILABLE", undefined, "", { "retry-after": "2" }), now)).toMatchObject({ retryAfterMs: 2_000 });
    expect(classifyFcm(error(429, "RESOURCE_EXHAUSTED"), now)).toMatchObject({ retryAfterMs: null });
  });

  it("says what a person can do when the lane is broken", () => {
    for (const result of [error(401, "UNAUTHENTICATED"), error(403, "PERMISSION_DENIED"), error(405, "METHOD_NOT_ALLOWED")]) {
      const outcome = classifyFcm(result, now);
      expect(outcome).toMatchObject({ kind: "broken-lane", code: expect.stringMatching(/^fcm-[a-z-]+$/u) });
      if (outcome.kind === "broken-lane") expect(outcome.problem.nextStep).toMatch(/\.$/u);
    }
  });

  it.each<[string, CallResult, string]>([
    ["an id", answered(200, '{"name":"projects/p/messages/0:1%2"}'), "accepted"],
    ["half an answer", answered(200, '{"name":"pro'), "accepted"],
    ["a lost body", answered(200, null), "accepted"],
    ["HTML in 200", answered(200, "<html>", { "content-type": "text/html" }), "unknown"],
    ["a refusal in somebody else's words", answered(403, '{"error":"blocked"}'), "unknown"],
    ["a 404 by a proxy", answered(404, "<h1>"), "unknown"],
    ["a refusal cut short", answered(404, '{"error":{"status":"NOT'), "unknown"],
    ["a lost refusal", answered(404, null), "unknown"],
    ["a status that is none", answered(404, '{"error":{"status":"not found"}}'), "unknown"],
    ["nothing written", { kind: "not-sent", code: "econnrefused" }, "deferred lane"],
    ["nothing came back", { kind: "no-answer", code: "timeout" }, "unknown"],
  ])("%s is %s", (_, result, expected) => expect(said(result)).toBe(expected));

  it("keeps the id that FCM gives a message", () => {
    expect(classifyFcm(answered(200, '{"name":"projects/p/messages/0:1%2"}'), now)).toMatchObject({ providerMessageId: "0:1%2" });
    expect(classifyFcm(answered(200, '{"name":"projects/p/messages/"}'), now)).toMatchObject({ providerMessageId: null });
  });
});

describe("what an answer about an access token means", () => {
  it("takes a token with its life", () => {
    expect(readTokenAnswer(answered(200, '{"access_token":"ya29.abcdef","expires_in":3599}'), now)).toEqual({
      kind: "token",
      token: "ya29.abcdef",
      lifeMs: 3_599_000,
    });
    expect(readTokenAnswer(answered(200, '{"access_token":"ya29.abcdef"}'), now)).toMatchObject({ lifeMs: 0 });
  });

  // Whatever it is, nothing of a message was sent: never `unknown`.
  it.each<[string, CallResult, string]>([
    ["a refused key", answered(400, '{"error":"invalid_grant"}'), "broken-lane fcm-invalid-grant"],
    ["a refused account", answered(401, '{"error":"invalid_client"}'), "broken-lane fcm-token-refused"],
    ["a closed account", answered(403, '{"error":"access_denied"}'), "broken-lane fcm-token-refused"],
    ["a proxy's 403", answered(403, "<h1>"), "deferred token-strange-answer"],
    ["too many", answered(429, "{}", { "retry-after": "5" }), "deferred rate-limited"],
    ["an outage", answered(503, '{"error":"internal_failure"}'), "deferred token-strange-answer"],
    ["a login page", answered(200, "<html>", { "content-type": "text/html" }), "deferred token-strange-answer"],
    ["a line end in the token", answered(200, '{"access_token":"ya29.abc\\r\\nx: y"}'), "deferred token-strange-answer"],
    ["a cut answer", answered(200, null), "deferred token-strange-answer"],
    ["nobody there", { kind: "not-sent", code: "econnrefused" }, "deferred unreachable"],
    ["a lost answer", { kind: "no-answer", code: "timeout" }, "deferred unreachable"],
    ["an end", { kind: "not-sent", code: "aborted" }, "deferred aborted"],
  ])("%s is %s", (_, result, expected) => {
    const answer = readTokenAnswer(result, now);
    expect(answer.kind === "none" && `${answer.outcome.kind} ${answer.outcome.code}`).toBe(expected);
  });
});
