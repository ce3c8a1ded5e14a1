import { describe, expect, it } from "vitest";
import type { CallResult } from "../transport.ts";
import { classifyResend } from "./classify.ts";

const now = 1_780_000_000_000;
const answered = (
  status: number,
  body: string | null,
  headers: Record<string, string> = { "content-type": "application/json" },
): CallResult => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  body,
});
const error = (status: number, name: string, headers?: Record<string, string>): CallResult =>
  answered(status, JSON.stringify({ statusCode: status, name, message: "…" }), { "content-type": "application/json", ...headers });

describe("what an answer of Resend means", () => {
  // providers.md 1.4, row by row.
  it.each([
    [400, "invalid_idempotency_key", "rejected message"],
    [400, "validation_error", "rejected message"],
    [401, "missing_api_key", "broken-lane"],
    [401, "restricted_api_key", "broken-lane"],
    [401, "invalid_api_key", "broken-lane"],
    [403, "invalid_api_key", "broken-lane"],
    [403, "validation_error", "broken-lane"],
    [403, "suspended_api_key", "broken-lane"],
    [403, "invalid_permission", "broken-lane"],
    [404, "not_found", "broken-lane"],
    [405, "method_not_allowed", "broken-lane"],
    [409, "invalid_idempotent_request", "unknown"],
    [409, "concurrent_idempotent_requests", "unknown"],
    [409, "resource_locked", "deferred message"],
    [422, "invalid_attachment", "rejected message"],
    [422, "invalid_parameter", "rejected message"],
    [422, "missing_required_field", "rejected message"],
    [422, "missing_required_parameter", "rejected message"],
    [422, "invalid_access", "rejected message"],
    [422, "invalid_from_address", "broken-lane"],
    [422, "invalid_region", "broken-lane"],
    [429, "rate_limit_exceeded", "deferred lane"],
    [429, "daily_quota_exceeded", "deferred lane"],
    [429, "monthly_quota_exceeded", "broken-lane"],
    [451, "security_error", "broken-lane"],
    [500, "application_error", "unknown"],
    [500, "internal_server_error", "unknown"],
    [503, "service_unavailable", "unknown"],
    [408, "request_timeout", "unknown"],
    [409, "something_new", "unknown"],
    [403, "something_new", "broken-lane"],
    [418, "something_new", "rejected message"],
    [429, "something_new", "deferred lane"],
  ])("%i %s is %s", (status, name, expected) => {
    const outcome = classifyResend(error(status, name), now);
    expect("scope" in outcome ? `${outcome.kind} ${outcome.scope}` : outcome.kind).toBe(expected);
    expect("code" in outcome && outcome.code).toMatch(/^[a-z0-9-]{3,80}$/u);
  });

  it.each([
    ["seconds", "7", 7_000],
    ["a date", new Date(now + 90_000).toUTCString(), 90_000],
    ["a date that is over", new Date(now - 90_000).toUTCString(), 0],
    ["nonsense", "soon", null],
    ["a year", "31536000", 86_400_000],
  ])("reads Retry-After given as %s", (_, value, retryAfterMs) => {
    expect(classifyResend(error(429, "rate_limit_exceeded", { "retry-after": value }), now)).toMatchObject({ retryAfterMs });
  });

  it("does not ask again on the same day when the day's quota is used up", () => {
    expect(classifyResend(error(429, "daily_quota_exceeded"), now)).toMatchObject({ retryAfterMs: 86_400_000 });
  });

  it.each<[string, CallResult, string]>([
    ["an id", answered(200, '{"id":"abc"}'), "accepted"],
    ["no id", answered(200, "{}"), "accepted"],
    ["half an answer", answered(200, '{"id":"ab'), "accepted"],
    ["a lost body", answered(200, null), "accepted"],
    ["HTML in 200", answered(200, "<html>", { "content-type": "text/html" }), "unknown"],
    ["a refusal in somebody else's words", answered(403, '{"error":"blocked"}'), "unknown"],
    ["a refusal cut short", answered(422, '{"statusCode":422,"na'), "unknown"],
    ["a refusal without a body", answered(401, null), "unknown"],
    ["a list", answered(422, "[1,2]"), "unknown"],
    ["a redirect", answered(301, ""), "unknown"],
    ["nothing written", { kind: "not-sent", code: "enotfound" }, "deferred"],
    ["nothing came back", { kind: "no-answer", code: "econnreset" }, "unknown"],
  ])("%s is %s", (_, result, kind) => {
    expect(classifyResend(result, now).kind).toBe(kind);
  });

  it("never calls an answer of 5xx, 3xx, 408 or 409 certain, whatever it says", () => {
    for (const status of [300, 302, 408, 500, 502, 503, 504, 520]) {
      for (const name of ["validation_error", "rate_limit_exceeded", "invalid_api_key", "daily_quota_exceeded"]) {
        expect(classifyResend(error(status, name), now).kind).toBe("unknown");
      }
    }
  });
});
