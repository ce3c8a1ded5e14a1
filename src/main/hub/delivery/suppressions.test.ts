import { describe, expect, it } from "vitest";
import { suppressionSchema } from "#shared/domain/suppression.ts";
import { createSystemIds } from "#hub/ports/system/system-ids.ts";
import { reasonOf, suppressionIdOf } from "./suppressions.ts";

describe("what a fact says about an address", () => {
  it.each([
    [{ kind: "complained", scope: null, code: "spam-report" }, "complaint"],
    [{ kind: "unsubscribed", scope: null, code: "" }, "opted-out"],
    [{ kind: "rejected", scope: "recipient", code: "opted-out" }, "opted-out"],
    [{ kind: "rejected", scope: "recipient", code: "recipient-unknown" }, "hard-bounce"],
    [{ kind: "bounced", scope: null, code: "hard-bounce" }, "hard-bounce"],
    [{ kind: "bounced", scope: "message", code: "content" }, undefined],
    [{ kind: "rejected", scope: "message", code: "too-long" }, undefined],
    [{ kind: "delivered", scope: null, code: "" }, undefined],
    [{ kind: "failed", scope: null, code: "undelivered" }, undefined],
  ] as const)("%j means %s", (fact, reason) => {
    expect(reasonOf(fact)).toBe(reason);
  });

  it.each(["email", "sms", "push"] as const)("makes a document that the store takes, on %s", (channel) => {
    const weddingId = createSystemIds().next();
    const id = suppressionIdOf(weddingId, channel, "ana@guests.usher.test");
    const document = { id, weddingId, channel, address: "ana@guests.usher.test", reason: "complaint", createdAt: 1, updatedAt: 1 };
    expect(suppressionSchema.parse(document)).toEqual(document);
  });

  it("is kept per wedding, channel and address, without the address in its name", () => {
    const id = suppressionIdOf("w1", "email", "ana@guests.usher.test");
    expect(id).not.toBe(suppressionIdOf("w2", "email", "ana@guests.usher.test"));
    expect(id).not.toBe(suppressionIdOf("w1", "sms", "ana@guests.usher.test"));
    expect(id).not.toContain("ana");
  });
});
