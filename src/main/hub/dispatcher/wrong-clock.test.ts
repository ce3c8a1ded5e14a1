import { describe, expect, test } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf, intentOf, openGates } from "#test/dispatch/approved.ts";
import { createClockTrust } from "./clock-trust.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { deferredOutcome, scriptedProvider, unknownOutcome } from "#test/dispatch/scripted-provider.ts";

const minute = 60_000;
const hour = 60 * minute;

describe("a wrong clock", () => {
  const day = 24 * hour;

  test("that runs ahead for a minute ends nothing, and everything goes out after it was set right (L1)", async () => {
    const provider = scriptedProvider("practice-email");
    const clock = createVirtualClock();
    const { kindOf } = await rehearse({ clock, providers: [provider], messages: [{ notBefore: clock.now() + hour }] });
    clock.jump(3 * day);
    await clock.advance(minute);
    expect(kindOf()).toBe("queued");
    clock.jump(-3 * day);
    await clock.advance(2 * hour);
    expect([kindOf(), provider.requests.length]).toEqual(["accepted", 1]);
  });

  test("that ran ahead a moment ago ends nothing, though the jump is not noticed before the next tick (L1)", async () => {
    const provider = scriptedProvider("practice-email");
    const clock = createVirtualClock();
    const { dispatcher, done, kindOf } = await rehearse({ clock, providers: [provider], messages: [{ notBefore: clock.now() + hour }] });
    clock.jump(3 * day);
    await done(dispatcher.pauseAll());
    await done(dispatcher.resumeAll());
    expect(kindOf()).toBe("queued");
    clock.jump(-3 * day);
    await clock.advance(2 * hour);
    expect([kindOf(), provider.requests.length]).toEqual(["accepted", 1]);
  });

  test("is believed again after its time of doubt, though timers ring a little early (L1)", async () => {
    const provider = scriptedProvider("practice-email");
    const virtual = createVirtualClock();
    const early = (delayMs: number, task: () => void) => virtual.setTimer(delayMs > 1 ? delayMs - 0.5 : delayMs, task);
    const clock = { ...virtual, setTimer: early, setPreciseTimer: early };
    const { kindOf } = await rehearse({ clock, providers: [provider], messages: [{ notBefore: clock.now() + minute }] });
    clock.jump(20 * minute);
    await clock.advance(hour);
    expect([kindOf(), provider.requests.length]).toEqual(["accepted", 1]);
  });

  test("that stays ahead for long is believed, and what is late ends", async () => {
    const clock = createVirtualClock();
    const { kindOf } = await rehearse({
      clock,
      providers: [scriptedProvider("practice-email")],
      messages: [{ notBefore: clock.now() + hour }],
    });
    clock.jump(3 * day);
    await clock.advance(hour);
    expect(kindOf()).toBe("expired");
  });

  test("that ran ahead when an answer was lost leaves the doubt to a person within minutes, not weeks (L1)", async () => {
    const clock = createVirtualClock();
    clock.jump(20 * day);
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    const { kindOf } = await rehearse({ clock, providers: [provider], messages: [{ channels: ["sms"] }] });
    await clock.advance(minute);
    expect(kindOf()).toBe("unknown");
    clock.jump(-20 * day);
    await clock.advance(hour);
    expect([kindOf(), provider.requests.length]).toEqual(["held", 1]);
  });

  test("that was set back waives no other approval's hold", async () => {
    const provider = scriptedProvider("practice-email");
    const clock = createVirtualClock();
    const holdUntil = clock.now() + hour;
    const { dispatcher, done, ledger, intents } = await rehearse({ clock, providers: [provider], messages: [{ holdUntil }] });
    await done(dispatcher.startNow(intents[0]?.campaignId ?? ""));
    clock.jump(-2 * hour);
    const later = intentOf("g9", clock.now(), { approvalId: "approval-2", revision: 2, holdUntil: clock.now() + hour });
    await done(ledger.approve(approvalOf([later])));
    await clock.advance(minute);
    expect(dispatcher.waitingOf(later.messageId)?.reason).toBe("hold");
  });

  test("that a provider told the time of before a sleep is doubted after it: nothing late leaves unasked", async () => {
    const clock = createVirtualClock();
    const dated = (): Promise<Response> => Promise.resolve(new Response("{}", { headers: { date: new Date(clock.now()).toUTCString() } }));
    const trust = createClockTrust(clock, { fetch: dated });
    await trust.http.fetch("http://provider.invalid/");
    const provider = scriptedProvider("resend", { rate: { perSecond: 1 / 600, burst: 1, concurrency: 1 } });
    const messages = Array.from({ length: 5 }, () => ({ practice: false }));
    const deps = { clockSkewMs: trust.skewMs, clockSlept: trust.forget };
    const { dispatcher, intents } = await rehearse({ clock, providers: [provider], messages, deps });
    await clock.advance(minute);
    clock.jump(20 * hour);
    await clock.advance(3 * hour);
    expect(provider.requests.length).toBe(1);
    expect(dispatcher.waitingOf(intents[4]?.messageId ?? "")?.reason).toBe("late");
  });

  test("that is known to be wrong ends no reminder by its deadline", async () => {
    const clock = createVirtualClock();
    const start = clock.now();
    const provider = scriptedProvider("practice-email");
    const { kindOf } = await rehearse({
      clock,
      providers: [provider],
      messages: [{ priority: "reminder", notBefore: start + 10 * day, expiresAt: start + 30 * day }],
      deps: {
        clockSkewMs: () => clock.now() - start - clock.monotonic(),
        gateFacts: { load: () => ({ ...openGates, rsvpIsClosed: () => clock.now() > start + 20 * day }) },
      },
    });
    clock.jump(25 * day);
    await clock.advance(minute);
    clock.jump(-25 * day);
    await clock.advance(11 * day);
    expect(kindOf()).toBe("accepted");
  });

  test("gives up nothing that was tried often", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    provider.script.push(...Array.from({ length: 12 }, () => deferredOutcome(null, "message")));
    const { kindOf } = await rehearse({ clock, providers: [provider], messages: [{ expiresAt: clock.now() + 90 * day }] });
    await clock.until(() => provider.requests.length >= 8, 5 * hour);
    clock.jump(2 * day);
    await clock.advance(minute);
    expect(kindOf()).toBe("queued");
    clock.jump(-2 * day);
    await clock.advance(5 * hour);
    expect(kindOf()).toBe("accepted");
  });
});
