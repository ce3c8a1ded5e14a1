import { describe, expect, it } from "vitest";
import { oneIntent } from "#test/dispatch/rows.ts";
import { idIn, noHash, standInFor, unreadable } from "./damaged-intent.ts";
import { messageIdOf } from "./message-id.ts";

const messageId = messageIdOf("w1", "invitation", "g1");
const approval = { campaignId: "c1", revision: 3, approvedAt: 1_000 };
const ruin = (body: string | null) => ({ message_id: messageId, approval_id: "a1", body, sum: 1 });
const names = '{"weddingId":"w1","slot":"invitation","guestId":"g1","values":{"x';

describe("what stands for an approved message whose row cannot be read", () => {
  it("keeps the guest's slot, names nobody else, and can never be sent", () => {
    expect(standInFor(ruin(names), { ...approval, sibling: undefined })).toEqual({
      messageId,
      approvalId: "a1",
      weddingId: "w1",
      slot: "invitation",
      guestId: "g1",
      campaignId: "c1",
      householdId: unreadable,
      revision: 3,
      priority: "bulk",
      practice: false,
      plan: [{ channel: "email", contactPointId: unreadable, address: unreadable, textSha256: noHash, language: "en" }],
      values: {},
      payloadSha256: noHash,
      approvedAt: 1_000,
      holdUntil: 1_000,
      notBefore: 1_000,
      expiresAt: 9_999_999_999_999,
      quietZone: "UTC",
    });
  });

  it("takes from another message of the approval what all of them share", () => {
    const sibling = {
      ...oneIntent,
      weddingId: "w1",
      slot: "invitation",
      practice: true,
      quietZone: "Asia/Tokyo",
      alsoQuietIn: ["Europe/London"],
      plan: oneIntent.plan.map((step) => ({ ...step, channel: "sms" as const })),
    };
    expect(standInFor(ruin('"guestId":"g1"'), { ...approval, sibling })).toMatchObject({
      weddingId: "w1",
      slot: "invitation",
      guestId: "g1",
      practice: true,
      quietZone: "Asia/Tokyo",
      alsoQuietIn: ["Europe/London"],
      plan: [{ channel: "sms" }],
    });
    expect(standInFor(ruin(names), { ...approval, sibling: { ...sibling, plan: [] } })).toMatchObject({ plan: [{ channel: "email" }] });
  });

  it.each([
    ["a guest that does not give the message's id", names.replace("g1", "g2"), { weddingId: "w1", slot: "invitation" }],
    ["no guest", '{"weddingId":"w1","slot":"invitation"', { weddingId: "w1", slot: "invitation" }],
    ["nothing at all", "~~~", { weddingId: unreadable, slot: unreadable }],
    ["no body", null, { weddingId: unreadable, slot: unreadable }],
  ])("names no guest where the ruin has %s", (_, body, rest) => {
    expect(standInFor(ruin(body), { ...approval, sibling: undefined })).toMatchObject({ ...rest, guestId: unreadable });
  });

  it("finds an id in a body only where it is whole", () => {
    expect(idIn('{"guestId":"g-1:2.3_4"}', "guestId")).toBe("g-1:2.3_4");
    expect(idIn('{"guestId":"g 1"}', "guestId")).toBeUndefined();
    expect(idIn('{"guestId":""}', "guestId")).toBeUndefined();
    expect(idIn(`{"guestId":"${"x".repeat(65)}"}`, "guestId")).toBeUndefined();
    expect(idIn(7, "guestId")).toBeUndefined();
  });
});
