import { describe, expect, it } from "vitest";
import { createServiceRate, type ServiceRate } from "./service-rate.ts";

const second = 1_000;

/** Feeds `perSecond` from one instant to another, as single messages. */
const feed = (rate: ServiceRate, from: number, to: number, perSecond: number): void => {
  const everyMs = second / perSecond;
  for (let at = from + everyMs; at <= to; at += everyMs) rate.took(at, 1);
};

const busyFromStart = (): ServiceRate => {
  const rate = createServiceRate();
  rate.busy(0, true);
  return rate;
};

describe("the rate of a lane", () => {
  it("is unknown before five seconds and ten messages", () => {
    const rate = busyFromStart();
    rate.took(1_000, 9);
    expect(rate.perSecond(60_000)).toBeNull();
    rate.took(60_000, 1);
    expect(rate.perSecond(60_000)).not.toBeNull();
    const young = busyFromStart();
    young.took(1_000, 100);
    expect(young.perSecond(4_999)).toBeNull();
  });

  it("is that of a steady lane, whatever its pace", () => {
    for (const perSecond of [0.2, 1, 14, 400]) {
      const rate = busyFromStart();
      feed(rate, 0, 300 * second, perSecond);
      expect(rate.perSecond(300 * second)).toBeCloseTo(perSecond, 1);
    }
  });

  it("is the new one half a minute after the lane has changed its pace", () => {
    const rate = busyFromStart();
    feed(rate, 0, 300 * second, 20);
    feed(rate, 300 * second, 335 * second, 5);
    expect(rate.perSecond(335 * second)).toBeCloseTo(5, 0);
  });

  it("is the mean over many pauses of a lane that stops and goes, at every moment", () => {
    const rate = busyFromStart();
    // Ten seconds at 20 a second, then ten seconds asked to wait: 10 a second.
    for (let cycle = 0; cycle < 30; cycle += 1) feed(rate, cycle * 20 * second, cycle * 20 * second + 10 * second, 20);
    for (let at = 600; at < 620; at += 1) {
      const share = (rate.perSecond(at * second) ?? 0) / 10;
      expect(Math.abs(share - 1)).toBeLessThan(0.05);
    }
  });

  it("leaves out the time in which there was nothing to do", () => {
    const rate = busyFromStart();
    feed(rate, 0, 60 * second, 10);
    rate.busy(60 * second, false);
    expect(rate.perSecond(3_600 * second)).toBeCloseTo(10, 0);
    rate.busy(3_600 * second, true);
    feed(rate, 3_600 * second, 3_660 * second, 10);
    expect(rate.perSecond(3_660 * second)).toBeCloseTo(10, 0);
  });
});
