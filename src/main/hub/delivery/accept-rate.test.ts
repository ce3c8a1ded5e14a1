import { describe, expect, it } from "vitest";
import { acceptRate } from "./accept-rate.ts";

describe("acceptRate", () => {
  it("says nothing before five seconds and ten messages", () => {
    const rate = acceptRate();
    rate.add(0, 50);
    expect(rate.perSecond(4_999)).toBeNull();
    expect(rate.perSecond(5_000)).not.toBeNull();
    const few = acceptRate();
    few.add(0, 9);
    expect(few.perSecond(60_000)).toBeNull();
  });

  it("finds a steady rate from a short past", () => {
    const rate = acceptRate();
    for (let second = 0; second < 10; second += 1) {
      rate.add(second * 1000, 20);
    }
    expect(rate.perSecond(10_000)).toBeCloseTo(20, -0.5);
  });

  it("halves within thirty quiet seconds of a long run", () => {
    const rate = acceptRate();
    for (let second = 0; second <= 600; second += 1) {
      rate.add(second * 1000, 8);
    }
    const before = rate.perSecond(600_000) ?? 0;
    expect(before).toBeGreaterThan(7);
    expect((rate.perSecond(630_000) ?? 0) / before).toBeCloseTo(0.5, 1);
  });

  it("keeps sixty seconds for the sparkline, oldest first", () => {
    const rate = acceptRate();
    rate.add(1_000, 3);
    rate.add(61_000, 5);
    const minute = rate.lastMinute(61_500);
    expect(minute).toHaveLength(60);
    expect(minute.at(-1)).toBe(5);
    expect(minute[0]).toBe(0);
  });
});
