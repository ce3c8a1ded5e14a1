import { copyFileSync, existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openLedger, type Ledger } from "#hub/ledger/index.ts";
import { UsherError } from "#shared/problem.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher, silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse, type RehearsalOptions } from "#test/dispatch/rehearsal.ts";
import { scriptedProvider, unknownOutcome } from "#test/dispatch/scripted-provider.ts";
import { damageRows, emptyEndOfIndex, flipBitInIndex } from "#test/ledger/damage.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Runs one message, stops, lets `damage` at the file, and starts again on it. */
const damagedBetweenStarts = async (options: RehearsalOptions, damage: (path: string, messageId: string) => void) => {
  const clock = createVirtualClock();
  const path = temporaryLedgerPath();
  const run = await rehearse({ ...options, clock, path });
  await clock.advance(1000);
  await run.done(run.dispatcher.stop());
  await run.done(run.ledger.close());
  const messageId = run.intents[0]?.messageId ?? "";
  damage(path, messageId);
  const again = await openDispatcher({ clock, path, providers: options.providers });
  await run.done(again.dispatcher.start());
  const close = async (): Promise<void> => {
    await run.done(again.dispatcher.stop());
    await run.done(again.ledger.close());
  };
  return { ...again, clock, messageId, done: run.done, close };
};

describe("a journal that was damaged between two starts", () => {
  it("one flipped bit in an index never makes a second message (S1)", async () => {
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    const after = await damagedBetweenStarts({ providers: [provider], messages: [{ channels: ["sms"] }] }, (path, id) =>
      flipBitInIndex(path, "sqlite_autoindex_attempt_2", id),
    );
    await after.clock.advance(hour);
    expect(provider.requests).toHaveLength(1);
    expect(after.dispatcher.stateOf(after.messageId)?.kind).toBe("held");
    await after.close();
  });

  it("a broken page of an index never makes a second message (S1)", async () => {
    const provider = scriptedProvider("practice-sms");
    const messages = Array.from({ length: 4 }, () => ({ channels: ["sms"] as const }));
    const after = await damagedBetweenStarts({ providers: [provider], messages }, (path) => emptyEndOfIndex(path, "fact_of_message"));
    await after.clock.advance(hour);
    expect(provider.requests).toHaveLength(4);
    expect(after.book.get(after.messageId)?.state.kind).toBe("accepted");
    await after.close();
  });

  it("an accepted message stays accepted and its slot taken when its approval cannot be read (S1)", async () => {
    const provider = scriptedProvider("practice-email");
    const after = await damagedBetweenStarts({ providers: [provider] }, (path) =>
      damageRows(path, "intent", `body = replace(body, '"bulk"', '"bulK"')`),
    );
    expect(after.book.get(after.messageId)?.state.kind).toBe("accepted");
    const second = approvalOf([intentOf("g0", after.clock.now(), { approvalId: "approval-2", campaignId: "campaign-2" })]);
    expect(await after.done(after.ledger.approve(second))).toEqual({ approved: 0, taken: [after.messageId] });
    await after.clock.advance(10 * minute);
    expect(provider.requests).toHaveLength(1);
    await after.close();
  });

  it("a waiting message whose approval cannot be read is dead, shown, and cannot be sent even when it is redriven", async () => {
    const provider = scriptedProvider("practice-email");
    const after = await damagedBetweenStarts({ providers: [provider], messages: [{ notBefore: Date.UTC(2027, 5, 1, 15) }] }, (path) =>
      damageRows(path, "intent", `body = replace(body, '"bulk"', '"bulK"')`),
    );
    await after.clock.advance(4 * hour);
    expect(after.dispatcher.stateOf(after.messageId)).toMatchObject({ kind: "dead", code: "journal-damaged" });
    await after.done(after.dispatcher.redrive([after.messageId]));
    await after.clock.advance(hour);
    expect(provider.requests).toHaveLength(0);
    await after.close();
  });

  it("a damaged panic stop still stops, until a person resumes (S15)", async () => {
    const provider = scriptedProvider("practice-email");
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const run = await rehearse({ clock, path, providers: [provider], messages: [{ holdUntil: clock.now() + hour }] });
    await run.done(run.dispatcher.pauseAll());
    await run.done(run.dispatcher.stop());
    await run.done(run.ledger.close());
    damageRows(path, "control", "body = replace(body, 'pause', 'paUse')");
    const again = await openDispatcher({ clock, path, providers: [provider] });
    await run.done(again.dispatcher.start());
    await clock.advance(2 * hour);
    expect([again.dispatcher.isPaused("all"), provider.requests.length]).toEqual([true, 0]);
    await run.done(again.dispatcher.resumeAll());
    await clock.advance(minute);
    expect(provider.requests).toHaveLength(1);
    await run.done(again.dispatcher.stop());
    await run.done(again.ledger.close());
  });
});

/** A message on its way when the power was cut, and the ledger that it left, opened on a disk that takes nothing until `room` is made. */
const cutAndFull = async () => {
  const clock = createVirtualClock();
  const provider = scriptedProvider("practice-email");
  provider.script.push("hang");
  const path = temporaryLedgerPath();
  const run = await rehearse({ clock, path, providers: [provider] });
  await clock.advance(10);
  clock.dropTimers();
  const left = temporaryLedgerPath();
  for (const suffix of ["", "-wal"]) if (existsSync(path + suffix)) copyFileSync(path + suffix, left + suffix);
  const real = openLedger({ path: left, clock, logger: silentLogger });
  const disk = { isFull: true };
  const full = new UsherError({ code: "disk-full", sentence: "The disk is full.", nextStep: "Free some space." });
  const ledger: Ledger = { ...real, append: (rows) => (disk.isFull ? Promise.reject(full) : real.append(rows)) };
  const again = await openDispatcher({ clock, providers: [provider], deps: { ledger } });
  return { ...again, clock, provider, disk, done: run.done, messageId: run.intents[0]?.messageId ?? "" };
};

describe("a disk without room at the start", () => {
  it("sends nothing before what was left open is settled, and goes on by itself when there is room (S4)", async () => {
    const { clock, provider, dispatcher, disk, done, messageId } = await cutAndFull();
    const started = dispatcher.start();
    await clock.advance(minute);
    expect(provider.requests).toHaveLength(1);
    disk.isFull = false;
    await done(started);
    await clock.advance(hour);
    expect(dispatcher.stateOf(messageId)?.kind).toBe("accepted");
    await done(dispatcher.stop());
  });

  it("a dispatcher that is stopped while it waits for room ends", async () => {
    const { clock, dispatcher, done } = await cutAndFull();
    const started = dispatcher.start().then(
      () => "started",
      () => "ended",
    );
    await clock.advance(10);
    await done(dispatcher.stop());
    expect(await done(started)).toBe("ended");
  });
});
