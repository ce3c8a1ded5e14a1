import { describe, expect, test } from "vitest";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { foldMessage } from "./fold.ts";

const first = attemptOf(1);
const second = attemptOf(2);

describe("what was said under an earlier approval", () => {
  const again = { ...oneIntent, approvalId: "approval-2" };

  test("ends nothing under the new one, whether it was about the message or about an attempt", () => {
    const cancelled = factOf("cancelled", null);
    const refused = factOf("rejected", first, { scope: "message" });
    expect(foldMessage({ intent: again, attempts: [first], facts: [cancelled, refused] })).toMatchObject({
      kind: "queued",
      attemptsUsed: 0,
    });
    expect(foldMessage({ intent: oneIntent, attempts: [first], facts: [cancelled, refused] }).kind).toBe("cancelled");
  });

  test("uses up no tries of the new one, and holds it back no longer", () => {
    const facts = [factOf("deferred", first, { retryAt: approvedAt + 3_600_000 })];
    expect(foldMessage({ intent: again, attempts: [first], facts })).toMatchObject({ attemptsUsed: 0, notBefore: again.notBefore });
  });

  test("still counts when it says that it was taken or may have been (S1)", () => {
    expect(foldMessage({ intent: again, attempts: [first], facts: [factOf("delivered", first)] }).kind).toBe("accepted");
    expect(foldMessage({ intent: again, attempts: [first], facts: [factOf("unknown", first)] }).kind).toBe("unknown");
  });
});

describe("giving up and trying anew", () => {
  test("each redrive answers one giving-up", () => {
    const facts = [
      factOf("dead", null, { factId: "dead-1" }),
      factOf("redriven", null, { factId: "redriven-1" }),
      factOf("dead", null, { factId: "dead-2", recordedAt: approvedAt + 9000, code: "again" }),
    ];
    expect(foldMessage({ intent: oneIntent, attempts: [], facts })).toMatchObject({ kind: "dead", code: "again" });
    const more = [...facts, factOf("redriven", null, { factId: "redriven-2" })];
    expect(foldMessage({ intent: oneIntent, attempts: [], facts: more }).kind).toBe("queued");
  });
});

describe("several doubts of one message", () => {
  const doubts = [factOf("unknown", first), factOf("unknown", second)];

  test("began with the first of them, so that no repeat puts a person's question off", () => {
    expect(foldMessage({ intent: oneIntent, attempts: [first, second], facts: doubts })).toMatchObject({
      kind: "unknown",
      since: first.startedAt,
      attempt: { attemptId: second.attemptId },
    });
  });

  test("add up their look-ups that found nothing", () => {
    const facts = [...doubts, factOf("not-found", first), factOf("not-found", second)];
    expect(foldMessage({ intent: oneIntent, attempts: [first, second], facts })).toMatchObject({ kind: "unknown", notFoundCount: 2 });
  });

  test("are over with the word of a person about the last: from then on every try is on that word", () => {
    const said = [...doubts, factOf("held", second), factOf("send-again", second)];
    expect(foldMessage({ intent: oneIntent, attempts: [first, second], facts: said })).toMatchObject({ kind: "queued", forced: true });
    const third = attemptOf(3, { forced: true });
    const tried = { intent: oneIntent, attempts: [first, second, third], facts: [...said, factOf("deferred", third)] };
    expect(foldMessage(tried)).toMatchObject({ kind: "queued", forced: true });
    expect(foldMessage({ intent: oneIntent, attempts: [first], facts: [factOf("deferred", first)] })).toMatchObject({ forced: false });
  });
});
