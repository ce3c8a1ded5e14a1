import { describe, expect, test } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { openLedger } from "#hub/ledger/index.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse, type RehearsalOptions } from "#test/dispatch/rehearsal.ts";
import { brokenOutcome, deferredOutcome, scriptedProvider } from "#test/dispatch/scripted-provider.ts";

const minute = 60_000;
const rate = { perSecond: 10, burst: 1, concurrency: 1 };

const openOne = async (given: Partial<RehearsalOptions> = {}) => {
  const provider = scriptedProvider("resend", { rate });
  const messages = Array.from({ length: 20 }, () => ({ practice: false }));
  const run = await rehearse({ providers: [provider], messages, ...given });
  const condition = () => run.dispatcher.laneStates()[0]?.condition;
  return { ...run, provider, condition };
};

describe("an account that a person paused", () => {
  test("sends nothing until it is resumed, however its settings change", async () => {
    const { clock, condition, done, dispatcher, provider, changeProvider } = await openOne();
    await clock.until(() => provider.requests.length === 3, minute);
    await done(dispatcher.pauseLane("resend"));
    const before = provider.requests.length;
    changeProvider("resend");
    dispatcher.retryLane("resend");
    await clock.advance(minute);
    expect([provider.requests.length, condition()]).toMatchObject([before, { kind: "broken", code: "paused-by-person" }]);
    await done(dispatcher.resumeLane("resend"));
    await clock.advance(minute);
    expect(provider.requests.length).toBe(20);
  });

  test("stays so over a restart", async () => {
    const path = temporaryLedgerPath();
    const run = await openOne({ path });
    await run.done(run.dispatcher.pauseLane("resend"));
    const before = run.provider.requests.length;
    await run.done(run.dispatcher.stop());
    await run.done(run.ledger.close());
    const after = await openOne({ path, clock: run.clock, approve: false });
    await after.clock.advance(minute);
    expect([after.provider.requests.length, after.condition()?.kind]).toEqual([0, "broken"]);
    await after.done(after.dispatcher.resumeLane("resend"));
    await after.clock.advance(minute);
    expect(before + after.provider.requests.length).toBe(20);
  });

  test("leaves its messages to the next one", async () => {
    const second = { ...scriptedProvider("resend", { rate }), id: "sendgrid" as const };
    const first = scriptedProvider("resend", { rate });
    const run = await openOne({ providers: [first, second] });
    await run.done(run.dispatcher.pauseLane("resend"));
    const before = first.requests.length;
    await run.clock.advance(minute);
    expect([first.requests.length, before + second.requests.length]).toEqual([before, 20]);
  });

  test("is not called before the time that its provider asked for, though it was resumed before", async () => {
    const { clock, done, dispatcher, provider } = await openOne();
    provider.script.push(deferredOutcome(10 * minute, "lane"));
    await clock.until(() => provider.requests.length === 1, minute);
    await done(dispatcher.pauseLane("resend"));
    await done(dispatcher.resumeLane("resend"));
    await clock.advance(9 * minute);
    expect(provider.requests.length).toBe(1);
    await clock.advance(10 * minute);
    expect(provider.requests.length).toBe(21);
  });

  test("is told as broken again after it was resumed, where it is", async () => {
    const { clock, condition, done, dispatcher, provider } = await openOne();
    await done(dispatcher.pauseLane("resend"));
    provider.script.push(brokenOutcome, brokenOutcome);
    await done(dispatcher.resumeLane("resend"));
    await clock.advance(minute);
    expect(condition()).toMatchObject({ kind: "broken", code: "key-refused" });
  });

  test("holds at once, and says so when that cannot be written", async () => {
    const clock = createVirtualClock();
    const real = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
    const refuse = (rows: Parameters<typeof real.append>[0]): boolean => (rows.controls ?? []).some(({ action }) => action === "pause");
    const ledger: typeof real = {
      ...real,
      append: (rows) => (refuse(rows) ? Promise.reject(new Error("the disk is full")) : real.append(rows)),
    };
    const run = await openOne({ clock, deps: { ledger } });
    await expect(run.dispatcher.pauseLane("resend")).rejects.toThrow("the disk is full");
    const before = run.provider.requests.length;
    await clock.advance(minute);
    expect(run.provider.requests.length).toBe(before);
  });
});
