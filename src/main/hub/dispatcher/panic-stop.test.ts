import { describe, expect, test } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { openLedger } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher, silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { scriptedProvider } from "#test/dispatch/scripted-provider.ts";

const second = 1000;
const stopMsMax = 250;
const queued = 10_000;
const inFlight = 64;

describe("the panic stop (S15)", () => {
  test(
    `with ${queued} queued and ${inFlight} calls running stops within ${stopMsMax} ms, and outlives a kill`,
    { timeout: 120_000 },
    async () => {
      const clock = createSystemClock();
      const path = temporaryLedgerPath();
      const startedAt: number[] = [];
      const full = Promise.withResolvers<void>();
      const provider: Provider = {
        ...scriptedProvider("resend", { rate: { perSecond: 100_000, burst: 1_000, concurrency: inFlight } }),
        send: async () => {
          startedAt.push(clock.monotonic());
          if (startedAt.length >= 5 * inFlight) full.resolve();
          await clock.sleep(2);
          return { kind: "accepted", providerMessageId: "p", detail: "" };
        },
      };
      const run = await openDispatcher({ clock, path, providers: [provider] });
      const intents = Array.from({ length: queued }, (_, index) => intentOf(`g${index}`, clock.now(), { practice: false }));
      await run.ledger.approve(approvalOf(intents));
      await run.dispatcher.start();
      await full.promise;
      const calledAt = clock.monotonic();
      const { onTheWay } = await run.dispatcher.pauseAll();
      const doneMs = clock.monotonic() - calledAt;
      await clock.sleep(2 * stopMsMax);
      const lastMs = Math.max(...startedAt) - calledAt;
      expect(
        [doneMs, lastMs].map((ms) => ms <= stopMsMax),
        `confirmed after ${doneMs} ms, last call after ${lastMs} ms`,
      ).toEqual([true, true]);
      expect(lastMs).toBeLessThanOrEqual(0);
      expect(onTheWay).toBeLessThanOrEqual(inFlight);
      // What a kill -9 leaves is what is on disk when the promise resolved.
      run.book.stop();
      await run.dispatcher.stop();
      await run.ledger.close();
      const sent = startedAt.length;
      const after = await openDispatcher({ clock, path, providers: [provider] });
      await after.dispatcher.start();
      await clock.sleep(100);
      expect([startedAt.length, after.dispatcher.isPaused("all")]).toEqual([sent, true]);
      await after.dispatcher.stop();
      await after.ledger.close();
    },
  );

  test("is in force before it is on disk, and stays when it cannot be written", async () => {
    const provider = scriptedProvider("practice-email", { rate: { perSecond: 10, burst: 1, concurrency: 1 } });
    const path = temporaryLedgerPath();
    const run = await rehearse({ path, providers: [provider], messages: Array.from({ length: 20 }, () => ({})) });
    await run.clock.advance(second);
    const before = provider.requests.length;
    const stopping = run.dispatcher.pauseAll();
    expect(run.dispatcher.isPaused("all")).toBe(true);
    await run.done(stopping);
    await run.clock.advance(10 * second);
    expect(provider.requests.length).toBe(before);
    await run.done(run.dispatcher.resumeAll());
    await run.clock.advance(10 * second);
    expect(provider.requests.length).toBe(20);
  });

  test("that cannot be written is told, holds all the same, and is written by the next try", async () => {
    const provider = scriptedProvider("practice-email", { rate: { perSecond: 10, burst: 1, concurrency: 1 } });
    const { createVirtualClock } = await import("#test/clock/virtual-clock.ts");
    const clock = createVirtualClock();
    const real = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
    let isFull = false;
    const ledger: typeof real = {
      ...real,
      append: (rows) => (isFull && (rows.controls ?? []).length > 0 ? Promise.reject(new Error("the disk is full")) : real.append(rows)),
    };
    const run = await rehearse({ clock, providers: [provider], messages: Array.from({ length: 20 }, () => ({})), deps: { ledger } });
    await clock.advance(second);
    isFull = true;
    await expect(run.dispatcher.pauseAll()).rejects.toThrow("the disk is full");
    const before = provider.requests.length;
    await clock.advance(10 * second);
    expect([provider.requests.length, real.readControls()]).toEqual([before, []]);
    isFull = false;
    await run.done(run.dispatcher.pauseAll());
    expect(real.readControls()).toMatchObject([{ scope: "all", action: "pause" }]);
  });

  test("of one wedding holds back its messages and nobody else's, over a restart, and says so", async () => {
    const path = temporaryLedgerPath();
    const provider = scriptedProvider("practice-email");
    const run = await rehearse({ path, providers: [provider], approve: false });
    const { clock, done, dispatcher, ledger } = run;
    const of = (weddingId: string) =>
      intentOf("g1", clock.now(), { weddingId, campaignId: `campaign-${weddingId}`, approvalId: `approval-${weddingId}` });
    const [ours, theirs] = [of("w1"), of("w2")];
    await done(dispatcher.pauseWedding("w1"));
    await done(ledger.approve(approvalOf([ours])));
    await done(ledger.approve(approvalOf([theirs])));
    await clock.advance(second);
    expect([dispatcher.stateOf(ours.messageId)?.kind, dispatcher.stateOf(theirs.messageId)?.kind]).toEqual(["queued", "accepted"]);
    expect(dispatcher.waitingOf(ours.messageId)).toEqual({ reason: "paused", until: null });
    expect(["w1", "w2"].map((weddingId) => dispatcher.isPaused({ weddingId }))).toEqual([true, false]);
    await done(dispatcher.stop());
    await done(ledger.close());
    const after = await rehearse({ clock, path, providers: [provider], approve: false });
    await clock.advance(second);
    expect(provider.requests).toHaveLength(1);
    await after.done(after.dispatcher.resumeWedding("w1"));
    await clock.advance(second);
    expect([provider.requests.length, after.dispatcher.isPaused({ weddingId: "w1" })]).toEqual([2, false]);
  });
});
