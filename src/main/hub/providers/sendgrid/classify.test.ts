import { describe, expect, it } from "vitest";
import type { CallResult } from "../transport.ts";
import { classifySendgrid } from "./classify.ts";

const now = 1_780_000_000_000;
const json = { "content-type": "application/json" };
const answered = (status: number, body: string | null, headers: Record<string, string> = json): CallResult => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  body,
});
const error = (status: number, message: string, field: string | null = null, headers: Record<string, string> = {}): CallResult =>
  answered(status, JSON.stringify({ errors: [{ message, field, help: null }] }), { ...json, ...headers });
const said = (result: CallResult): string => {
  const outcome = classifySendgrid(result, now);
  return "scope" in outcome
    ? `${outcome.kind} ${outcome.scope} ${outcome.code}`
    : `${outcome.kind} ${"code" in outcome ? outcome.code : ""}`;
};

describe("what an answer of SendGrid means", () => {
  // providers.md 2.4, row by row.
  it.each<[number, string, string | null, string]>([
    [400, "Bad Request", null, "rejected message message-refused"],
    [400, "Invalid type.", "content.0.value", "rejected message message-refused"],
    [400, "Does not contain a valid address.", "personalizations.0.to.0.email", "rejected message recipient-invalid"],
    [400, "Does not contain a valid address.", "from.email", "broken-lane sender-not-verified"],
    [400, "Invalid type. Expected: object", "from", "broken-lane sender-not-verified"],
    [400, "Does not contain a valid address.", "fromage", "rejected message message-refused"],
    [401, "authorization required", null, "broken-lane key-refused"],
    [401, "The provided authorization grant is invalid, expired, or revoked", null, "broken-lane key-refused"],
    [401, "Maximum credits exceeded", null, "broken-lane quota-exceeded"],
    [402, "payment required", null, "broken-lane quota-exceeded"],
    [403, "access forbidden", null, "broken-lane access-refused"],
    [403, "The from address does not match a verified Sender Identity.", "from", "broken-lane sender-not-verified"],
    [404, "not found", null, "broken-lane call-unknown"],
    [405, "method not allowed", null, "broken-lane call-unknown"],
    [413, "Payload too large", null, "rejected message too-large"],
    [415, "unsupported media type", null, "rejected message message-refused"],
    [429, "too many requests", null, "deferred lane rate-limited"],
    [408, "timeout", null, "unknown strange-answer"],
    [409, "conflict", null, "unknown strange-answer"],
    [500, "Maximum credits exceeded", null, "unknown provider-error"],
    [503, "The SendGrid v3 Web API is not available.", null, "unknown provider-error"],
    [301, "moved", null, "unknown strange-answer"],
  ])("%i %s (%s) is %s", (status, message, field, expected) => expect(said(error(status, message, field))).toBe(expected));

  it("refuses the message, not the address, when more than the address is wrong", () => {
    const errors = [
      { message: "Does not contain a valid address.", field: "personalizations.0.to.0.email" },
      { message: "The subject is required.", field: "subject" },
    ];
    expect(said(answered(400, JSON.stringify({ errors })))).toBe("rejected message message-refused");
  });

  it("tells a used-up quota from a wrong key in the words for people", () => {
    const quota = classifySendgrid(error(401, "Maximum credits exceeded"), now);
    const key = classifySendgrid(error(401, "authorization required"), now);
    expect(quota).toMatchObject({ problem: { code: "sendgrid-quota-exceeded", sentence: expect.stringContaining("credits") } });
    expect(key).toMatchObject({ problem: { code: "sendgrid-key-refused", sentence: expect.stringContaining("key") } });
  });

  const seconds = now / 1000;
  it.each<[string, Record<string, string>, number | null]>([
    ["an instant", { "x-ratelimit-reset": String(seconds + 7) }, 7_000],
    [
      "an instant by a clock that is not ours",
      { "x-ratelimit-reset": String(seconds + 3_607), date: new Date(now + 3_600_000).toUTCString() },
      7_000,
    ],
    ["an instant and a broken date", { "x-ratelimit-reset": String(seconds + 7), date: "soon" }, 7_000],
    ["an instant that is over", { "x-ratelimit-reset": String(seconds - 90) }, 1_000],
    ["a duration", { "x-ratelimit-reset": "30" }, 30_000],
    ["a year", { "x-ratelimit-reset": String(seconds + 31_536_000) }, 86_400_000],
    ["nonsense", { "x-ratelimit-reset": "soon" }, null],
    ["nothing", {}, null],
    ["Retry-After alone", { "retry-after": "3" }, 3_000],
  ])("reads how long to wait given as %s", (_, headers, retryAfterMs) => {
    expect(classifySendgrid(error(429, "too many requests", null, headers), now)).toMatchObject({ kind: "deferred", retryAfterMs });
  });

  it.each<[string, CallResult, string, string | null]>([
    ["202 with an id", answered(202, "", { "x-message-id": "abc" }), "accepted", "abc"],
    ["202 with an id and half a body", answered(202, null, { "x-message-id": "abc" }), "accepted", "abc"],
    ["202 without an id", answered(202, "", { "content-type": "text/plain" }), "accepted", null],
    ["202 with a body that calls itself JSON", answered(202, '{"id', json), "accepted", null],
    ["202 with a page", answered(202, "<html>", { "content-type": "text/html" }), "unknown", null],
    ["the sandbox's 200", answered(200, "", { "x-message-id": "abc" }), "unknown", null],
    ["a hotel's login page", answered(200, "<html>", { "content-type": "text/html" }), "unknown", null],
    ["204", answered(204, ""), "unknown", null],
    ["a refusal in somebody else's words", answered(403, '{"error":"blocked"}'), "unknown", null],
    ["a proxy's 429", answered(429, "<h1>Slow</h1>", { "content-type": "text/html" }), "unknown", null],
    ["a refusal cut short", answered(400, '{"errors":[{"mess'), "unknown", null],
    ["a refusal without a body", answered(401, null), "unknown", null],
    ["a refusal that lists nothing", answered(400, '{"errors":[]}'), "unknown", null],
    ["a refusal that lists no message", answered(400, '{"errors":[{"message":"x"},{"field":"y"}]}'), "unknown", null],
    ["a refusal that lists a number", answered(400, '{"errors":[7]}'), "unknown", null],
    ["nothing written", { kind: "not-sent", code: "enotfound" }, "deferred", null],
    ["nothing came back", { kind: "no-answer", code: "econnreset" }, "unknown", null],
  ])("%s is %s", (_, result, kind, providerMessageId) => {
    expect(classifySendgrid(result, now)).toMatchObject(kind === "accepted" ? { kind, providerMessageId } : { kind });
  });

  it("is never certain of an answer of 5xx, 3xx, 408 or 409, whatever it says", () => {
    for (const status of [300, 302, 408, 409, 500, 502, 503, 504, 520])
      for (const message of ["Maximum credits exceeded", "authorization required", "too many requests"])
        expect(classifySendgrid(error(status, message), now).kind).toBe("unknown");
  });

  it("hands on nothing of SendGrid's own words, which may name a guest", () => {
    for (const status of [400, 401, 403, 404, 413, 429, 500]) {
      const outcome = classifySendgrid(error(status, "lea@guests.usher.test is wrong", "personalizations.0.to.0.email"), now);
      expect(JSON.stringify(outcome)).not.toContain("lea@");
    }
  });
});
