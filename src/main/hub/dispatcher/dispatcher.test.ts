import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { PlanStep } from "#shared/message/ledger-rows.ts";
import { createPracticeProvider } from "#hub/providers/practice/index.ts";
import { openGates, renderApproved } from "#test/dispatch/approved.ts";
import { openDispatcher, seededRandom, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { brokenOutcome, deferredOutcome, refusedOutcome, scriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe("a run", () => {
  test("of 480 messages ends, each sent once", async () => {
    const clock = createVirtualClock();
    const practice = createPracticeProvider({ channel: "email", clock, random: seededRandom(1), seed: 1 });
    const { intents, kindOf, dispatcher, done } = await rehearse({
      clock,
      providers: [practice],
      messages: Array.from({ length: 480 }, () => ({})),
    });
    const ended = await clock.until(() => intents.every((_, index) => ["accepted", "rejected"].includes(kindOf(index) ?? "")), 2 * minute);
    expect(ended).toBe(true);
    const accepted = practice.accepted().map((one) => one.messageId);
    expect(new Set(accepted).size).toBe(accepted.length);
    await done(dispatcher.stop());
  });

  test("has the row on disk before the first byte leaves (S3)", async () => {
    const provider = scriptedProvider("practice-email");
    const onDisk: boolean[] = [];
    const watched = {
      ...provider,
      send: (...[request, signal]: Parameters<typeof provider.send>) => {
        onDisk.push(run.ledger.readMessage(request.messageId)?.attempts.some((one) => one.attemptId === request.attemptId) ?? false);
        return provider.send(request, signal);
      },
    };
    const run = await rehearse({ providers: [watched], messages: [{}, {}, {}] });
    await run.clock.advance(second);
    expect(onDisk).toEqual([true, true, true]);
  });

  test("sends what is urgent first", async () => {
    const provider = scriptedProvider("practice-email", { rate: { perSecond: 1, burst: 1, concurrency: 1 } });
    const { clock, intents } = await rehearse({ providers: [provider], messages: [{}, { priority: "reminder" }, { priority: "day-of" }] });
    await clock.advance(5 * second);
    expect(provider.requests.map((one) => one.messageId)).toEqual([intents[2], intents[1], intents[0]].map((one) => one?.messageId));
  });

  test("keeps to the provider's pace", async () => {
    const provider = scriptedProvider("practice-email", { rate: { perSecond: 2, burst: 4, concurrency: 10 } });
    const { clock, dispatcher, intents } = await rehearse({ providers: [provider], messages: Array.from({ length: 20 }, () => ({})) });
    await clock.advance(3 * second);
    expect(provider.requests.length).toBeGreaterThanOrEqual(9);
    expect(provider.requests.length).toBeLessThanOrEqual(4 + 6);
    expect(dispatcher.waitingOf(intents[19]?.messageId ?? "")).toEqual({ reason: "lane-full", until: null });
  });
});

describe("waiting", () => {
  test("a hold is waived by start-now, durably", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    const holdUntil = clock.now() + 5 * minute;
    const { dispatcher, done, intents, kindOf, ledger } = await rehearse({ clock, providers: [provider], messages: [{ holdUntil }] });
    expect(dispatcher.waitingOf(intents[0]?.messageId ?? "")).toEqual({ reason: "hold", until: holdUntil });
    await done(dispatcher.startNow("campaign-1"));
    expect(ledger.readControls()).toMatchObject([{ action: "start-now" }]);
    await clock.advance(second);
    expect(kindOf()).toBe("accepted");
  });

  test("a schedule and quiet hours are kept to the minute (S11)", async () => {
    const clock = createVirtualClock(Date.UTC(2027, 5, 1, 19));
    const provider = scriptedProvider("practice-email");
    const notBefore = clock.now() + 2 * hour;
    const nine = Date.UTC(2027, 5, 2, 9);
    const run = await rehearse({
      clock,
      providers: [provider],
      limits: { quietHoursPractice: { from: "09:00", to: "20:00" } },
      messages: [{ notBefore }],
    });
    const id = run.intents[0]?.messageId ?? "";
    expect(run.dispatcher.waitingOf(id)).toEqual({ reason: "schedule", until: notBefore });
    await clock.advance(3 * hour);
    expect(run.dispatcher.waitingOf(id)).toEqual({ reason: "quiet-hours", until: nine });
    await clock.advance(nine - clock.now() - 1);
    expect(run.kindOf()).toBe("queued");
    await clock.advance(second);
    expect(run.kindOf()).toBe("accepted");
  });

  test("what waits too long expires by itself (S10)", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    const { dispatcher, done, kindOf } = await rehearse({
      clock,
      providers: [provider],
      messages: [{ holdUntil: clock.now() + minute, expiresAt: clock.now() + hour }],
    });
    await done(dispatcher.pauseAll());
    await clock.advance(hour + second);
    expect(kindOf()).toBe("expired");
    expect(provider.requests).toEqual([]);
  });

  test("without a network real messages wait and practice ones do not", async () => {
    const real = scriptedProvider("resend");
    const practice = scriptedProvider("practice-email");
    const clock = createVirtualClock();
    const holdUntil = clock.now() + second;
    const run = await rehearse({ clock, providers: [real, practice], messages: [{ practice: false, holdUntil }, { holdUntil }] });
    run.network.tell("offline");
    await clock.advance(minute);
    expect([run.kindOf(0), run.kindOf(1)]).toEqual(["queued", "accepted"]);
    expect(run.dispatcher.waitingOf(run.intents[0]?.messageId ?? "")).toEqual({ reason: "offline", until: null });
    run.network.tell("online");
    await clock.advance(10);
    expect(run.kindOf(0)).toBe("accepted");
  });

  test("after waking, nothing leaves while the network settles, and overdue calls end", async () => {
    const real = scriptedProvider("resend");
    real.script.push("hang");
    const clock = createVirtualClock();
    const run = await rehearse({
      clock,
      providers: [real],
      messages: [{ practice: false }, { practice: false, notBefore: clock.now() + 1.5 * hour }],
    });
    await clock.advance(second);
    clock.jump(2 * hour);
    run.network.tell("resume");
    await clock.advance(9 * second);
    expect(run.kindOf(0)).toBe("unknown");
    expect(real.requests).toHaveLength(1);
    await clock.advance(10 * second);
    expect([run.kindOf(0), run.kindOf(1)]).toEqual(["accepted", "accepted"]);
  });

  test("a jump of the clock is noticed within one tick, and believed after a while", async () => {
    const provider = scriptedProvider("practice-email");
    const clock = createVirtualClock();
    const { kindOf, dispatcher, intents } = await rehearse({
      clock,
      providers: [provider],
      messages: [{ notBefore: clock.now() + 5.5 * hour }],
    });
    clock.jump(6 * hour);
    await clock.advance(31 * second);
    expect(dispatcher.waitingOf(intents[0]?.messageId ?? "")?.reason).toBe("clock");
    await clock.advance(11 * minute);
    expect(kindOf()).toBe("accepted");
  });

  test("what another desktop claims is left to it", async () => {
    const provider = scriptedProvider("practice-email");
    const { clock, dispatcher, intents } = await rehearse({
      providers: [provider],
      deps: { claims: { claim: () => Promise.resolve(new Set()) } },
    });
    await clock.advance(5 * minute);
    expect(provider.requests).toEqual([]);
    expect(dispatcher.waitingOf(intents[0]?.messageId ?? "")).toEqual({ reason: "no-claim", until: null });
  });
});

describe("not sent", () => {
  test("is tried again with the same key and the same bytes, not before the provider said", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push(deferredOutcome(20 * second));
    const { clock, dispatcher, intents, kindOf } = await rehearse({ providers: [provider] });
    await clock.advance(19 * second);
    expect(provider.requests).toHaveLength(1);
    expect(dispatcher.waitingOf(intents[0]?.messageId ?? "")).toMatchObject({ reason: "backoff" });
    await clock.advance(5 * second);
    expect(kindOf()).toBe("accepted");
    const [one, two] = provider.requests;
    expect(two?.idempotencyKey).toBe(one?.idempotencyKey);
    expect(two?.payload).toEqual(one?.payload);
    expect(two?.attemptId).not.toBe(one?.attemptId);
  });

  test("is given up after enough tries and enough time, and a redrive begins anew", async () => {
    const provider = scriptedProvider("practice-email");
    for (let n = 0; n < 500; n += 1) provider.script.push(deferredOutcome());
    const { clock, dispatcher, done, intents, kindOf } = await rehearse({ providers: [provider] });
    await clock.advance(23 * hour);
    expect(kindOf()).toBe("queued");
    await clock.advance(2 * hour);
    expect(kindOf()).toBe("dead");
    provider.script.length = 0;
    expect(await done(dispatcher.redrive([intents[0]?.messageId ?? "", "unheard-of"]))).toBe(1);
    await clock.advance(second);
    expect(kindOf()).toBe("accepted");
  });

  test("for good, because of the address, goes on to the next channel of the plan", async () => {
    const email = scriptedProvider("practice-email");
    const sms = scriptedProvider("practice-sms");
    email.script.push(refusedOutcome);
    const { clock, kindOf } = await rehearse({ providers: [email, sms], messages: [{ channels: ["email", "sms"] }] });
    await clock.advance(second);
    expect([email.requests.length, sms.requests.length, kindOf()]).toEqual([1, 1, "accepted"]);
  });

  test("because the lane is broken, waits for a change of settings and uses up no try", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push(brokenOutcome);
    const { changeProvider, clock, dispatcher, intents, kindOf } = await rehearse({ providers: [provider] });
    await clock.advance(2 * hour);
    expect(provider.requests).toHaveLength(1);
    expect(dispatcher.laneStates()).toMatchObject([{ condition: { kind: "broken", code: "key-refused" } }]);
    expect(dispatcher.waitingOf(intents[0]?.messageId ?? "")).toEqual({ reason: "lane-paused", until: null });
    expect(dispatcher.stateOf(intents[0]?.messageId ?? "")).toMatchObject({ attemptsUsed: 0 });
    changeProvider("practice-email");
    await clock.advance(second);
    expect(kindOf()).toBe("accepted");
  });

  test("five times in a row rests the lane, which then sends one message ahead (L4)", async () => {
    const provider = scriptedProvider("practice-email", { rate: { perSecond: 100, burst: 100, concurrency: 5 } });
    for (let n = 0; n < 6; n += 1) provider.script.push(deferredOutcome(null, "lane"));
    const { clock, dispatcher, intents, kindOf } = await rehearse({
      providers: [provider],
      messages: Array.from({ length: 20 }, () => ({})),
    });
    await clock.advance(2 * second);
    expect(provider.requests).toHaveLength(5);
    expect(dispatcher.laneStates()).toMatchObject([{ condition: { kind: "resting" } }]);
    await clock.advance(4 * second);
    expect(provider.requests).toHaveLength(6);
    await clock.advance(minute);
    expect(intents.every((_, index) => kindOf(index) === "accepted")).toBe(true);
  });
});

describe("orders", () => {
  test("after the panic stop nothing leaves until it is lifted (S15)", async () => {
    const provider = scriptedProvider("practice-email", { rate: { perSecond: 10, burst: 1, concurrency: 4 } });
    const { clock, dispatcher, done, intents, kindOf } = await rehearse({
      providers: [provider],
      messages: Array.from({ length: 30 }, () => ({})),
    });
    await clock.advance(second);
    const { onTheWay } = await done(dispatcher.pauseAll());
    const sent = provider.requests.length;
    expect([onTheWay, dispatcher.isPaused("all")]).toEqual([0, true]);
    await clock.advance(hour);
    expect(provider.requests).toHaveLength(sent);
    await done(dispatcher.resumeAll());
    await clock.advance(minute);
    expect(intents.every((_, index) => kindOf(index) === "accepted")).toBe(true);
  });

  test("a pause outlives a restart", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const provider = scriptedProvider("practice-email");
    const before = await rehearse({ clock, path, providers: [provider], messages: [{ holdUntil: clock.now() + minute }] });
    await before.done(before.dispatcher.pauseCampaign("campaign-1"));
    await before.done(before.dispatcher.stop());
    await before.ledger.close();
    const after = await openDispatcher({ clock, path, providers: [provider] });
    await before.done(after.dispatcher.start());
    await clock.advance(hour);
    expect([provider.requests.length, after.dispatcher.isPaused({ campaignId: "campaign-1" })]).toEqual([0, true]);
  });

  test("cancelling the rest ends what has not left, for good", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-email");
    provider.script.push("hang");
    const messages = [{}, ...Array.from({ length: 9 }, () => ({ notBefore: clock.now() + hour }))];
    const { dispatcher, done, kindOf } = await rehearse({ clock, providers: [provider], messages });
    await clock.advance(second);
    expect(await done(dispatcher.cancelRest("campaign-1"))).toEqual({ cancelled: 9, onTheWay: 1 });
    await done(dispatcher.resumeCampaign("campaign-1"));
    await clock.advance(2 * hour);
    expect([kindOf(0), kindOf(1), kindOf(9), provider.requests.length]).toEqual(["held", "cancelled", "cancelled", 1]);
  });

  test("stopping lets running sends end, and writes down those that do not", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push("hang");
    const { clock, dispatcher, done, kindOf } = await rehearse({ providers: [provider] });
    await clock.advance(10);
    await done(dispatcher.stop());
    expect(kindOf()).toBe("unknown");
    await done(dispatcher.stop());
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe("a lane that comes to rest while the gates are being asked", () => {
  test("gets nothing more from that batch (L4)", async () => {
    const provider = scriptedProvider("practice-email", { rate: { perSecond: 100, burst: 100, concurrency: 3 } });
    provider.script.push(deferredOutcome(hour, "lane"));
    const clock = createVirtualClock();
    const { kindOf } = await rehearse({
      clock,
      providers: [
        {
          ...provider,
          send: async (...args) => {
            await clock.sleep(100);
            return await provider.send(...args);
          },
        },
      ],
      messages: [{}, { notBefore: clock.now() + 120 }],
      deps: {
        gateFacts: {
          load: async () => {
            await clock.sleep(80);
            return openGates;
          },
        },
      },
    });
    await clock.advance(minute);
    expect([provider.requests.length, kindOf(0), kindOf(1)]).toEqual([1, "queued", "queued"]);
  });
});

describe("one message's trouble", () => {
  test("is its own: what cannot be rendered is dead, the others are sent (L3)", async () => {
    const provider = scriptedProvider("practice-email");
    const { clock, intents, kindOf } = await rehearse({
      providers: [provider],
      messages: [{}, {}, {}],
      deps: {
        render: (intent, planIndex) => {
          if (intent.guestId === "g0") throw new Error("a bug");
          return intent.guestId === "g1"
            ? { ok: false, code: "field-missing", detail: "The name is missing." }
            : renderApproved(intent, planIndex);
        },
      },
    });
    await clock.advance(second);
    expect(intents.map((_, index) => kindOf(index))).toEqual(["dead", "dead", "accepted"]);
  });

  test("of a provider that throws counts as unknown", async () => {
    const provider = { ...scriptedProvider("practice-sms"), send: () => Promise.reject(new Error("a bug")) };
    const { clock, kindOf } = await rehearse({ providers: [provider], messages: [{ channels: ["sms"] }] });
    await clock.advance(second);
    expect(kindOf()).toBe("unknown");
  });

  test("a message with a damaged row is not sent until a person queues it again", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const provider = scriptedProvider("practice-email");
    provider.script.push(deferredOutcome(hour));
    const before = await rehearse({ clock, path, providers: [provider] });
    await clock.advance(second);
    await before.done(before.dispatcher.stop());
    await before.ledger.close();
    const database = new DatabaseSync(path);
    database.exec("DROP TRIGGER attempt_no_update; UPDATE attempt SET body = replace(body, '\"forced\":false', '\"forced\":true ')");
    database.close();
    const after = await openDispatcher({ clock, path, providers: [provider] });
    const id = before.intents[0]?.messageId ?? "";
    await before.done(after.dispatcher.start());
    await clock.advance(2 * hour);
    expect([provider.requests.length, after.dispatcher.stateOf(id)]).toMatchObject([1, { kind: "dead", code: "journal-damaged" }]);
    await before.done(after.dispatcher.redrive([id]));
    await clock.advance(second);
    expect(after.dispatcher.stateOf(id)?.kind).toBe("accepted");
  });

  test("a gate that closes late still counts (S9)", async () => {
    const provider = scriptedProvider("practice-email");
    const { clock, kindOf } = await rehearse({
      providers: [provider],
      deps: { gateFacts: { load: () => Promise.resolve({ ...openGates, suppression: () => "opted-out" }) } },
    });
    await clock.advance(second);
    expect([provider.requests.length, kindOf()]).toEqual([0, "suppressed"]);
  });

  test("an address that is forbidden after the approval gives way to the next one of the plan (S9)", async () => {
    const email = scriptedProvider("practice-email");
    const text = scriptedProvider("practice-sms");
    const gateFacts = {
      load: () =>
        Promise.resolve({ ...openGates, suppression: (_: unknown, { channel }: PlanStep) => (channel === "email" ? "hard-bounce" : null) }),
    };
    const { clock, kindOf } = await rehearse({ providers: [email, text], messages: [{ channels: ["email", "sms"] }], deps: { gateFacts } });
    await clock.advance(second);
    expect([email.requests.length, text.requests.length, kindOf()]).toEqual([0, 1, "accepted"]);
  });
});
