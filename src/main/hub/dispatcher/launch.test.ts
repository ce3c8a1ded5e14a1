import { describe, expect, test } from "vitest";
import { openLedger } from "#hub/ledger/index.ts";
import { renderApproved } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse, type Rehearsal } from "#test/dispatch/rehearsal.ts";
import { factOf } from "#test/dispatch/rows.ts";
import { scriptedProvider, type ScriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { createVirtualClock, type VirtualClock } from "#test/clock/virtual-clock.ts";

const second = 1000;
const hour = 3_600_000;

interface Case {
  readonly provider: ScriptedProvider;
  readonly run: Rehearsal;
  /** Codes of what was written about the attempts. */
  codes(): (string | undefined)[] | undefined;
}

/** One message whose gates are open; `given` happens while its row is being written: with the very commit, or right after it. */
const withOrder = async (moment: "with the commit" | "after the commit", given: (run: Rehearsal) => void): Promise<Case> => {
  const provider = scriptedProvider("practice-email");
  const clock = createVirtualClock();
  let happened = false;
  const once = (): void => {
    if (happened) return;
    happened = true;
    given(run);
  };
  const run: Rehearsal = await rehearse({
    clock,
    providers: [provider],
    messages: [{ notBefore: clock.now() + second, expiresAt: clock.now() + hour }],
    deps: {
      render: (intent, planIndex) => {
        if (moment === "with the commit") once();
        return renderApproved(intent, planIndex);
      },
    },
  });
  if (moment === "after the commit") {
    run.ledger.onAppend(({ attempts }) => {
      if (attempts.length > 0) once();
    });
  }
  await clock.advance(2 * second);
  expect(happened).toBe(true);
  const rows = () => run.ledger.readMessage(run.intents[0]?.messageId ?? "");
  return {
    provider,
    run,
    codes: () => rows()?.attempts.map(({ attemptId }) => rows()?.facts.find((fact) => fact.attemptId === attemptId)?.code),
  };
};

/** A disk that takes `ms` to take the row of an attempt. */
const slowLedger = (clock: VirtualClock, ms: number): ReturnType<typeof openLedger> => {
  const real = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  return {
    ...real,
    append: async (rows) => {
      const batch = await real.append(rows);
      if ((rows.attempts ?? []).length > 0) await clock.sleep(ms);
      return batch;
    },
  };
};

describe("what happens between the journal and the first byte", () => {
  test.for([
    ["the panic stop", "paused", "queued", (run: Rehearsal): void => void run.dispatcher.pauseAll()],
    ["a pause of its campaign", "paused", "queued", (run: Rehearsal): void => void run.dispatcher.pauseCampaign("campaign-1")],
    ["a pause of its wedding", "paused", "queued", (run: Rehearsal): void => void run.dispatcher.pauseWedding("wedding-1")],
    ["a pause of its account", "lane-paused", "queued", (run: Rehearsal): void => void run.dispatcher.pauseLane("practice-email")],
    ["a cancelled campaign", "cancelled", "cancelled", (run: Rehearsal): void => void run.dispatcher.cancelRest("campaign-1")],
    ["the stop of the hub", "stopping", "queued", (run: Rehearsal): void => void run.dispatcher.stop()],
  ] as const)("%s that comes with the commit holds it back, and says so (S15)", async ([, code, kind, given]) => {
    const { codes, provider, run } = await withOrder("with the commit", given);
    expect([provider.requests.length, codes(), run.kindOf()]).toEqual([0, [code], kind]);
  });

  test("a jump of the clock holds it back until somebody knows how late it is (S10)", async () => {
    const { codes, provider } = await withOrder("after the commit", ({ clock }) => clock.jump(2 * hour));
    expect([provider.requests.length, codes()]).toEqual([0, ["clock"]]);
  });

  test.for([
    ["it has expired meanwhile (S10)", { rowMs: hour, expiresInMs: hour, quietFrom: "20:00" }, [0, ["expired"]]],
    ["the quiet hours have begun meanwhile (S11)", { rowMs: hour, expiresInMs: 48 * hour, quietFrom: "12:30" }, [0, ["quiet-hours"]]],
    ["it is the last millisecond before it expires", { rowMs: hour - 2, expiresInMs: hour, quietFrom: "20:00" }, [1, [""]]],
  ] as const)("the time it took to write the row: %s", async ([, { rowMs, expiresInMs, quietFrom }, expected]) => {
    const clock = createVirtualClock(Date.UTC(2027, 5, 1, 12));
    const provider = scriptedProvider("practice-email");
    const run = await rehearse({
      clock,
      providers: [provider],
      messages: [{ notBefore: clock.now() + 1, expiresAt: clock.now() + expiresInMs }],
      deps: { ledger: slowLedger(clock, rowMs) },
      limits: { quietHoursPractice: { from: "09:00", to: quietFrom } },
    });
    await clock.advance(3 * hour);
    const facts = run.ledger.readMessage(run.intents[0]?.messageId ?? "")?.facts.filter(({ attemptId }) => attemptId !== null);
    expect([provider.requests.length, facts?.map((fact) => fact.code)]).toEqual(expected);
  });

  test("a proof that it arrived holds it back (S1)", async () => {
    const { codes, provider, run } = await withOrder("with the commit", ({ intents, ledger }) => {
      void ledger.append({ facts: [factOf("delivered", null, { messageId: intents[0]?.messageId ?? "" })] });
    });
    expect([provider.requests.length, codes(), run.kindOf()]).toEqual([0, ["already-accepted"], "accepted"]);
  });

  test("an order that was taken back before counts for nothing", async () => {
    const { provider, run } = await withOrder("with the commit", ({ dispatcher }) => {
      void dispatcher.pauseAll().then(() => dispatcher.resumeAll());
    });
    await run.clock.advance(10 * second);
    expect([provider.requests.length, run.kindOf()]).toEqual([1, "accepted"]);
  });
});
