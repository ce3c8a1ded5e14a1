import { describe, expect, it } from "vitest";
import { suppressionSchema } from "#shared/domain/suppression.ts";
import { createSystemIds } from "#hub/ports/system/system-ids.ts";
import { suppressionIdOf } from "./objections.ts";

describe("a suppression", () => {
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
