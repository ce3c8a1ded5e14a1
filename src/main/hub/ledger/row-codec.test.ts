import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { attemptOf, oneIntent } from "#test/dispatch/rows.ts";
import { frozenTextSha256, payloadSha256Of } from "./payload-hash.ts";
import { columnsAgree, columnsOf, decodeApproval, decodeAttempt, decodeFrozenText, encodeRow, provenColumns } from "./row-codec.ts";

const attempt = attemptOf(1);
const columns = { attempt_id: attempt.attemptId, message_id: attempt.messageId, n: attempt.n };
const stored = { ...encodeRow("attempt", attempt), ...columns };
const text = { channel: "sms", language: "en", body: "Hello", from: "" } as const;
const approval = { approvalId: "a1", campaignId: "c1", revision: 2, approvedAt: 5, count: 3 };

describe("a row of the ledger", () => {
  it("is read as it was written", () => {
    expect(decodeAttempt(stored)).toEqual(attempt);
    expect(decodeFrozenText({ ...encodeRow("frozen_text", text), sha256: frozenTextSha256(text) })).toEqual(text);
    expect(decodeApproval({ ...encodeRow("approval", approval), approval_id: "a1", campaign_id: "c1", revision: 2 })).toEqual(approval);
  });

  it.each([
    ["its sum is another one", { ...stored, sum: stored.sum + 1 }],
    ["its body is no text", { ...stored, body: 5 }],
    ["a column disagrees", { ...stored, n: 2 }],
    ["a column is missing", { ...stored, message_id: undefined }],
    ["it was written for another table", { ...stored, sum: crc32(stored.body, crc32("fact")) }],
    ["its shape is none of ours", { ...encodeRow("attempt", { ...attempt, n: "one" }), ...columns }],
  ])("is damaged when %s", (_, row) => {
    expect(decodeAttempt(row)).toBeUndefined();
  });

  it("proves its columns by a sum that holds, whatever stands in them", () => {
    expect(provenColumns("attempt", { ...stored, n: 9 })).toEqual(columns);
    expect(provenColumns("attempt", { ...stored, sum: 1 })).toBeUndefined();
    expect(provenColumns("attempt", { ...stored, body: null })).toBeUndefined();
    expect(columnsAgree(stored, columns)).toBe(true);
    expect(columnsAgree(stored, { ...columns, n: 2 })).toBe(false);
  });

  it("has the columns that queries need", () => {
    expect(columnsOf.approval(approval as never)).toEqual({ approval_id: "a1", campaign_id: "c1", revision: 2 });
    expect(columnsOf.intent(oneIntent as never)).toEqual({ message_id: oneIntent.messageId, approval_id: oneIntent.approvalId });
    expect(columnsOf.frozen_text(text as never)).toEqual({ sha256: frozenTextSha256(text) });
  });
});

describe("what a person approved", () => {
  const [step] = oneIntent.plan;
  const plan = step === undefined ? [] : [step];

  it("has one hash, in whatever order it is told", () => {
    expect(frozenTextSha256({ from: "", body: "Hello", language: "en", channel: "sms" })).toBe(frozenTextSha256(text));
    expect(payloadSha256Of(plan, { b: "2", a: "1", c: "3" })).toBe(payloadSha256Of(plan, { c: "3", a: "1", b: "2" }));
  });

  it.each(["channel", "contactPointId", "address", "textSha256", "language"] as const)("has another hash with another %s", (field) => {
    const changed = plan.map((one) => ({ ...one, [field]: "other" }));
    expect(payloadSha256Of(changed, {})).not.toBe(payloadSha256Of(plan, {}));
  });

  it("has another hash with another value, field or order of steps", () => {
    const hashes = [
      payloadSha256Of(plan, { a: "1" }),
      payloadSha256Of(plan, { a: "2" }),
      payloadSha256Of(plan, { b: "1" }),
      payloadSha256Of([], { a: "1" }),
      frozenTextSha256(text),
      frozenTextSha256({ ...text, body: "Hello!" }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
