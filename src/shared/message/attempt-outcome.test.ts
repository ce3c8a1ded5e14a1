import { describe, expect, it } from "vitest";
import { attemptOf, factOf } from "#test/dispatch/rows.ts";
import { judgeAttempt } from "./attempt-outcome.ts";
import type { FactKind } from "./ledger-rows.ts";

const attempt = attemptOf(1);
const fact = (kind: FactKind, factId: string) => factOf(kind, attempt, { factId });

describe("what an attempt came to", () => {
  it.each<[FactKind, string]>([
    ["accepted", "accepted"],
    ["delivered", "accepted"],
    ["bounced", "accepted"],
    ["rejected", "rejected"],
    ["deferred", "deferred"],
    ["unknown", "unknown"],
    ["held", "open"],
    ["not-found", "open"],
    ["send-again", "open"],
  ])("by a fact of kind %s is %s", (kind, outcome) => {
    const judged = judgeAttempt(attempt, [fact(kind, "f1")]);
    expect([judged.outcome, judged.fact?.factId]).toEqual([outcome, outcome === "open" ? undefined : "f1"]);
  });

  it("is open while nothing is stated", () => {
    expect(judgeAttempt(attempt, [])).toEqual({ attempt, outcome: "open", fact: undefined, facts: [] });
  });

  it.each<[FactKind, FactKind]>([
    ["unknown", "deferred"],
    ["deferred", "rejected"],
    ["rejected", "accepted"],
    ["held", "unknown"],
  ])("is decided by certainty: %s gives way to %s in any order", (weak, strong) => {
    const [a, b] = [fact(weak, "a"), fact(strong, "b")];
    for (const facts of [
      [a, b],
      [b, a],
    ])
      expect(judgeAttempt(attempt, facts).fact).toBe(b);
  });

  it("is decided by the smallest id among equals, in any order, and keeps the others", () => {
    const [a, b, c] = [fact("deferred", "a"), fact("deferred", "b"), fact("deferred", "c")];
    for (const facts of [
      [a, b, c],
      [c, b, a],
      [b, a, c],
    ])
      expect(judgeAttempt(attempt, facts)).toMatchObject({ fact: { factId: "a" }, facts });
  });
});
