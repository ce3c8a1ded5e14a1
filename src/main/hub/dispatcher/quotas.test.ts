import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Quota } from "#hub/providers/contract.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { openLedger } from "#hub/ledger/index.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { attemptOf, factOf } from "#test/dispatch/rows.ts";
import { rehearse, type RehearsalOptions } from "#test/dispatch/rehearsal.ts";
import { deferredOutcome, refusedOutcome, scriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { createQuotaCount, turnSlackMs } from "./quota-count.ts";
import { createQuotas } from "./quotas.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const daily = (limit: number, given: Partial<Quota> = {}): Quota => ({
  id: "resend:day",
  title: "Resend, a day",
  limit,
  unit: "message",
  window: { kind: "utc-day" },
  ...given,
});

const withQuotas = (id: "resend" | "twilio", ...quotas: Quota[]) => ({ ...scriptedProvider(id), quotas });

const many = (count: number, given: NonNullable<RehearsalOptions["messages"]>[number] = {}) =>
  Array.from({ length: count }, () => ({ practice: false, ...given }));

describe("a count", () => {
  const send = fc.record({ afterMs: fc.nat({ max: 400_000 }), units: fc.integer({ min: 1, max: 3 }) });

  test("of a rolling window is never less than what was sent within it, and at most a slice more", () => {
    fc.assert(
      fc.property(fc.array(send, { maxLength: 80 }), fc.integer({ min: 1_000, max: 3_600_000 }), (sends, windowMs) => {
        const count = createQuotaCount({ kind: "rolling", windowMs });
        const made: { at: number; units: number }[] = [];
        let now = 1_000_000;
        for (const { afterMs, units } of sends) {
          now += afterMs;
          count.add(now, units);
          made.push({ at: now, units });
          const within = (ms: number) => made.filter(({ at }) => at > now - ms).reduce((sum, one) => sum + one.units, 0);
          expect(count.used(now)).toBeGreaterThanOrEqual(within(windowMs));
          expect(count.used(now)).toBeLessThanOrEqual(within(windowMs + Math.max(second, windowMs / 1000) + 1));
        }
      }),
    );
  });

  test("has room again exactly when it says", () => {
    fc.assert(
      fc.property(fc.array(send, { minLength: 1, maxLength: 40 }), fc.nat({ max: 20 }), (sends, left) => {
        const count = createQuotaCount({ kind: "rolling", windowMs: hour });
        let now = 1_000_000;
        for (const { afterMs, units } of sends) count.add((now += afterMs), units);
        const at = count.timeOf(left, now);
        if (at > now) {
          const before = createQuotaCount({ kind: "rolling", windowMs: hour });
          let then = 1_000_000;
          for (const { afterMs, units } of sends) before.add((then += afterMs), units);
          expect(before.used(at - 1)).toBeGreaterThan(left);
        }
        expect(count.used(at)).toBeLessThanOrEqual(left);
      }),
    );
  });

  test("of a day or month turns with UTC, a minute wide on both sides", () => {
    const turn = Date.UTC(2027, 6, 1);
    for (const kind of ["utc-day", "utc-month"] as const) {
      const count = createQuotaCount({ kind });
      count.add(turn - 2 * hour, 5);
      expect([count.used(turn - 1), count.used(turn + turnSlackMs - 1), count.used(turn + turnSlackMs)]).toEqual([5, 5, 0]);
    }
    const late = createQuotaCount({ kind: "utc-day" });
    late.add(turn - 1, 1);
    expect([late.used(turn + hour), late.used(turn + day + turnSlackMs)]).toEqual([1, 0]);
  });
});

describe("a quota (L4)", () => {
  test("is never broken; what waits for it says until when, and goes out when there is room", async () => {
    const clock = createVirtualClock(Date.UTC(2027, 5, 1, 12));
    const provider = withQuotas("resend", daily(10));
    const { dispatcher, intents } = await rehearse({ clock, providers: [provider], messages: many(25) });
    await clock.advance(hour);
    expect(provider.requests).toHaveLength(10);
    const roomAt = Date.UTC(2027, 5, 2) + turnSlackMs;
    expect(dispatcher.waitingOf(intents[20]?.messageId ?? "")).toEqual({ reason: "quota", until: roomAt });
    expect(dispatcher.laneStates()[0]?.quotas).toEqual([
      {
        id: "resend:day",
        title: "Resend, a day",
        used: 10,
        limit: 10,
        unit: "message",
        window: { kind: "utc-day" },
        reserved: 0,
        roomAt,
      },
    ]);
    await clock.advance(roomAt - clock.now() - 1);
    expect(provider.requests).toHaveLength(10);
    await clock.advance(second);
    expect(provider.requests).toHaveLength(20);
  });

  test("survives a restart, what was certainly not sent does not count, and a doubt does", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const quota = daily(10, { window: { kind: "rolling", windowMs: 6 * hour } });
    const first = withQuotas("resend", quota);
    first.script.push(refusedOutcome, deferredOutcome(3 * hour), { kind: "unknown", code: "idempotency-key-reused", detail: "" });
    const before = await rehearse({ clock, path, providers: [first], messages: many(6) });
    await clock.advance(minute);
    expect(before.dispatcher.laneStates()[0]?.quotas[0]?.used).toBe(4);
    await before.done(before.dispatcher.stop());
    await before.ledger.close();
    const again = withQuotas("resend", quota);
    const after = await rehearse({ clock, path, providers: [again], approve: false });
    await clock.advance(second);
    expect(after.dispatcher.laneStates()[0]?.quotas[0]?.used).toBe(4);
    expect(again.requests).toHaveLength(0);
  });

  test("counts the parts of a text where it is by parts, and a long text waits alone", async () => {
    const quota = daily(7, { id: "twilio:parts", unit: "segment" });
    const provider = withQuotas("twilio", quota);
    const long = { name: "a".repeat(400) };
    const { clock, intents, ledger } = await rehearse({
      providers: [provider],
      messages: [
        ...many(2, { channels: ["sms"], values: long }),
        ...many(1, { channels: ["sms"], values: long }),
        ...many(1, { channels: ["sms"] }),
      ],
    });
    await clock.advance(minute);
    expect(provider.requests.map(({ messageId }) => messageId)).toEqual([0, 1, 3].map((index) => intents[index]?.messageId));
    expect(ledger.readMessage(intents[0]?.messageId ?? "")?.attempts).toMatchObject([{ units: 3 }]);
    expect(ledger.readMessage(intents[3]?.messageId ?? "")?.attempts[0]).not.toHaveProperty("units");
  });

  test("that is the lane's own lets the next provider take over", async () => {
    const first = withQuotas("resend", daily(4));
    const second = { ...withQuotas("resend", daily(4, { id: "sendgrid:day" })), id: "sendgrid" as const };
    const { clock } = await rehearse({ providers: [first, second], messages: many(10) });
    await clock.advance(minute);
    expect([first.requests.length, second.requests.length]).toEqual([4, 4]);
  });

  test("that lanes share is used up for all of them at once", async () => {
    const shared = daily(5, { id: "domain:example.org" });
    const first = withQuotas("resend", shared, daily(3));
    const second = { ...withQuotas("resend", shared), id: "resend#2" as const };
    const { clock, dispatcher } = await rehearse({ providers: [first, second], messages: many(12) });
    await clock.advance(minute);
    expect([first.requests.length, second.requests.length]).toEqual([3, 2]);
    expect(dispatcher.laneStates().map(({ quotas }) => quotas.find(({ id }) => id === shared.id)?.used)).toEqual([5, 5]);
  });

  test("keeps its last fiftieth for day-of messages", async () => {
    const provider = withQuotas("resend", daily(100));
    const clock = createVirtualClock();
    const { dispatcher, intents } = await rehearse({
      clock,
      providers: [provider],
      messages: [...many(110), ...many(3, { priority: "day-of", notBefore: clock.now() + hour })],
    });
    await clock.advance(30 * minute);
    expect(provider.requests).toHaveLength(98);
    expect(dispatcher.laneStates()[0]?.quotas[0]?.roomAt).not.toBeNull();
    await clock.advance(hour);
    expect(provider.requests.slice(98).map(({ messageId }) => messageId)).toEqual(
      [intents[110], intents[111]].map((one) => one?.messageId),
    );
  });

  test("that is changed while sending is counted anew from the journal", async () => {
    const quotas = [daily(5)];
    const provider = { ...scriptedProvider("resend"), quotas };
    const { clock } = await rehearse({ providers: [provider], messages: many(20) });
    await clock.advance(minute);
    expect(provider.requests).toHaveLength(5);
    quotas[0] = daily(8);
    await clock.advance(minute);
    expect(provider.requests).toHaveLength(8);
  });
});

describe("counting from the journal", () => {
  const historyOf = async (count: number, everyMs: number) => {
    const clock = createVirtualClock();
    const ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
    const attempts = Array.from({ length: count }, (_, index) =>
      attemptOf(1, {
        attemptId: `a-${index}`,
        messageId: `m-${index}`,
        provider: "resend",
        startedAt: clock.now() - (count - index) * everyMs,
      }),
    );
    const appended = ledger.append({ attempts });
    await clock.advance(second);
    await appended;
    let pages = 0;
    const { attemptHistory } = ledger;
    const watched = {
      attemptHistory: {
        ...attemptHistory,
        madeBefore: (...place: Parameters<typeof attemptHistory.madeBefore>) => {
          pages += 1;
          return attemptHistory.madeBefore(...place);
        },
      },
    };
    const work: Promise<void>[] = [];
    const quotas = createQuotas({
      ledger: watched,
      clock,
      changed: () => undefined,
      run: (task) => void work.push(task()),
      stopping: new AbortController().signal,
    });
    return { clock, ledger, quotas, pages: () => pages, counted: async () => (await clock.advance(second), await Promise.all(work)) };
  };

  test("reads no further back than the window reaches, however long the history is", async () => {
    const { quotas, pages, counted } = await historyOf(20_000, minute);
    const provider = withQuotas("resend", daily(1_000, { window: { kind: "rolling", windowMs: hour } }));
    quotas.follow([provider]);
    // Until it is counted nothing is sent, and nobody is told a time.
    expect([quotas.room(provider, "day-of"), quotas.roomAt(provider, "day-of")]).toEqual([0, null]);
    await counted();
    expect(quotas.states(provider)[0]?.used).toBe(59);
    expect(pages()).toBeLessThanOrEqual(2);
  });

  test("stops where the quota is full, and what follows has room at the right time all the same", async () => {
    const { clock, quotas, pages, counted } = await historyOf(20_000, second);
    const provider = withQuotas("resend", daily(400, { window: { kind: "rolling", windowMs: day } }));
    quotas.follow([provider]);
    await counted();
    expect([quotas.room(provider, "day-of"), pages() <= 3]).toEqual([0, true]);
    const roomAt = quotas.roomAt(provider, "day-of") ?? 0;
    // The 400th newest is some 400 seconds old, and a slice is 86.4 s long.
    expect(roomAt - (clock.now() + day - 400 * second)).toBeGreaterThanOrEqual(-3 * second);
    expect(roomAt - (clock.now() + day - 400 * second)).toBeLessThanOrEqual(90 * second);
  });

  test("takes back what turns out not to have been sent, once, whether it was read or told", async () => {
    const { quotas, counted } = await historyOf(3, second);
    const provider = withQuotas("resend", daily(10));
    quotas.follow([provider]);
    await counted();
    const told = attemptOf(1, { attemptId: "a-9", messageId: "m-9", provider: "resend", startedAt: createVirtualClock().now() });
    quotas.apply({ attempts: [told], facts: [] });
    const used = (): number | undefined => quotas.states(provider)[0]?.used;
    expect(used()).toBe(4);
    const read = { ...told, attemptId: "a-1", messageId: "m-1" };
    for (const attempt of [told, read]) {
      quotas.apply({ attempts: [], facts: [factOf("deferred", attempt)] });
      quotas.apply({ attempts: [], facts: [factOf("deferred", attempt, { factId: "again" })] });
    }
    expect(used()).toBe(2);
  });
});
