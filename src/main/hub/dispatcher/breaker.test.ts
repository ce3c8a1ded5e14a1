import { describe, expect, test } from "vitest";
import { createVirtualClock, type VirtualClock } from "#test/clock/virtual-clock.ts";
import { temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse, type Rehearsal } from "#test/dispatch/rehearsal.ts";
import {
  brokenOutcome,
  deferredOutcome,
  scriptedProvider,
  unknownOutcome,
  type ScriptedProvider,
} from "#test/dispatch/scripted-provider.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const rate = { perSecond: 1000, burst: 10, concurrency: 4 };

const conditionOf = ({ dispatcher }: Pick<Rehearsal, "dispatcher">) => dispatcher.laneStates()[0]?.condition;

const open = (given: { clock?: VirtualClock; path?: string; provider: ScriptedProvider; count?: number; approve?: boolean }) => {
  const { provider, count = 20, ...rest } = given;
  return rehearse({ ...rest, providers: [provider], messages: Array.from({ length: count }, () => ({ practice: false })) });
};

/** Ends this start of the hub and begins the next one, with a provider that works. */
const restart = async (before: Rehearsal, path: string) => {
  await before.done(before.dispatcher.stop());
  await before.done(before.ledger.close());
  const provider = scriptedProvider("resend", { rate });
  return { provider, after: await open({ clock: before.clock, path, provider, approve: false }) };
};

describe("the breaker", () => {
  test("opens at the fifth failure in a row, goes on with one single probe, and closes when that works", async () => {
    const provider = scriptedProvider("resend", { rate: { ...rate, concurrency: 1 } });
    provider.script.push(...Array.from({ length: 6 }, () => deferredOutcome(null, "lane")));
    const run = await open({ provider });
    await run.clock.advance(second);
    expect([provider.requests.length, conditionOf(run)]).toMatchObject([5, { kind: "resting", code: "busy" }]);
    // The sixth is the probe: it fails, and the rest is longer.
    await run.clock.until(() => provider.requests.length === 6, minute);
    await run.clock.advance(2 * second);
    expect([provider.requests.length, conditionOf(run)?.kind]).toEqual([6, "resting"]);
    await run.clock.advance(minute);
    expect([provider.requests.length, conditionOf(run)]).toEqual([26, { kind: "running" }]);
  });

  test("lets nobody else go while the probe is on its way", async () => {
    const provider = scriptedProvider("resend", { rate });
    provider.script.push(...Array.from({ length: 8 }, () => deferredOutcome(null, "lane")), "hang");
    const run = await open({ provider });
    await run.clock.advance(2 * second);
    expect([provider.requests.length, conditionOf(run)?.kind]).toEqual([8, "resting"]);
    await run.clock.until(() => provider.requests.length > 8, minute);
    await run.clock.advance(5 * second);
    expect([provider.requests.length, conditionOf(run)]).toEqual([9, { kind: "probing" }]);
  });

  test("opens after ten seconds of failing, however few failures there were", async () => {
    const provider = scriptedProvider("resend", { rate: { perSecond: 0.15, burst: 1, concurrency: 1 } });
    provider.script.push(...Array.from({ length: 3 }, () => deferredOutcome(null, "lane")));
    const run = await open({ provider });
    await run.clock.advance(14 * second);
    expect([provider.requests.length, conditionOf(run)?.kind]).toEqual([3, "resting"]);
  });

  test("opens after ten seconds of silence, and closes when the silence was only a slow answer", async () => {
    const provider = scriptedProvider("resend", { rate: { ...rate, concurrency: 1 } });
    const clock = createVirtualClock();
    const slow: ScriptedProvider = {
      ...provider,
      send: async (...args) => {
        const outcome = await provider.send(...args);
        if (provider.requests.length === 1) await clock.sleep(12 * second);
        return outcome;
      },
    };
    const run = await open({ clock, provider: slow });
    await clock.advance(11 * second);
    expect([provider.requests.length, conditionOf(run)]).toMatchObject([1, { kind: "resting", code: "no-answers" }]);
    await clock.advance(2 * second);
    expect([provider.requests.length, conditionOf(run)]).toEqual([20, { kind: "running" }]);
  });

  test("needs no probe after a pause that a working provider asked for", async () => {
    const provider = scriptedProvider("resend", { rate });
    provider.script.push(
      { kind: "accepted", providerMessageId: "p", detail: "" },
      {
        kind: "deferred",
        scope: "lane",
        code: "rate-limited",
        detail: "",
        retryAfterMs: 3 * second,
      },
    );
    const run = await open({ provider, count: 2 });
    await run.clock.advance(second);
    expect(conditionOf(run)).toMatchObject({ kind: "resting", code: "rate-limited" });
    await run.clock.advance(2.5 * second);
    expect(conditionOf(run)).toEqual({ kind: "running" });
  });

  test("counts what other messages come to: a doubt is a failure, a refused address is not", async () => {
    const provider = scriptedProvider("resend", { rate: { ...rate, concurrency: 1 } });
    const refused = { kind: "rejected", scope: "recipient", code: "no-such-address", detail: "" } as const;
    provider.script.push(unknownOutcome, unknownOutcome, unknownOutcome, unknownOutcome, refused, unknownOutcome, unknownOutcome);
    const run = await open({ provider });
    await run.clock.advance(second);
    expect(conditionOf(run)).toEqual({ kind: "running" });
  });
});

describe("a lane after a restart", () => {
  test("stays broken with its remedy until a person resumes it", async () => {
    const path = temporaryLedgerPath();
    const first = scriptedProvider("resend", { rate });
    first.script.push(brokenOutcome);
    const before = await open({ path, provider: first });
    await before.clock.advance(second);
    const broken = conditionOf(before);
    expect(broken).toMatchObject({ kind: "broken", problem: { code: "key-refused", nextStep: "Enter a new one." } });
    const { provider, after } = await restart(before, path);
    await after.clock.advance(hour);
    expect([provider.requests.length, conditionOf(after)]).toEqual([0, broken]);
    await after.done(after.dispatcher.resumeLane("resend"));
    await after.clock.advance(second);
    expect([provider.requests.length > 0, conditionOf(after)]).toEqual([true, { kind: "running" }]);
    const again = await restart(after, path);
    expect(conditionOf(again.after)).toEqual({ kind: "running" });
  });

  test("tries again when the settings of its account change, and that outlasts a restart too", async () => {
    const path = temporaryLedgerPath();
    const first = scriptedProvider("resend", { rate });
    first.script.push(brokenOutcome);
    const before = await open({ path, provider: first, count: 1 });
    await before.clock.advance(second);
    await before.done(before.dispatcher.pauseAll());
    before.changeProvider("resend");
    await before.clock.advance(second);
    const { after } = await restart(before, path);
    expect(conditionOf(after)).toEqual({ kind: "probing" });
  });

  test("rests until the end of its rest, and not longer when the clock was set back", async () => {
    const cases = [
      { jumpMs: 0, ends: "running" },
      // Its messages are not due by this clock, so nothing has probed it yet.
      { jumpMs: -24 * hour, ends: "probing" },
    ];
    for (const { jumpMs, ends } of cases) {
      const path = temporaryLedgerPath();
      const first = scriptedProvider("resend", { rate });
      first.script.push(deferredOutcome(hour, "lane"));
      const before = await open({ path, provider: first, count: 5 });
      await before.clock.advance(second);
      before.clock.jump(jumpMs);
      const { provider, after } = await restart(before, path);
      await after.clock.advance(50 * minute);
      expect([jumpMs, provider.requests.length, conditionOf(after)?.kind]).toEqual([jumpMs, 0, "resting"]);
      await after.clock.advance(30 * minute);
      expect([jumpMs, conditionOf(after)?.kind]).toEqual([jumpMs, ends]);
    }
  });

  test("whose pause lasts some seconds is not worth a row of the journal", async () => {
    const provider = scriptedProvider("resend", { rate });
    provider.script.push(deferredOutcome(2 * second, "lane"));
    const run = await open({ provider });
    await run.clock.advance(minute);
    expect(run.ledger.readControls()).toEqual([]);
  });

  test("is found by its account: a doubt and a broken key of one account are none of another's", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const one = scriptedProvider("resend", { rate });
    const other = { ...scriptedProvider("resend", { rate }), id: "resend#2" as const };
    one.script.push(unknownOutcome, brokenOutcome);
    const messages = [{ practice: false }, { practice: false, notBefore: clock.now() + second }];
    const run = await rehearse({ clock, path, providers: [one, other], messages });
    await clock.advance(10 * minute);
    expect(run.dispatcher.laneStates().map(({ provider, condition }) => [provider, condition.kind])).toEqual([
      ["resend", "broken"],
      ["resend#2", "running"],
    ]);
    expect(other.requests.map(({ messageId }) => messageId)).toEqual([run.intents[1]?.messageId]);
    expect(run.ledger.readControls()).toMatchObject([{ scope: "lane:resend", action: "lane", lane: { kind: "broken" } }]);
  });
});
