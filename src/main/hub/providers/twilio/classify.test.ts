import { describe, expect, it } from "vitest";
import type { CallResult } from "../transport.ts";
import { classifyTwilio } from "./classify.ts";
import { twilioCodes, twilioVerdict } from "./error-codes.ts";

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
const error = (status: number, code: number, headers: Record<string, string> = {}): CallResult =>
  answered(status, JSON.stringify({ code, message: "…", more_info: "…", status }), { "content-type": "application/json", ...headers });
const said = (result: CallResult): string => {
  const outcome = classifyTwilio(result, now);
  return "scope" in outcome ? `${outcome.kind} ${outcome.scope}` : outcome.kind;
};

describe("what an answer of Twilio means", () => {
  // providers.md 3.4: what can come at create time.
  it.each([
    [401, 20003, "broken-lane"],
    [403, 20005, "broken-lane"],
    [403, 20008, "broken-lane"],
    [404, 20404, "broken-lane"],
    [400, 20422, "rejected message"],
    [400, 21602, "rejected message"],
    [400, 21603, "rejected message"],
    [400, 21604, "rejected message"],
    [429, 20429, "deferred lane"],
    [500, 20500, "unknown"],
    [503, 20503, "unknown"],
    [400, 21211, "rejected recipient"],
    [400, 21212, "broken-lane"],
    [400, 21606, "broken-lane"],
    [400, 21659, "broken-lane"],
    [400, 21408, "rejected sender"],
    [400, 21608, "broken-lane"],
    [400, 21609, "broken-lane"],
    [400, 21610, "rejected recipient"],
    [429, 21611, "deferred lane"],
    [400, 21612, "rejected sender"],
    [400, 21614, "rejected recipient"],
    [400, 21635, "rejected recipient"],
    [400, 21617, "rejected message"],
    [400, 21619, "deferred lane"],
    [400, 21624, "rejected message"],
    [400, 90007, "rejected message"],
    [400, 21703, "broken-lane"],
    [400, 21705, "broken-lane"],
    [400, 63016, "rejected message"],
    [400, 63003, "rejected sender"],
    [400, 63024, "rejected sender"],
    [400, 63032, "rejected sender"],
    [400, 63014, "rejected recipient"],
    [400, 63007, "broken-lane"],
    [400, 63018, "deferred lane"],
    [400, 63038, "deferred lane"],
    [400, 99_999, "rejected message"],
    [401, 99_999, "broken-lane"],
    [404, 99_999, "broken-lane"],
    [408, 99_999, "unknown"],
    [429, 99_999, "deferred lane"],
    [500, 21610, "unknown"],
    [302, 21610, "unknown"],
  ])("%i with code %i is %s", (status, code, expected) => expect(said(error(status, code))).toBe(expected));

  it("judges every listed code, and doubts only Twilio's own server errors", () => {
    expect(new Set(twilioCodes).size).toBe(twilioCodes.length);
    expect(twilioCodes.length).toBeGreaterThan(90);
    for (const code of twilioCodes) {
      const outcome = classifyTwilio(error(400, code), now);
      expect(outcome.kind === "unknown", `${code}`).toBe(twilioVerdict(code) === "unclear");
      if (outcome.kind === "broken-lane") expect(outcome.problem.nextStep).toMatch(/\.$/u);
      expect("code" in outcome && outcome.code).toMatch(/^[a-z0-9-]{3,80}$/u);
    }
  });

  it("never fails over an opted-out guest: the number itself is refused", () => {
    expect(classifyTwilio(error(400, 21610), now)).toMatchObject({ kind: "rejected", scope: "recipient", code: "opted-out" });
  });

  it("hands on how long to wait", () => {
    expect(classifyTwilio(error(429, 20429, { "retry-after": "2" }), now)).toMatchObject({ code: "rate-limited", retryAfterMs: 2_000 });
    expect(classifyTwilio(error(429, 20429), now)).toMatchObject({ retryAfterMs: null });
  });

  it.each<[string, CallResult, string]>([
    ["an id", answered(201, '{"sid":"SM1","status":"queued"}'), "accepted"],
    ["half an answer", answered(201, '{"sid":"SM'), "accepted"],
    ["a lost body", answered(201, null), "accepted"],
    ["HTML in 200", answered(200, "<html>", { "content-type": "text/html" }), "unknown"],
    ["a refusal in somebody else's words", answered(403, '{"error":"blocked"}'), "unknown"],
    ["a 429 by a proxy", answered(429, "<h1>"), "unknown"],
    ["a refusal cut short", answered(400, '{"code":216'), "unknown"],
    ["a code that is no whole number", answered(400, '{"code":21610.5}'), "unknown"],
    ["a code in quotes", answered(400, '{"code":"21610"}'), "unknown"],
    ["a code beyond all numbers", answered(400, '{"code":1e999}'), "unknown"],
    ["nothing written", { kind: "not-sent", code: "econnrefused" }, "deferred lane"],
    ["nothing came back", { kind: "no-answer", code: "timeout" }, "unknown"],
  ])("%s is %s", (_, result, expected) => expect(said(result)).toBe(expected));
});
