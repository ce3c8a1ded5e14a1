import { describe, expect, it } from "vitest";
import { foldMessage } from "#shared/message/fold.ts";
import type { Attempt, Fact } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { timelineOf } from "./timeline.ts";

const entryOf = (attempts: readonly Attempt[], facts: readonly Fact[]): BookEntry => {
  const rows = { intent: oneIntent, attempts, facts, damaged: 0, earlier: [] };
  return { ...rows, state: foldMessage(rows) };
};

const first = attemptOf(1);
const sentences = (facts: readonly Fact[]): string[] => timelineOf(entryOf([first], facts)).map(({ sentence }) => sentence);

describe("the story of a message", () => {
  it("begins with the approval, then the attempt, then what was heard of it", () => {
    const kinds = timelineOf(entryOf([first], [factOf("accepted", first), factOf("delivered", first)])).map(({ kind }) => kind);
    expect(kinds).toEqual(["approved", "attempt", "accepted", "delivered"]);
  });

  it("says nothing twice when the provider's words are ours", () => {
    expect(sentences([factOf("sent", first, { detail: "handed on, towards the guest" })]).at(-1)).toBe("Handed on towards the guest.");
  });

  it("gives the provider's own words as such", () => {
    expect(sentences([factOf("bounced", first, { detail: "The mailbox does not exist." })]).at(-1)).toBe(
      "Bounced: the address does not take it. “The mailbox does not exist.”",
    );
  });

  it("says of a repeat under the same key that it is no second message, and which account was asked", () => {
    const again = attemptOf(2, { provider: "resend#2", idempotencyKey: "key" });
    const story = timelineOf(entryOf([attemptOf(1, { provider: "resend#2", idempotencyKey: "key" }), again], []));
    expect(story.map(({ sentence }) => sentence).slice(1)).toEqual([
      "Asked Resend (2) to send it.",
      "Asked Resend (2) to send it (try 2), under the same key: it sends no second one.",
    ]);
  });
});
