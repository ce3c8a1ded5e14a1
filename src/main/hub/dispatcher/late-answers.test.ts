import { describe, expect, test } from "vitest";
import { approvalOf, intentOf, renderApproved } from "#test/dispatch/approved.ts";
import { openDispatcher } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { acceptedOutcome, refusedOutcome, scriptedProvider, unknownOutcome } from "#test/dispatch/scripted-provider.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import type { SendOutcome } from "#hub/providers/contract.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe("an answer that comes after we stopped waiting", () => {
  /** The first call is not answered before a minute, whatever it is told; what it then says. */
  const answeredLate = async (outcome: SendOutcome) => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-sms");
    const slow = { ...provider, send: () => clock.sleep(minute).then(() => outcome) };
    const run = await rehearse({ clock, providers: [slow], messages: [{ channels: ["sms"] }], limits: { callTimeoutMs: 10 * second } });
    await clock.advance(30 * second);
    expect(run.kindOf()).toBe("unknown");
    await clock.advance(minute);
    const facts = run.ledger.readMessage(run.intents[0]?.messageId ?? "")?.facts.map(({ kind }) => kind);
    return { kind: run.kindOf(), facts };
  };

  test("and says that it was taken settles the doubt (S1)", async () => {
    expect(await answeredLate(acceptedOutcome)).toEqual({ kind: "accepted", facts: ["unknown", "accepted"] });
  });

  test("and refuses it settles the doubt too", async () => {
    expect(await answeredLate(refusedOutcome)).toEqual({ kind: "rejected", facts: ["unknown", "rejected"] });
  });

  test("and does not know either is no news", async () => {
    expect(await answeredLate(unknownOutcome)).toEqual({ kind: "unknown", facts: ["unknown"] });
  });
});

describe("a call that was under way while the computer slept", () => {
  test("is asked to end as soon as the jump of the clock is seen, though nobody told that it woke", async () => {
    const provider = scriptedProvider("practice-sms");
    provider.script.push("hang");
    const limits = { callTimeoutMs: 10 * minute };
    const { clock, kindOf } = await rehearse({ providers: [provider], messages: [{ channels: ["sms"] }], limits });
    await clock.advance(second);
    clock.jump(2 * hour);
    await clock.advance(31 * second);
    expect(kindOf()).toBe("unknown");
  });

  test("is asked to end on waking, where the steady clock went on and only the timers stood still", async () => {
    const clock = createVirtualClock();
    let asleepMs = 0;
    const sleepy = { ...clock, now: () => clock.now() + asleepMs, monotonic: () => clock.monotonic() + asleepMs };
    const provider = scriptedProvider("resend");
    provider.script.push("hang");
    const limits = { callTimeoutMs: 10 * minute };
    const run = await rehearse({ clock: sleepy, providers: [provider], messages: [{ practice: false }], limits });
    await clock.advance(second);
    asleepMs = 2 * hour;
    run.network.tell("resume");
    await clock.advance(second);
    expect(run.kindOf()).toBe("unknown");
  });

  test("makes what was heard about the clock worthless", async () => {
    let forgotten = 0;
    const run = await rehearse({ providers: [scriptedProvider("resend")], deps: { clockSlept: () => void (forgotten += 1) } });
    run.network.tell("offline");
    expect(forgotten).toBe(0);
    run.network.tell("resume");
    expect(forgotten).toBe(1);
  });
});

describe("a clock that providers contradict", () => {
  test.for([2 * hour, -2 * hour])("by %i ms ends nothing, in whichever direction it is wrong (L1)", async (skewMs) => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    const messages = [{ notBefore: clock.now() + minute, expiresAt: clock.now() + hour }];
    let stated = skewMs;
    const run = await rehearse({ clock, providers: [provider], messages, deps: { clockSkewMs: () => stated } });
    await run.done(run.dispatcher.pauseAll());
    await clock.advance(2 * hour);
    expect(run.kindOf()).toBe("queued");
    stated = 0;
    await clock.advance(minute);
    expect(run.kindOf()).toBe("expired");
  });
});

describe("looking a doubt up", () => {
  const doubted = async (lookUps: ReturnType<typeof scriptedProvider>["lookUps"], changed = false) => {
    const provider = scriptedProvider("practice-sms", { canLookUp: true });
    provider.script.push(unknownOutcome);
    provider.lookUps.push(...lookUps);
    let isChanged = false;
    const run = await rehearse({
      providers: [provider],
      messages: [{ channels: ["sms"] }],
      deps: {
        render: (intent, planIndex) => {
          const rendered = renderApproved(intent, planIndex);
          return rendered.ok && isChanged ? { ...rendered, bodySha256: "c".repeat(64) } : rendered;
        },
      },
    });
    await run.clock.advance(second);
    isChanged = changed;
    await run.clock.advance(2 * minute);
    return { provider, run };
  };

  test("does not ask for other words than were sent: what is found would be another message", async () => {
    const found = { kind: "found", providerMessageId: "p-1", fact: "delivered" } as const;
    const { provider, run } = await doubted([found], true);
    expect([run.kindOf(), provider.lookUps.length]).toEqual(["unknown", 1]);
    await run.clock.advance(hour);
    expect([run.kindOf(), provider.requests.length]).toEqual(["held", 1]);
  });

  test("counts what is found as taken, even where the provider calls it refused later", async () => {
    const { provider, run } = await doubted([{ kind: "found", providerMessageId: "p-1", fact: "rejected" }]);
    await run.clock.advance(hour);
    expect([run.kindOf(), provider.requests.length]).toEqual(["accepted", 1]);
  });
});

describe("orders about a campaign", () => {
  test("that was cancelled do not bring it back: a pause and a resume leave it cancelled", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    const run = await rehearse({ clock, providers: [provider], messages: [{ notBefore: clock.now() + hour }] });
    await run.done(run.dispatcher.cancelRest("campaign-1"));
    await run.done(run.dispatcher.pauseCampaign("campaign-1"));
    await run.done(run.dispatcher.resumeCampaign("campaign-1"));
    expect(run.ledger.readControls().map(({ action }) => action)).toEqual(["cancel"]);
    expect(run.dispatcher.isPaused({ campaignId: "campaign-1" })).toBe(false);
  });

  test.for(["cancelRest", "pauseCampaign"] as const)("%s is about what was approved before: a new approval goes out", async (order) => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    const run = await rehearse({ clock, providers: [provider], messages: [{ notBefore: clock.now() + hour }] });
    await run.done(run.dispatcher[order]("campaign-1"));
    const again = intentOf("g7", clock.now(), { approvalId: "approval-2", revision: 2 });
    await run.done(run.ledger.approve(approvalOf([again])));
    await clock.advance(minute);
    expect(run.dispatcher.stateOf(again.messageId)?.kind).toBe("accepted");
  });

  test("nobody decides about a message that is not held, though it is in doubt", async () => {
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    const run = await rehearse({ providers: [provider], messages: [{ channels: ["sms"] }] });
    await run.clock.advance(minute);
    expect(run.kindOf()).toBe("unknown");
    for (const decision of ["arrived", "send-again", "skip"] as const) {
      await expect(run.dispatcher.decide(run.intents[0]?.messageId ?? "", decision)).rejects.toMatchObject({
        problem: { code: "not-held" },
      });
    }
    expect(run.kindOf()).toBe("unknown");
  });
});

describe("a campaign that was cancelled just before the power went", () => {
  test("stays cancelled at the next start: nobody is asked whether to send it late", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    const { book, dispatcher, ledger } = await openDispatcher({ clock, providers: [provider] });
    const done = async (work: Promise<unknown>): Promise<void> => {
      let settled = false;
      const settle = (): void => void (settled = true);
      void work.then(settle, settle);
      await clock.until(() => settled, minute);
    };
    const intent = intentOf("g1", clock.now());
    await done(ledger.approve(approvalOf([intent])));
    const order = { controlId: "c-1", scope: intent.campaignId, action: "cancel" as const, approvalId: null, at: clock.now() };
    await done(ledger.append({ controls: [order] }));
    await clock.advance(12 * hour);
    await done(dispatcher.start());
    await clock.advance(minute);
    expect(book.get(intent.messageId)?.state.kind).toBe("cancelled");
    expect(ledger.readControls().map(({ action }) => action)).toEqual(["cancel"]);
  });
});
