import { describe, expect, test } from "vitest";
import { UsherError, type Problem } from "#shared/problem.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { createSendingStart, type SendingStartDeps } from "./begin-sending.ts";
import { journalProblems } from "./ledger/index.ts";

/** A start whose steps are written down; `blocked` is what the ledger is blocked with. */
const startOf = (given: Partial<SendingStartDeps> = {}) => {
  const clock = createVirtualClock();
  const done: string[] = [];
  let blocked: Problem | null = null;
  const listeners = new Set<() => void>();
  const sending = createSendingStart({
    checkLists: () => Promise.resolve(),
    ledger: {
      check: () => (blocked === null ? Promise.resolve() : Promise.reject(new UsherError(blocked))),
      block: (problem) => {
        blocked = problem;
        for (const listener of listeners) listener();
      },
      problem: () => blocked,
      onProblem: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    catchUp: async () => void done.push("caught up"),
    isBehind: async () => false,
    startDispatcher: async () => void done.push("started"),
    clock,
    logger: silentLogger,
    ...given,
  });
  return { sending, clock, done };
};

describe("the beginning of sending", () => {
  test("a store that takes no writes is told and tried again; then sending begins", async () => {
    let isFull = true;
    const { sending, clock, done } = startOf({ catchUp: () => (isFull ? Promise.reject(new Error("no room")) : Promise.resolve()) });
    await sending.begin();
    await clock.advance(20_000);
    expect([sending.problem()?.code, done]).toEqual(["store-behind", []]);
    isFull = false;
    await clock.advance(5_000);
    expect([sending.problem(), done]).toEqual([null, ["started"]]);
    await sending.end();
  });

  test("a ledger that is behind is blocked, nothing is started, and nothing may be copied from it", async () => {
    const { sending, clock, done } = startOf({ isBehind: async () => true });
    let told = 0;
    sending.onProblem(() => (told += 1));
    await sending.begin();
    await clock.advance(1_000);
    expect([sending.problem(), done, told]).toEqual([journalProblems.lost, ["caught up"], 1]);
    expect(await sending.compared()).toBe(false);
  });

  test("a dispatcher that cannot start is told, and does not reject the start", async () => {
    const { sending, clock } = startOf({ startDispatcher: () => Promise.reject(new Error("a bug")) });
    await sending.begin();
    await clock.advance(1_000);
    expect(sending.problem()?.code).toBe("sending-did-not-start");
    expect(await sending.compared()).toBe(true);
  });

  test("ending it while it waits for room starts nothing", async () => {
    const { sending, done } = startOf({ catchUp: () => Promise.reject(new Error("no room")) });
    await sending.begin();
    await sending.end();
    expect(done).toEqual([]);
  });
});
