import { afterEach, describe, expect, it } from "vitest";
import { createMetrics } from "#hub/delivery/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { brokenOutcome, deferredOutcome, scriptedProvider, type ScriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { createLaneAlarms } from "./alarms.ts";
import { createLaneQueues } from "./queues.ts";

const second = 1_000;
const minute = 60 * second;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The production dispatcher on virtual time, with the alarm beside it. */
const openWatched = async (provider: ScriptedProvider, messages: readonly object[] = [{ practice: false }]) => {
  const clock = createVirtualClock();
  const run = await rehearse({ clock, providers: [provider], messages });
  const notes: string[] = [];
  const metrics = createMetrics({
    ledger: run.ledger,
    chargeOf: () => null,
    campaignOf: () => "campaign-1",
    zone: "UTC",
    clock,
    logger: silentLogger,
  });
  const providersFor = (channel: Provider["channel"], practice: boolean) => (channel === "email" && !practice ? [provider] : []);
  const alarms = createLaneAlarms({
    queues: createLaneQueues({ book: run.book, dispatcher: run.dispatcher, clock }),
    dispatcher: run.dispatcher,
    providers: { providersFor },
    metrics,
    notifier: { notify: ({ body, route }) => notes.push(`${route}: ${body}`) },
    clock,
    logger: silentLogger,
  });
  alarms.start();
  closing.push(async () => {
    await alarms.stop();
    metrics.stop();
  });
  const isStuck = (): boolean => alarms.problemOf("resend") !== null;
  return { ...run, clock, notes, alarms, isStuck };
};

const always = (provider: ScriptedProvider, outcome: ReturnType<typeof deferredOutcome>): void =>
  void provider.script.push(...Array.from({ length: 2_000 }, () => outcome));

describe("the alarm of a lane", () => {
  it("rings when the provider puts everything off again and again, once, and without names", async () => {
    const provider = scriptedProvider("resend");
    always(provider, deferredOutcome(10 * second, "lane"));
    const { clock, isStuck, notes, alarms } = await openWatched(provider);
    await clock.advance(60 * second);
    expect(isStuck()).toBe(false);
    await clock.advance(30 * second);
    expect(alarms.problemOf("resend")).toMatchObject({ code: "lane-stuck", sentence: expect.stringContaining("Resend") });
    await clock.advance(10 * minute);
    expect(notes).toEqual(["/lanes/resend: Resend has taken none for over a minute."]);
  });

  it("is not fooled by the back-off of single messages", async () => {
    const provider = scriptedProvider("resend");
    always(provider, deferredOutcome());
    const { clock, isStuck } = await openWatched(provider);
    await clock.until(isStuck, 5 * minute);
    expect(isStuck()).toBe(true);
  });

  it("rings when calls are never answered", async () => {
    const provider = scriptedProvider("resend", { rate: { perSecond: 10, burst: 1, concurrency: 1 } });
    provider.script.push(...Array.from({ length: 50 }, () => "hang" as const));
    const { clock, isStuck } = await openWatched(
      provider,
      Array.from({ length: 40 }, () => ({ practice: false })),
    );
    await clock.until(isStuck, 5 * minute);
    expect(isStuck()).toBe(true);
  });

  it("ends by itself when a message gets through", async () => {
    const provider = scriptedProvider("resend");
    provider.script.push(...Array.from({ length: 10 }, () => deferredOutcome(15 * second, "lane")));
    const { clock, isStuck, kindOf } = await openWatched(provider);
    await clock.until(isStuck, 5 * minute);
    expect(isStuck()).toBe(true);
    await clock.until(() => !isStuck(), 10 * minute);
    expect([isStuck(), kindOf()]).toEqual([false, "accepted"]);
  });

  it("keeps quiet during one long rest whose end was named, and rings when nothing comes after it", async () => {
    const provider = scriptedProvider("resend");
    provider.script.push(deferredOutcome(10 * minute, "lane"));
    always(provider, deferredOutcome(2 * minute, "lane"));
    const { clock, isStuck } = await openWatched(provider);
    await clock.advance(10 * minute);
    expect(isStuck()).toBe(false);
    await clock.advance(2 * minute);
    expect(isStuck()).toBe(true);
  });

  it("keeps quiet while sending is paused, this computer is offline, it is not time yet, or a person has to mend the account", async () => {
    const paused = await openWatched(scriptedProvider("resend"), [{ practice: false, notBefore: Number.MAX_SAFE_INTEGER / 2 }]);
    await paused.clock.advance(5 * minute);
    expect(paused.isStuck()).toBe(false);

    const provider = scriptedProvider("resend");
    always(provider, deferredOutcome(10 * second, "lane"));
    const stopped = await openWatched(provider);
    void stopped.dispatcher.pauseAll();
    await stopped.clock.advance(5 * minute);
    expect(stopped.isStuck()).toBe(false);

    const offline = await openWatched(scriptedProvider("resend"));
    offline.network.tell("offline");
    await offline.clock.advance(5 * minute);
    expect(offline.isStuck()).toBe(false);

    const broken = scriptedProvider("resend");
    broken.script.push(brokenOutcome);
    const needsPerson = await openWatched(broken);
    await needsPerson.clock.advance(5 * minute);
    expect(needsPerson.isStuck()).toBe(false);
  });
});
