import { describe, expect, test } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import type { SendOutcome } from "#hub/providers/contract.ts";
import { temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse, type RehearsalOptions } from "#test/dispatch/rehearsal.ts";
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

describe("an account that cannot write to an address", () => {
  const refusedBySender: SendOutcome = { kind: "rejected", scope: "sender", code: "not-on-whatsapp", detail: "Not on WhatsApp." };
  const openThree = async (given: Partial<RehearsalOptions> = {}) => {
    const whatsapp = scriptedProvider("twilio");
    const texts = { ...scriptedProvider("twilio"), id: "twilio#2" as const };
    const email = scriptedProvider("resend");
    const run = await rehearse({
      providers: [whatsapp, texts, email],
      messages: [{ practice: false, channels: ["sms", "email"] }],
      ...given,
    });
    return { ...run, whatsapp, texts, email };
  };
  type Three = Awaited<ReturnType<typeof openThree>>;
  const sentBy = ({ whatsapp, texts, email }: Three): number[] => [whatsapp, texts, email].map(({ requests }) => requests.length);

  test("leaves it to another account of the channel, and is not asked again", async () => {
    const run = await openThree();
    run.whatsapp.script.push(refusedBySender);
    await run.clock.advance(minute);
    expect([run.kindOf(), sentBy(run)]).toEqual(["accepted", [1, 1, 0]]);
  });

  test("leaves it to the next channel where none of its own can, over a restart too", async () => {
    const path = temporaryLedgerPath();
    const run = await openThree({ path });
    run.whatsapp.script.push(refusedBySender);
    run.texts.script.push(refusedBySender);
    await run.clock.until(() => run.texts.requests.length === 1, minute);
    await run.done(run.dispatcher.stop());
    await run.done(run.ledger.close());
    const after = await openThree({ path, clock: run.clock, approve: false });
    await run.clock.advance(minute);
    expect([sentBy(run), sentBy(after)]).toEqual([
      [1, 1, 0],
      [0, 0, 1],
    ]);
  });

  test("ends it, in its words, where there is no other way", async () => {
    const run = await openThree({ messages: [{ practice: false, channels: ["sms"] }] });
    run.whatsapp.script.push(refusedBySender);
    run.texts.script.push(refusedBySender);
    await run.clock.advance(minute);
    const [intent] = run.intents;
    expect(run.dispatcher.stateOf(intent?.messageId ?? "")).toMatchObject({ kind: "rejected", code: "not-on-whatsapp" });
  });

  test("is not asked at all where its own rules forbid the address", async () => {
    const run = await openThree({ mayWriteTo: ({ id }) => id !== "twilio" });
    await run.clock.advance(minute);
    expect([run.kindOf(), sentBy(run)]).toEqual(["accepted", [0, 1, 0]]);
  });

  test.for(["twilio", "twilio#2"] as const)(
    "leaves it to the next channel where the rules of %s forbid the address and the other has refused it",
    async (forbidden) => {
      const run = await openThree({ mayWriteTo: ({ id }) => id !== forbidden });
      run.whatsapp.script.push(refusedBySender);
      run.texts.script.push(refusedBySender);
      await run.clock.advance(minute);
      expect([run.kindOf(), sentBy(run)]).toEqual(["accepted", forbidden === "twilio" ? [0, 1, 1] : [1, 0, 1]]);
    },
  );

  test("holds up nobody whom it can write to, while the account that may write to the others has no room", async () => {
    const slow = { ...scriptedProvider("twilio", { rate: { perSecond: 0.01, burst: 1, concurrency: 1 } }), id: "twilio#2" as const };
    const fast = scriptedProvider("twilio");
    const isOdd = (address: string): boolean => Number(address.at(-1)) % 2 === 1;
    const run = await rehearse({
      providers: [fast, slow],
      messages: Array.from({ length: 20 }, () => ({ practice: false, channels: ["sms" as const] })),
      mayWriteTo: ({ id }, address) => id !== "twilio" || !isOdd(address),
    });
    await run.clock.advance(10_000);
    expect([fast.requests.length, slow.requests.length]).toEqual([10, 1]);
    await run.clock.advance(20 * minute);
    expect(slow.requests.length).toBe(10);
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
