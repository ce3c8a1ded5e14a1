import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { retryDelayMs } from "#shared/message/backoff.ts";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { firstUseOf, keyForTry, nextAttemptNumber } from "./attempt-key.ts";
import { createDueQueue } from "./due-queue.ts";
import { createGcra } from "./gcra.ts";
import { defaultDispatchLimits } from "./limits.ts";

describe("the due queue", () => {
  test("gives back exactly what is due, in order, whatever was set, moved and removed", () => {
    const change = fc.record({ id: fc.nat({ max: 30 }), at: fc.nat({ max: 100 }), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), fc.nat({ max: 100 }), (changes, now) => {
        const queue = createDueQueue();
        const model = new Map<string, number>();
        for (const { id, at, remove } of changes) {
          if (remove && id % 3 === 0) {
            queue.remove(`m${id}`);
            model.delete(`m${id}`);
          } else {
            queue.set(`m${id}`, at);
            model.set(`m${id}`, at);
          }
        }
        const due = [...model].filter(([, at]) => at <= now);
        const later = [...model.values()].filter((at) => at > now);
        const taken = queue.takeDue(now, 1000);
        expect(taken.toSorted()).toEqual(due.map(([id]) => id).toSorted());
        expect(taken.map((id) => model.get(id))).toEqual(due.map(([, at]) => at).toSorted((a, b) => a - b));
        expect(queue.nextAt()).toBe(later.length === 0 ? undefined : Math.min(...later));
        expect(queue.size()).toBe(later.length);
      }),
    );
  });

  test("takes no more than asked", () => {
    const queue = createDueQueue();
    for (const id of ["a", "b", "c"]) queue.set(id, 1);
    expect(queue.takeDue(1, 2)).toEqual(["a", "b"]);
    expect(queue.takeDue(1, 2)).toEqual(["c"]);
  });
});

describe("the rate", () => {
  test("never lets more through than burst and pace allow, and says when the next may leave", () => {
    const pace = fc.record({ perSecond: fc.integer({ min: 1, max: 100 }), burst: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(pace, fc.array(fc.nat({ max: 400 }), { maxLength: 50 }), (rate, pauses) => {
        const gcra = createGcra(() => rate);
        let now = 0;
        let sent = 0;
        for (const pause of pauses) {
          now += pause;
          const room = gcra.available(now);
          gcra.take(room, now);
          sent += room;
          expect(sent).toBeLessThanOrEqual(rate.burst + (now / 1000) * rate.perSecond + 0.001);
          expect(gcra.available(gcra.timeOf(1, now))).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });
});

describe("the delay of a retry", () => {
  test("lies within its bounds, and what the provider asked for is its floor", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat({ max: 3_600_000 }),
        (tries, chance, asked) => {
          const own = retryDelayMs(tries, chance, null, defaultDispatchLimits);
          expect(own).toBeGreaterThanOrEqual(0);
          expect(own).toBeLessThanOrEqual(Math.min(defaultDispatchLimits.retryDelayMsMax, 2_000 * 2 ** (tries - 1)));
          expect(retryDelayMs(tries, chance, asked, defaultDispatchLimits)).toBeGreaterThanOrEqual(asked);
        },
      ),
    );
  });
});

describe("the idempotency key", () => {
  const question = { planIndex: 0, provider: "practice-email", bodySha256: "b".repeat(64), now: 1000, trustMs: 23 * 3_600_000 } as const;
  const rows = { intent: oneIntent, attempts: [], facts: [] };
  const key = keyForTry({ ...question, rows });

  test("is the same for the same words, and another for other words, steps, approvals and people's orders", () => {
    expect(keyForTry({ ...question, rows })).toBe(key);
    const others = [
      keyForTry({ ...question, rows, bodySha256: "c".repeat(64) }),
      keyForTry({ ...question, rows, planIndex: 1 }),
      keyForTry({ ...question, rows: { ...rows, intent: { ...oneIntent, approvalId: "approval-2" } } }),
      keyForTry({ ...question, rows: { ...rows, facts: [factOf("send-again", attemptOf(1))] } }),
    ];
    expect(new Set([key, ...others]).size).toBe(5);
  });

  test("is replaced once it is too old to be trusted (S6)", () => {
    const used = { ...rows, attempts: [attemptOf(1, { idempotencyKey: key, startedAt: 1000 })] };
    expect(firstUseOf(used, key)).toBe(1000);
    expect(keyForTry({ ...question, rows: used, now: 1000 + question.trustMs - 1 })).toBe(key);
    expect(keyForTry({ ...question, rows: used, now: 1000 + question.trustMs })).not.toBe(key);
  });

  test("numbers of attempts leave room for damaged rows", () => {
    expect(nextAttemptNumber({ ...rows, damaged: 0 })).toBe(1);
    expect(nextAttemptNumber({ ...rows, attempts: [attemptOf(3)], damaged: 2 })).toBe(6);
  });
});
