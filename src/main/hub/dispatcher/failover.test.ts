import { describe, expect, test } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { brokenOutcome, deferredOutcome, scriptedProvider, unknownOutcome } from "#test/dispatch/scripted-provider.ts";

const minute = 60_000;

/** Two providers of one channel, best first, and some messages for them. */
const openTwo = async (count: number, rate = { perSecond: 1000, burst: 1000, concurrency: 10 }) => {
  const clock = createVirtualClock();
  const first = scriptedProvider("resend", { rate });
  const second = { ...scriptedProvider("resend", { rate }), id: "sendgrid" as const };
  const run = await rehearse({ clock, providers: [first, second], messages: Array.from({ length: count }, () => ({ practice: false })) });
  return { ...run, first, second };
};

describe("the next provider of a channel", () => {
  test("takes over when the first one's lane breaks, with what was certainly not sent", async () => {
    const { clock, first, second, kindOf } = await openTwo(3);
    first.script.push(brokenOutcome, brokenOutcome, brokenOutcome);
    await clock.advance(minute);
    expect([0, 1, 2].map(kindOf)).toEqual(["accepted", "accepted", "accepted"]);
    expect(second.requests.length).toBe(3);
  });

  test("takes over within a second of the fifth failure in a row", async () => {
    const { clock, first, second } = await openTwo(40, { perSecond: 1000, burst: 1, concurrency: 1 });
    first.script.push(...Array.from({ length: 60 }, () => deferredOutcome(null, "lane")));
    await clock.until(() => first.requests.length >= 5, minute);
    await clock.advance(second.requests.length > 0 ? 0 : 1_000);
    expect(second.requests.length).toBeGreaterThan(0);
  });

  test("is not used for the rush hours of a healthy one", async () => {
    const { clock, first, second } = await openTwo(30, { perSecond: 1, burst: 1, concurrency: 1 });
    await clock.advance(20 * 1_000);
    expect(first.requests.length).toBeGreaterThanOrEqual(20);
    expect(second.requests.length).toBe(0);
  });

  test("never gets a message that the first one may have taken (S7)", async () => {
    const { clock, first, second, kindOf } = await openTwo(1);
    first.script.push(unknownOutcome, brokenOutcome);
    await clock.advance(30 * minute);
    expect(second.requests.length).toBe(0);
    expect(kindOf()).toBe("unknown");
  });

  test("is asked at once for what the first one, now resting, did not take", async () => {
    const { clock, first, second, kindOf } = await openTwo(5, { perSecond: 1000, burst: 5, concurrency: 5 });
    first.script.push(...Array.from({ length: 5 }, () => deferredOutcome(60 * minute, "lane")));
    await clock.advance(3_000);
    expect([0, 1, 2, 3, 4].map(kindOf)).toEqual(Array.from({ length: 5 }, () => "accepted"));
    expect([first.requests.length > 0, second.requests.length]).toEqual([true, 5]);
  });

  test("settles its own doubts, however well the first one is by then", async () => {
    const { clock, first, second, kindOf, changeProvider } = await openTwo(1);
    first.script.push(brokenOutcome);
    second.script.push(unknownOutcome);
    await clock.advance(1_000);
    changeProvider("resend");
    await clock.advance(60 * minute);
    expect([kindOf(), first.requests.length, second.requests.length]).toEqual(["accepted", 1, 2]);
  });
});

describe("routes side by side", () => {
  test("do not starve each other: a thousand emails, or doubts of a lane that rests, hold up no text", async () => {
    const clock = createVirtualClock();
    const email = scriptedProvider("resend", { rate: { perSecond: 20, burst: 5, concurrency: 5 } });
    const text = scriptedProvider("twilio");
    email.script.push(...Array.from({ length: 5 }, () => unknownOutcome));
    const texts = Array.from({ length: 20 }, (_, index) => ({
      practice: false,
      channels: ["sms" as const],
      notBefore: clock.now() + index * 2_000,
    }));
    const emails = Array.from({ length: 1_000 }, () => ({ practice: false }));
    const run = await rehearse({ clock, providers: [email, text], messages: [...emails, ...texts] });
    for (let sent = 1; sent <= texts.length; sent += 1) {
      await clock.advance(sent === 1 ? 10 : 2_000);
      expect(text.requests.length).toBe(sent);
    }
    expect(run.dispatcher.laneStates().map(({ condition }) => condition.kind)).toEqual(["running", "running"]);
  });
});
