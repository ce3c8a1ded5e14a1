import { describe, expect, test } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { deferredOutcome, scriptedProvider } from "#test/dispatch/scripted-provider.ts";

const minute = 60_000;
const hour = 60 * minute;

/** A practice message that is due in an hour; the tests sleep past it. */
const openScheduled = async (given: Partial<Parameters<typeof rehearse>[0]> = {}) => {
  const clock = createVirtualClock();
  const provider = scriptedProvider("practice-email");
  const run = await rehearse({ clock, providers: [provider], messages: [{ notBefore: clock.now() + hour }], ...given });
  const [intent] = run.intents;
  const reason = (): string | undefined => run.dispatcher.waitingOf(intent?.messageId ?? "")?.reason;
  return { ...run, provider, reason, campaignId: intent?.campaignId ?? "" };
};

describe("what is late (design 4.4)", () => {
  test("waits for a person's word after a long sleep, and goes out on it", async () => {
    const { clock, network, provider, reason, done, dispatcher, campaignId, kindOf } = await openScheduled();
    clock.jump(8 * hour);
    network.tell("resume");
    await clock.advance(hour);
    expect([reason(), provider.requests.length]).toEqual(["late", 0]);
    await done(dispatcher.resumeCampaign(campaignId));
    await clock.advance(minute);
    expect([kindOf(), provider.requests.length]).toEqual(["accepted", 1]);
  });

  test("stays, where a person stops it while the word that it may go is still being written", async () => {
    const { clock, network, provider, reason, done, dispatcher, campaignId } = await openScheduled();
    clock.jump(8 * hour);
    network.tell("resume");
    await clock.advance(hour);
    expect(reason()).toBe("late");
    await done(Promise.all([dispatcher.resumeCampaign(campaignId), dispatcher.pauseCampaign(campaignId)]));
    await clock.advance(hour);
    expect([reason(), provider.requests.length]).toEqual(["paused", 0]);
  });

  test("may be cancelled instead", async () => {
    const { clock, network, done, dispatcher, campaignId, kindOf, provider } = await openScheduled();
    clock.jump(8 * hour);
    network.tell("resume");
    await clock.advance(minute);
    await done(dispatcher.cancelRest(campaignId));
    expect([kindOf(), provider.requests.length]).toEqual(["cancelled", 0]);
  });

  test("by a nap or by the guests' own quiet hours goes out unasked", async () => {
    const nap = await openScheduled();
    nap.clock.jump(1.5 * hour);
    nap.network.tell("resume");
    await nap.clock.advance(minute);
    expect(nap.kindOf()).toBe("accepted");
    // Due at 21:00, slept until 09:30: half an hour after the quiet hours.
    const clock = createVirtualClock();
    const quiet = await openScheduled({
      clock,
      messages: [{ notBefore: clock.now() + 9 * hour }],
      limits: { quietHoursPractice: { from: "09:00", to: "20:00" } },
    });
    clock.jump(21.5 * hour);
    quiet.network.tell("resume");
    await clock.advance(minute);
    expect(quiet.kindOf()).toBe("accepted");
  });

  test("is asked about once: whoever said go on is not asked again", async () => {
    const { clock, network, done, dispatcher, campaignId, reason, provider } = await openScheduled();
    clock.jump(8 * hour);
    network.tell("offline");
    network.tell("resume");
    await clock.advance(minute);
    await done(dispatcher.resumeCampaign(campaignId));
    network.tell("online");
    await clock.advance(minute);
    expect([reason(), provider.requests.length]).toEqual([undefined, 1]);
  });

  test("is found at a start, also after another one", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const first = await openScheduled({ clock, path });
    await first.done(first.dispatcher.stop());
    await first.ledger.close();
    clock.jump(26 * hour);
    for (let start = 0; start < 2; start += 1) {
      const provider = scriptedProvider("practice-email");
      const again = await openDispatcher({ clock, path, providers: [provider] });
      await first.done(again.dispatcher.start());
      await clock.advance(minute);
      expect([again.dispatcher.waitingOf(first.intents[0]?.messageId ?? "")?.reason, provider.requests.length]).toEqual(["late", 0]);
      await first.done(again.dispatcher.stop());
      await again.ledger.close();
    }
  });

  test("is not a send that went on until just now, however long it takes", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const slow = { rate: { perSecond: 0.01, burst: 1, concurrency: 1 } };
    const messages = Array.from({ length: 60 }, () => ({}));
    const first = await rehearse({ clock, path, providers: [scriptedProvider("practice-email", slow)], messages });
    await clock.advance(80 * minute);
    await first.done(first.dispatcher.stop());
    await first.ledger.close();
    clock.jump(5 * minute);
    const provider = scriptedProvider("practice-email");
    const again = await openDispatcher({ clock, path, providers: [provider] });
    await first.done(again.dispatcher.start());
    await clock.advance(minute);
    expect(provider.requests.length).toBeGreaterThan(5);
  });

  test("overrides no cancel, also one that a crash cut short", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const first = await openScheduled({ clock, path });
    const { campaignId } = first;
    const order = { controlId: "order-1", scope: campaignId, action: "cancel", approvalId: null, at: clock.now() } as const;
    await first.done(first.dispatcher.stop());
    await first.done(first.ledger.append({ controls: [order] }));
    await first.ledger.close();
    clock.jump(26 * hour);
    const provider = scriptedProvider("practice-email");
    const again = await openDispatcher({ clock, path, providers: [provider] });
    await first.done(again.dispatcher.start());
    await clock.advance(minute);
    await first.done(again.dispatcher.resumeCampaign(campaignId));
    await clock.advance(minute);
    expect([again.dispatcher.stateOf(first.intents[0]?.messageId ?? "")?.kind, provider.requests.length]).toEqual(["cancelled", 0]);
  });

  test("is not hidden by another campaign's sending meanwhile", async () => {
    const clock = createVirtualClock();
    const real = scriptedProvider("resend");
    const practice = scriptedProvider("practice-email");
    const messages = [{ practice: false, notBefore: clock.now() + hour }];
    const { network, done, ledger, dispatcher, intents } = await rehearse({ clock, providers: [practice, real], messages });
    network.tell("offline");
    await clock.advance(9 * hour);
    const rehearsal = intentOf("g9", clock.now(), { approvalId: "approval-2", campaignId: "campaign-2" });
    await done(ledger.approve(approvalOf([rehearsal])));
    await clock.advance(minute);
    network.tell("online");
    await clock.advance(minute);
    expect([practice.requests.length, real.requests.length]).toEqual([1, 0]);
    expect(dispatcher.waitingOf(intents[0]?.messageId ?? "")?.reason).toBe("late");
  });

  test("is decided by whoever lifts a pause of everything", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const first = await openScheduled({ clock, path });
    await first.done(first.dispatcher.pauseAll());
    await first.done(first.dispatcher.stop());
    await first.ledger.close();
    clock.jump(26 * hour);
    const provider = scriptedProvider("practice-email");
    const again = await openDispatcher({ clock, path, providers: [provider] });
    await first.done(again.dispatcher.start());
    await first.done(again.dispatcher.resumeAll());
    await clock.advance(minute);
    expect(provider.requests.length).toBe(1);
  });

  test("is not what the provider itself asked to wait for", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    provider.script.push(deferredOutcome(12 * hour, "lane"));
    const { network, kindOf } = await rehearse({ clock, providers: [provider] });
    await clock.advance(3 * hour);
    network.tell("resume");
    await clock.advance(10 * hour);
    expect(kindOf()).toBe("accepted");
  });
});
