import { describe, expect, it } from "vitest";
import { apnsRefusal } from "#test/providers/apns-server.ts";
import type { CallResult } from "../transport.ts";
import { apnsReasons, classifyApns, classifyBoth, maybeElsewhere, wantsNewConnection } from "./classify.ts";
import { apnsIdOf } from "./push-of.ts";

const now = 1_780_000_000_000;
const answered = (status: number, body: string | null, headers: Record<string, string> = {}): CallResult => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  body,
});
const refused = (reason: string, status = apnsRefusal(reason).status, headers: Record<string, string> = {}): CallResult =>
  answered(status, JSON.stringify({ reason }), headers);
const taken = answered(200, "", { "apns-id": "0000" });
const said = (result: CallResult, otherAppIsDevice = true): string => {
  const outcome = classifyApns(result, now, otherAppIsDevice);
  return "scope" in outcome ? `${outcome.kind} ${outcome.scope}` : outcome.kind;
};

describe("what an answer of Apple means", () => {
  // providers.md 5.4.
  it.each<[string, string]>([
    ["BadDeviceToken", "rejected recipient"],
    ["Unregistered", "rejected recipient"],
    ["ExpiredToken", "rejected recipient"],
    ["DeviceTokenNotForTopic", "rejected recipient"],
    ["BadTopic", "broken-lane"],
    ["MissingTopic", "broken-lane"],
    ["TopicDisallowed", "broken-lane"],
    ["InvalidPushType", "broken-lane"],
    ["BadCollapseId", "rejected message"],
    ["BadExpirationDate", "rejected message"],
    ["BadMessageId", "rejected message"],
    ["BadPriority", "rejected message"],
    ["DuplicateHeaders", "rejected message"],
    ["PayloadEmpty", "rejected message"],
    ["MissingDeviceToken", "rejected message"],
    ["IdleTimeout", "deferred lane"],
    ["ExpiredProviderToken", "broken-lane"],
    ["InvalidProviderToken", "broken-lane"],
    ["MissingProviderToken", "broken-lane"],
    ["BadCertificate", "broken-lane"],
    ["BadCertificateEnvironment", "broken-lane"],
    ["Forbidden", "broken-lane"],
    ["BadEnvironmentKeyInToken", "broken-lane"],
    ["BadEnvironmentToken", "broken-lane"],
    ["BadPath", "rejected message"],
    ["MethodNotAllowed", "rejected message"],
    ["PayloadTooLarge", "rejected message"],
    ["TooManyRequests", "deferred message"],
    ["TooManyProviderTokenUpdates", "deferred lane"],
    ["InternalServerError", "unknown"],
    ["ServiceUnavailable", "deferred lane"],
    ["Shutdown", "deferred lane"],
  ])("%s is %s", (reason, expected) => {
    expect(apnsReasons).toContain(reason);
    expect(said(refused(reason))).toBe(expected);
  });

  it("has a test for every listed reason, with a code word and a way out", () => {
    expect(apnsReasons).toHaveLength(32);
    for (const reason of apnsReasons) {
      const outcome = classifyApns(refused(reason), now);
      if (outcome.kind === "broken-lane") expect(outcome.problem.nextStep).toMatch(/\.$/u);
      if (outcome.kind !== "accepted") expect(outcome.code).toMatch(/^[a-z-]{3,80}$/u);
    }
  });

  it.each([
    [400, "rejected message"],
    [403, "broken-lane"],
    [404, "rejected message"],
    [408, "unknown"],
    [410, "rejected recipient"],
    [429, "deferred message"],
    [500, "unknown"],
    [503, "deferred lane"],
    [302, "unknown"],
  ])("judges an unknown reason by its status: %i is %s", (status, expected) =>
    expect(said(refused("SomethingNew", status))).toBe(expected),
  );

  it("doubts the bundle ID before it doubts the device, while nothing was taken yet", () => {
    expect(classifyApns(refused("DeviceTokenNotForTopic"), now, false)).toMatchObject({
      kind: "broken-lane",
      code: "apns-device-token-not-for-topic",
    });
  });

  it("waits twenty minutes for another provider token, and as long as Apple asks", () => {
    expect(classifyApns(refused("TooManyProviderTokenUpdates"), now)).toMatchObject({ retryAfterMs: 1_200_000 });
    expect(classifyApns(refused("TooManyRequests", 429, { "retry-after": "3" }), now)).toMatchObject({ retryAfterMs: 3_000 });
    expect(classifyApns(refused("ServiceUnavailable"), now)).toMatchObject({ retryAfterMs: null });
  });

  it("asks for a new connection exactly where Apple ends the old one", () => {
    expect(apnsReasons.filter((reason) => wantsNewConnection(refused(reason)))).toEqual(["IdleTimeout", "ServiceUnavailable", "Shutdown"]);
    expect(wantsNewConnection({ kind: "no-answer", code: "timeout" })).toBe(false);
  });

  it.each<[string, CallResult, string]>([
    ["an id", taken, "accepted"],
    ["200 without id or body", answered(200, ""), "accepted"],
    ["a reset after the status", answered(200, null), "accepted"],
    ["a page in 200", answered(200, "<html>", { "content-type": "text/html" }), "unknown"],
    ["another success", answered(204, ""), "unknown"],
    ["a refusal without words", answered(410, null), "unknown"],
    ["a refusal cut short", answered(400, '{"reason":"BadDev'), "unknown"],
    ["a proxy's 403", answered(403, "<h1>"), "unknown"],
    ["nothing written", { kind: "not-sent", code: "goaway" }, "deferred lane"],
    ["nothing came back", { kind: "no-answer", code: "stream-closed" }, "unknown"],
  ])("%s is %s", (_, result, expected) => expect(said(result)).toBe(expected));
});

describe("a device that may be at home in Apple's other world", () => {
  const bad = refused("BadDeviceToken");
  const otherKey = refused("BadEnvironmentKeyInToken");

  it.each<[string, CallResult, CallResult, string]>([
    ["nobody knows it", bad, bad, "rejected recipient"],
    ["the sandbox takes it", bad, taken, "accepted"],
    ["production takes it", taken, bad, "accepted"],
    ["the key is for production only", bad, otherKey, "rejected recipient"],
    // Every real device would look like this: none of them may be let go.
    ["the key is for the sandbox only", otherKey, bad, "broken-lane"],
    ["the key is for neither", otherKey, otherKey, "broken-lane"],
    ["it left the sandbox", bad, refused("Unregistered"), "rejected recipient"],
    ["the sandbox cannot be reached", bad, { kind: "not-sent", code: "econnrefused" }, "deferred lane"],
    ["the sandbox's answer is lost", bad, { kind: "no-answer", code: "timeout" }, "unknown"],
  ])("when %s", (_, production, sandbox, expected) => {
    const outcome = classifyBoth({ production, sandbox }, now);
    expect("scope" in outcome ? `${outcome.kind} ${outcome.scope}` : outcome.kind).toBe(expected);
  });

  it("is looked for there only for three reasons", () => {
    expect(apnsReasons.filter((reason) => maybeElsewhere(refused(reason)))).toEqual([
      "BadDeviceToken",
      "BadEnvironmentKeyInToken",
      "BadEnvironmentToken",
    ]);
  });
});

describe("the id of a push", () => {
  it("is a UUID, the same for the same attempt", () => {
    expect(apnsIdOf("attempt-1")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(apnsIdOf("attempt-1")).toBe(apnsIdOf("attempt-1"));
    expect(apnsIdOf("attempt-1")).not.toBe(apnsIdOf("attempt-2"));
  });
});
