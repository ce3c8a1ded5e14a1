import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLatencies } from "./latencies.ts";
import { createRolling, type Call } from "./rolling.ts";

const minute = 60_000;
const call = (at: number, more: Partial<Call> = {}): Call => ({ at, result: "accepted", tookMs: 100, code: "", ...more });

describe("latencies", () => {
  it("give any quantile to within four percent, whatever was counted", () => {
    const sample = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(sample, fc.constantFrom(0.5, 0.95), (all, share) => {
        const latencies = createLatencies();
        for (const ms of all) latencies.add(ms);
        const exact = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;
        return Math.abs((latencies.quantile(share) ?? 0) - exact) <= 0.04 * exact + 1;
      }),
    );
  });

  it("of nothing have no quantile, and what is beyond the scale counts at its end", () => {
    const latencies = createLatencies();
    expect(latencies.quantile(0.5)).toBeNull();
    latencies.add(0);
    latencies.add(1e9);
    expect(latencies.quantile(0.5)).toBe(1);
    expect(latencies.quantile(1)).toBeGreaterThan(60_000);
  });
});

describe("a rolling window", () => {
  it("says what the calls in it came to, and forgets those that fell out", () => {
    const rolling = createRolling(10 * minute, 20);
    rolling.add(call(0));
    rolling.add(call(5 * minute, { result: "deferred", code: "rate-limited", tookMs: 900 }));
    rolling.add(call(5 * minute, { result: "deferred", code: "rate-limited" }));
    rolling.add(call(5 * minute, { result: "rejected", code: "recipient-unknown" }));
    expect(rolling.figures(5 * minute)).toMatchObject({
      calls: 4,
      results: { accepted: 1, rejected: 1, deferred: 2, unknown: 0 },
      errors: [
        { code: "rate-limited", count: 2 },
        { code: "recipient-unknown", count: 1 },
      ],
    });
    expect(rolling.figures(12 * minute)).toMatchObject({ calls: 3, results: { accepted: 0 } });
    expect(rolling.figures(60 * minute)).toMatchObject({ calls: 0, p50Ms: null });
    expect(rolling.isEmpty(60 * minute)).toBe(true);
  });

  it("has a slice for every moment, also for those in which nothing was sent", () => {
    const rolling = createRolling(10 * minute, 20);
    rolling.add(call(60 * minute - 1));
    const slices = rolling.slices(60 * minute);
    expect(slices).toHaveLength(20);
    expect(slices.map(({ accepted }) => accepted).join("")).toBe("00000000000000000010");
    expect(slices.at(-1)?.startsAt).toBe(60 * minute);
  });

  it("counts the rarer of many codes together", () => {
    const rolling = createRolling(10 * minute, 1);
    for (let n = 0; n < 50; n += 1) rolling.add(call(0, { result: "deferred", code: `code-${n}` }));
    const { errors } = rolling.figures(0);
    expect(errors).toHaveLength(21);
    expect(errors[0]).toEqual({ code: "other", count: 30 });
  });
});
