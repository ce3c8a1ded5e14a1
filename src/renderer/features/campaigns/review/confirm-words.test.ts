import { describe, expect, it } from "vitest";
import { blockedBy, sendWords } from "./confirm-words.ts";

const review = (...grades: readonly ("stop" | "decide" | "note")[]) => ({
  recipients: 37,
  confirmation: "plain" as const,
  findings: grades.map((grade) => ({ grade, code: "any" })),
});

describe("the last step of a review", () => {
  it("is blocked by stops before anything else, then by what waits for a decision", () => {
    expect(blockedBy(review("stop", "stop"), { undecided: 1, isConfirmed: false })).toBe(
      "2 things have to be fixed before this can be sent.",
    );
    expect(blockedBy(review("decide"), { undecided: 1, isConfirmed: false })).toMatch(/^One check waits/u);
    expect(blockedBy(review("note"), { undecided: 0, isConfirmed: false })).toMatch(/^Look at who is left out/u);
    expect(blockedBy(review("note"), { undecided: 0, isConfirmed: true })).toBeUndefined();
  });

  it("says how many it goes to, and offline that it waits", () => {
    expect(sendWords(review())).toBe("Send to 37 people");
    expect(sendWords({ ...review(), findings: [{ grade: "decide", code: "offline-now" }] })).toBe("Queue for 37 people: goes when online");
  });
});
