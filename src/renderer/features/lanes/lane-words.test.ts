import { describe, expect, it } from "vitest";
import type { LaneStatus } from "#shared/api/lanes.ts";
import { countdown, lanePath, laneWords, moneyWords, msWords, quotaLeftWords, shareWords } from "./lane-words.ts";

const lane = (more: Partial<LaneStatus> = {}): LaneStatus => ({
  provider: "resend",
  channel: "email",
  health: "ok",
  perSecond: 0,
  until: null,
  quota: null,
  problem: null,
  ...more,
});

describe("the words of a lane", () => {
  it("are its pace while it sends, else its state, and the countdown of a rest", () => {
    expect(laneWords(lane(), 0)).toBe("ready");
    expect(laneWords(lane({ perSecond: 14.2 }), 0)).toBe("14/s");
    expect(laneWords(lane({ health: "resting", until: 42_000 }), 0)).toBe("resting, tries again in 0:42");
    expect(laneWords(lane({ health: "broken", problem: { code: "x", sentence: "The key is refused.", nextStep: "" } }), 0)).toBe(
      "The key is refused.",
    );
  });

  it("count down to the second, and never below nothing", () => {
    expect([countdown(61_000, 0), countdown(3_905_000, 0), countdown(0, 5_000)]).toEqual(["1:01", "1:05:05", "0:00"]);
  });

  it("never say all while something is missing", () => {
    expect([shareWords(100, 100), shareWords(99_999, 100_000), shareWords(1, 3), shareWords(0, 0)]).toEqual([
      "100 %",
      "99.9 %",
      "33.3 %",
      "–",
    ]);
  });

  it("name what is left of a quota, a latency and a price", () => {
    expect([quotaLeftWords({ used: 88, limit: 100 }), quotaLeftWords({ used: 100, limit: 100 })]).toEqual([
      "12 of 100 left",
      "quota used up",
    ]);
    expect([msWords(null), msWords(45), msWords(1_234), msWords(30_000)]).toEqual(["–", "45 ms", "1.2 s", "30 s"]);
    expect([moneyWords(8_300, "USD"), moneyWords(12_500_000, "USD")]).toEqual(["$0.0083", "$12.50"]);
  });

  it("lead to a lane whose name needs escaping", () => {
    expect(lanePath("resend#2")).toBe("/lanes/resend%232");
  });
});
