import { describe, expect, it } from "vitest";
import { attemptOf, factOf } from "#test/dispatch/rows.ts";
import { interruptedCode } from "./facts.ts";
import { defaultDispatchLimits } from "./limits.ts";
import { repeatAt } from "./plan-doubt.ts";

const uses = Array.from({ length: 30 }, (_, index) => attemptOf(index + 1, { idempotencyKey: "key" }));
const last = uses.at(-1) ?? attemptOf(1);
const recordedAt = last.startedAt;
const waitAfter = (facts: Parameters<typeof repeatAt>[0]["facts"]): number =>
  repeatAt({ attempts: uses, facts }, last, defaultDispatchLimits, recordedAt) - recordedAt;

describe("the wait before a doubt is repeated under its key", () => {
  it("does not grow with the uses that our own end cut short, however often we were killed", () => {
    const facts = uses.map((use) => factOf("unknown", use, { source: "hub", code: interruptedCode, recordedAt }));
    expect(waitAfter(facts)).toBeLessThanOrEqual(defaultDispatchLimits.retryDelayMsBase);
  });

  it("grows with the uses that the provider left unanswered", () => {
    const facts = uses.map((use) => factOf("unknown", use, { code: "no-answer", recordedAt }));
    expect(waitAfter(facts)).toBeGreaterThan(defaultDispatchLimits.retryDelayMsMax / 3);
  });

  it("is not counted from what was written down under a clock that was days ahead (L1)", () => {
    const days = 3 * 24 * 3_600_000;
    const ahead = factOf("deferred", last, { recordedAt: recordedAt + days, retryAt: recordedAt + days });
    expect(waitAfter([ahead])).toBeLessThanOrEqual(defaultDispatchLimits.retryDelayMsMax);
  });
});
