import { describe, expect, it } from "vitest";
import { startWords, untilWords } from "./time-words.ts";

const night = (count: number) => ({ code: "quiet-hours", count });

describe("the times of a review", () => {
  it("say who waits for the morning", () => {
    expect(startWords({ recipients: 460, findings: [] }, "after the hold")).toBe("after the hold");
    expect(startWords({ recipients: 460, findings: [night(451)] }, "after the hold")).toBe(
      "after the hold; 451 people wait for the morning",
    );
    expect(startWords({ recipients: 460, findings: [night(451), night(9)] }, "after the hold")).toBe(
      "in the morning: it is quiet time for everybody",
    );
  });

  it("say where a limit comes from that nobody chose", () => {
    expect(untilWords({ findings: [] })).toBe("");
    expect(untilWords({ findings: [{ code: "not-after-missing", count: 0 }] })).toBe(" (48 hours after the start, as you chose none)");
  });
});
