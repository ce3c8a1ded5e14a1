import { afterEach, describe, expect, it } from "vitest";
import type { Attempt, Fact, ProviderId } from "#shared/message/ledger-rows.ts";
import type { LedgerBatch } from "#hub/ledger/index.ts";
import { openLedger, type Ledger } from "#hub/ledger/index.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { attemptOf, factOf } from "#test/dispatch/rows.ts";
import { createMetrics, type MetricsDeps } from "./metrics.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const provider: ProviderId = "twilio";
const centMicros = 10_000;

const openMetrics = (ledger: MetricsDeps["ledger"], clock: MetricsDeps["clock"]) =>
  createMetrics({
    ledger,
    chargeOf: ({ units = 1 }) => ({ amountMicros: units * centMicros, currency: "USD" }),
    campaignOf: () => "campaign-1",
    zone: "Europe/Paris",
    clock,
    logger: silentLogger,
  });

interface Course {
  readonly kind: "accepted" | "rejected" | "deferred" | "unknown";
  readonly afterMs: number;
  readonly units?: number;
}

/** A real ledger with one message per call, each answered as told. */
const openSent = async () => {
  const clock = createVirtualClock();
  const ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  closing.push(() => ledger.close());
  const done = async <Value>(work: Promise<Value>): Promise<Value> => {
    await clock.advance(50);
    return work;
  };
  let sent = 0;
  const send = async ({ kind, afterMs, units }: Course): Promise<void> => {
    sent += 1;
    const intent = intentOf(`g${sent}`, clock.now(), { approvalId: `approval-${sent}`, revision: sent, channels: ["sms"] });
    await done(ledger.approve(approvalOf([intent])));
    const { messageId, approvalId } = intent;
    const attempt = attemptOf(1, {
      attemptId: `attempt-of-${sent}`,
      messageId,
      approvalId,
      provider,
      startedAt: clock.now(),
      ...(units && { units }),
    });
    await done(ledger.append({ attempts: [attempt] }));
    const code = kind === "accepted" ? "" : `${kind}-code`;
    const fact = factOf(kind, attempt, { messageId, provider, recordedAt: attempt.startedAt + afterMs, code });
    await done(ledger.append({ facts: [fact] }));
  };
  return { clock, ledger, send, done };
};

const restarted = async (ledger: Ledger, clock: ReturnType<typeof createVirtualClock>) => {
  const metrics = openMetrics(ledger, clock);
  const reading = metrics.start();
  await clock.advance(100);
  await reading;
  return metrics;
};

describe("the figures of a lane", () => {
  it("are what the calls came to, how long they took and what they cost", async () => {
    const { clock, ledger, send } = await openSent();
    const metrics = openMetrics(ledger, clock);
    await send({ kind: "accepted", afterMs: 100 });
    await send({ kind: "accepted", afterMs: 100, units: 3 });
    await send({ kind: "unknown", afterMs: 30_000 });
    await send({ kind: "rejected", afterMs: 200 });
    const { tenMinutes, cost, failed } = metrics.lane(provider);
    expect(tenMinutes).toMatchObject({ calls: 4, results: { accepted: 2, rejected: 1, deferred: 0, unknown: 1 } });
    expect(tenMinutes.p50Ms).toBeGreaterThan(95);
    expect(tenMinutes.p50Ms).toBeLessThan(105);
    expect(tenMinutes.p95Ms).toBeGreaterThan(29_000);
    expect(cost).toEqual({
      currency: "USD",
      todayMicros: 5 * centMicros,
      monthMicros: 5 * centMicros,
      byCampaign: [{ campaignId: "campaign-1", amountMicros: 5 * centMicros, messages: 3 }],
    });
    expect(failed.map(({ code }) => code)).toEqual(["unknown-code", "rejected-code"]);
    expect(metrics.campaign("campaign-1").calls).toBe(4);
    expect(metrics.settled(provider)).toBe(3);
  });

  it("take the provider's own price in place of ours, now and after a restart", async () => {
    const { clock, ledger, send, done } = await openSent();
    const metrics = openMetrics(ledger, clock);
    await send({ kind: "accepted", afterMs: 100 });
    await send({ kind: "accepted", afterMs: 100 });
    const attempt = attemptOf(1, { attemptId: "attempt-of-1" });
    const price = { amountMicros: 3 * centMicros, currency: "USD" };
    const stated = factOf("delivered", attempt, { messageId: intentOf("g1", clock.now()).messageId, source: "look-up", price });
    await done(ledger.append({ facts: [stated, { ...stated, factId: "again" }] }));
    const sum = 4 * centMicros;
    const cost = { currency: "USD", monthMicros: sum, byCampaign: [{ campaignId: "campaign-1", amountMicros: sum, messages: 2 }] };
    expect(metrics.lane(provider).cost).toMatchObject(cost);
    expect((await restarted(ledger, clock)).lane(provider).cost).toMatchObject(cost);
  });

  it("are the same after a restart", async () => {
    const { clock, ledger, send } = await openSent();
    const before = openMetrics(ledger, clock);
    for (const kind of ["accepted", "deferred", "unknown", "accepted"] as const) await send({ kind, afterMs: 400 });
    const after = await restarted(ledger, clock);
    expect(after.lane(provider)).toEqual(before.lane(provider));
    expect(after.campaign("campaign-1")).toEqual(before.campaign("campaign-1"));
    // A pace is of now.
    expect([before.perSecond(provider) > 0, after.perSecond(provider)]).toEqual([true, 0]);
  });

  it("count a call once: what is stated about it later is no second answer", async () => {
    const { clock, ledger, send, done } = await openSent();
    const metrics = openMetrics(ledger, clock);
    await send({ kind: "accepted", afterMs: 100 });
    const attempt = attemptOf(1, { attemptId: "attempt-of-1" });
    const messageId = intentOf("g1", clock.now()).messageId;
    const later = factOf("delivered", attempt, { messageId, source: "webhook" });
    const again = factOf("accepted", attempt, { messageId, source: "look-up", factId: "again" });
    await done(ledger.append({ facts: [later, again] }));
    expect(metrics.lane(provider).day.calls).toBe(1);
    expect((await restarted(ledger, clock)).lane(provider).day.calls).toBe(1);
  });

  it("forget the last ten minutes before the last day, and the day's cost at midnight of this computer", async () => {
    const { clock, ledger, send } = await openSent();
    const metrics = openMetrics(ledger, clock);
    await send({ kind: "accepted", afterMs: 100 });
    await clock.advance(11 * 60_000);
    expect([metrics.lane(provider).tenMinutes.calls, metrics.lane(provider).day.calls]).toEqual([0, 1]);
    // The test begins at noon UTC; midnight in Paris is ten hours away in summer, eleven in winter.
    await clock.advance(13 * 3_600_000);
    expect(metrics.lane(provider).cost).toMatchObject({ todayMicros: 0, monthMicros: centMicros });
  });

  it("count every one of twenty thousand messages", () => {
    const clock = createVirtualClock();
    let tell: ((batch: LedgerBatch) => void) | undefined;
    const onAppend = (listener: (batch: LedgerBatch) => void) => {
      tell = listener;
      return () => undefined;
    };
    const metrics = openMetrics(
      { onAppend, attemptHistory: { end: () => 1, before: () => undefined, madeBefore: () => undefined } },
      clock,
    );
    const rows = Array.from({ length: 20_000 }, (_, n): { attempt: Attempt; fact: Fact } => {
      const attempt = attemptOf(1, { attemptId: `a${n}`, messageId: `m${n}`, provider, startedAt: clock.now() });
      return { attempt, fact: factOf("accepted", attempt, { recordedAt: clock.now() + (n % 900) }) };
    });
    for (const { attempt, fact } of rows) {
      tell?.({ attempts: [attempt], facts: [], controls: [], intents: [], renewed: new Set() });
      tell?.({ attempts: [], facts: [fact], controls: [], intents: [], renewed: new Set() });
    }
    expect(metrics.lane(provider).day.calls).toBe(rows.length);
  });
});
