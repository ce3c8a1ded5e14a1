import { describe, expect, it } from "vitest";
import type { Fact } from "#shared/message/ledger-rows.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { createControls } from "./controls.ts";
import { defaultDispatchLimits } from "./limits.ts";
import { planMessage } from "./plan.ts";
import type { Plan } from "./plan-world.ts";

const minute = 60_000;
const hour = 60 * minute;
const attempt = attemptOf(1);

const planOf = (facts: readonly Fact[], now: number, damaged = 0): Plan => {
  const rows = { intent: oneIntent, attempts: [attempt], facts };
  const entry: BookEntry = { ...rows, damaged, earlier: [], state: foldMessage(rows) };
  return planMessage(entry, {
    now,
    clockIsTrusted: true,
    clockIsDoubted: false,
    controls: createControls(),
    limits: defaultDispatchLimits,
    providersFor: () => [],
    mayWriteTo: () => true,
    looksOf: () => ({ count: 0, lastAt: 0 }),
    isBarred: () => false,
  });
};

describe("a wait that a provider asked for", () => {
  it("is kept", () => {
    const facts = [factOf("deferred", attempt, { retryAt: approvedAt + hour })];
    expect(planOf(facts, approvedAt + minute)).toMatchObject({ kind: "wait", waiting: { reason: "backoff", until: approvedAt + hour } });
    expect(planOf(facts, approvedAt + hour).kind).toBe("ready");
  });

  it("is none when it was counted by a clock that ran ahead then", () => {
    const ahead = approvedAt + 24 * hour;
    const facts = [factOf("deferred", attempt, { recordedAt: ahead, retryAt: ahead + minute })];
    expect(planOf(facts, approvedAt + minute).kind).toBe("ready");
  });
});

describe("a waiting message of which a row is damaged", () => {
  const dead = (code: string): Fact => factOf("dead", null, { factId: `dead-${code}`, code });
  const redriven = (n: number): Fact => factOf("redriven", null, { factId: `redriven-${n}` });
  const set = factOf("deferred", attempt, { retryAt: approvedAt });

  it("is set aside, though a person had it sent anew before, knowing nothing of the damage (S2)", () => {
    const facts = [set, dead("gave-up"), redriven(1)];
    expect(planOf(facts, approvedAt + minute).kind).toBe("ready");
    expect(planOf(facts, approvedAt + minute, 1)).toMatchObject({ kind: "record", statement: { kind: "dead", code: "journal-damaged" } });
  });

  it("goes out once a person, told of it, wants it", () => {
    const facts = [set, dead("journal-damaged"), redriven(1)];
    expect(planOf(facts, approvedAt + minute, 1).kind).toBe("ready");
  });
});
