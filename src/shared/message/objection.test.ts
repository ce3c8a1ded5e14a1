import { describe, expect, it } from "vitest";
import { objectionIn } from "./objection.ts";

describe("what a fact says about an address", () => {
  it.each([
    [{ kind: "complained", scope: null, code: "spam-report" }, "complaint"],
    [{ kind: "unsubscribed", scope: null, code: "" }, "opted-out"],
    [{ kind: "rejected", scope: "recipient", code: "opted-out" }, "opted-out"],
    [{ kind: "rejected", scope: "recipient", code: "recipient-unknown" }, "hard-bounce"],
    [{ kind: "bounced", scope: null, code: "hard-bounce" }, "hard-bounce"],
    [{ kind: "bounced", scope: "message", code: "content" }, undefined],
    [{ kind: "rejected", scope: "message", code: "too-long" }, undefined],
    [{ kind: "bounced", scope: "recipient", code: "hard-bounce" }, "hard-bounce"],
    [{ kind: "rejected", scope: null, code: "too-long" }, undefined],
    [{ kind: "delivered", scope: null, code: "" }, undefined],
    [{ kind: "deferred", scope: "recipient", code: "greylisted" }, undefined],
    [{ kind: "step-skipped", scope: "recipient", code: "opted-out" }, undefined],
    [{ kind: "failed", scope: null, code: "undelivered" }, undefined],
  ] as const)("%j means %s", (fact, reason) => {
    expect(objectionIn(fact)).toBe(reason);
  });
});
