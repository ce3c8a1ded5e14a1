import { afterEach, describe, expect, it } from "vitest";
import { createMetrics } from "#hub/delivery/index.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { brokenOutcome, deferredOutcome, scriptedProvider, type ScriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { createOutlook } from "./outlook.ts";

const second = 1_000;
const minute = 60 * second;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The production dispatcher with messages for one slow account, and the forecast beside it. */
const openForecast = async (messages: readonly object[], provider: ScriptedProvider = slow()) => {
  const run = await rehearse({ providers: [provider], messages });
  const { clock, book, dispatcher, ledger } = run;
  const metrics = createMetrics({ ledger, chargeOf: () => null, campaignOf: () => "campaign-1", zone: "UTC", clock, logger: silentLogger });
  const outlook = createOutlook({
    book,
    dispatcher,
    providers: { providersFor: () => [provider] },
    metrics,
    quietHours: () => null,
    clock,
  });
  closing.push(() => {
    outlook.stop();
    metrics.stop();
  });
  return { ...run, ask: () => outlook.of({ id: "campaign-1", priority: "bulk" }), outlook };
};

const slow = (): ScriptedProvider => scriptedProvider("resend", { rate: { perSecond: 1, burst: 1, concurrency: 1 } });
const many = (count: number): object[] => Array.from({ length: count }, () => ({ practice: false }));

describe("when a campaign will be done", () => {
  it("is known from the lane's profile before anything was seen, and from what it does later", async () => {
    const { clock, ask } = await openForecast(many(300));
    const first = ask();
    const endsAt = clock.now() + 300 * second;
    expect(first?.kind === "ends" && Math.abs(first.to - endsAt)).toBeLessThanOrEqual(2 * second);
    await clock.advance(2 * minute);
    const later = ask();
    expect(later?.kind === "ends" && Math.abs(later.to - endsAt)).toBeLessThanOrEqual(5 * second);
  });

  it("counts what goes first: another campaign's messages of the same urgency or more", async () => {
    const { clock, ask, done, ledger } = await openForecast(many(50));
    const other = { practice: false, campaignId: "campaign-2", approvalId: "approval-2", slot: "invitation" };
    await done(ledger.approve(approvalOf(Array.from({ length: 100 }, (_, index) => intentOf(`h${index}`, clock.now(), other)))));
    const answer = ask();
    expect(answer?.kind === "ends" && (answer.to - clock.now()) / second).toBeGreaterThan(140);
  });

  it("is nothing while a person holds it back, and never while the account needs one", async () => {
    const paused = await openForecast(many(10));
    await paused.done(paused.dispatcher.pauseCampaign("campaign-1"));
    expect(paused.ask()).toBeNull();
    const broken = slow();
    broken.script.push(brokenOutcome);
    const { clock, ask } = await openForecast(many(10), broken);
    await clock.advance(10 * second);
    expect(ask()).toEqual({ kind: "never", because: { kind: "person", lane: "Resend" } });
  });

  it("believes in the pace from before an outage while it lasts, and counts from the end of the rest", async () => {
    const provider = slow();
    const { clock, ask, dispatcher } = await openForecast(many(1_000), provider);
    await clock.advance(5 * minute);
    provider.script.push(...Array.from({ length: 200 }, () => deferredOutcome(null, "lane")));
    await clock.advance(60 * minute);
    const condition = dispatcher.laneStates()[0]?.condition;
    const left = 1_000 - 300;
    const answer = ask();
    const opensAt = condition?.kind === "resting" ? condition.until : 0;
    expect(opensAt).toBeGreaterThan(0);
    expect(answer?.kind === "ends" && Math.abs(answer.to - (opensAt + left * second)) / second).toBeLessThanOrEqual(0.02 * left);
  });

  it("stays the same for five seconds, so that it can be read", async () => {
    const { clock, ask } = await openForecast(many(100));
    const first = ask();
    await clock.advance(4 * second);
    expect(ask()).toBe(first);
    await clock.advance(2 * second);
    expect(ask()).not.toBe(first);
  });
});

describe("a send that nobody has approved yet", () => {
  const planned = (count: number, from: number, expiresAt: number) => ({
    priority: "bulk" as const,
    practice: false,
    startsAt: from,
    expiresAt,
    messages: Array.from({ length: count }, (_, n) => ({
      step: { channel: "email" as const, address: `g${n}@x.example` },
      quietZones: ["Europe/Paris"],
      parts: 1,
    })),
  });

  it("goes behind what is approved, and counts its own that would be too late", async () => {
    const { clock, outlook } = await openForecast(many(60));
    const now = clock.now();
    const { forecast, tooLate } = outlook.ofPlanned(planned(120, now, now + 2 * minute));
    expect(forecast.kind === "ends" && Math.abs(forecast.to - (now + 3 * minute))).toBeLessThanOrEqual(2 * second);
    expect(Math.abs(tooLate - 60)).toBeLessThanOrEqual(2);
    expect(outlook.ofPlanned(planned(120, now, now + 10 * minute)).tooLate).toBe(0);
  });

  it("of nobody is done", async () => {
    const { clock, outlook } = await openForecast(many(60));
    expect(outlook.ofPlanned(planned(0, clock.now(), clock.now() + minute))).toEqual({ forecast: { kind: "done" }, tooLate: 0 });
  });
});
