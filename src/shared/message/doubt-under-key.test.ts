import { describe, expect, test } from "vitest";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { foldMessage, mayBeApprovedAgain } from "./fold.ts";
import type { Attempt, Fact } from "./ledger-rows.ts";
import type { MessageRows } from "./states.ts";

const first = attemptOf(1, { idempotencyKey: "key-1" });

/** The first attempt is in doubt; a second one was refused. */
const refusedLater = (attempt: Partial<Attempt>, fact: Partial<Fact> = {}): MessageRows => {
  const later = attemptOf(2, { idempotencyKey: "key-1", ...attempt });
  return { intent: oneIntent, attempts: [first, later], facts: [factOf("unknown", first), factOf("rejected", later, fact)] };
};

describe("a doubt that a later refusal is about", () => {
  test("is settled by a verdict on the address, from the same provider under the same key", () => {
    expect(foldMessage(refusedLater({}))).toMatchObject({ kind: "queued", planIndex: 1 });
  });

  test("is settled by an account's verdict that it cannot write to the address; another may", () => {
    expect(foldMessage(refusedLater({}, { scope: "sender" }))).toMatchObject({ kind: "queued", planIndex: 0, notBy: [first.provider] });
  });

  test.for([
    ["another provider's verdict", refusedLater({ provider: "resend" })],
    ["a verdict under another key", refusedLater({ idempotencyKey: "key-2" })],
    ["a verdict without a key", refusedLater({ idempotencyKey: "" })],
    ["a refusal of the text, which says nothing about what was taken before", refusedLater({}, { scope: "message" })],
    ["a refusal that does not say of what", refusedLater({}, { scope: null })],
    ["a verdict from before it", refusedLater({ n: 0 })],
  ] as const)("stays a doubt after %s, and keeps the slot closed (S1, S7)", ([, rows]) => {
    expect(foldMessage(rows)).toMatchObject({ kind: "unknown", attempt: { attemptId: first.attemptId } });
    expect(mayBeApprovedAgain(rows)).toBe(false);
  });

  test("is never settled where the provider knows no keys: two empty keys are not one key (S5)", () => {
    const unkeyed = { ...first, idempotencyKey: "" };
    const later = attemptOf(2, { idempotencyKey: "" });
    const rows = { intent: oneIntent, attempts: [unkeyed, later], facts: [factOf("unknown", unkeyed), factOf("rejected", later)] };
    expect(foldMessage(rows).kind).toBe("unknown");
  });

  test("is settled by no mere delay under its key", () => {
    const later = attemptOf(2, { idempotencyKey: "key-1" });
    const rows = { intent: oneIntent, attempts: [first, later], facts: [factOf("unknown", first), factOf("deferred", later)] };
    expect(foldMessage(rows).kind).toBe("unknown");
  });

  test("closes the slot for good, even where the address was refused in the end", () => {
    expect(mayBeApprovedAgain(refusedLater({}))).toBe(false);
  });
});
