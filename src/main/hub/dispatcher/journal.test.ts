import { describe, expect, test } from "vitest";
import { openLedger, type Ledger } from "#hub/ledger/index.ts";
import { createVirtualClock, type VirtualClock } from "#test/clock/virtual-clock.ts";
import { countingIds, silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { scriptedProvider, unknownOutcome } from "#test/dispatch/scripted-provider.ts";

const second = 1000;

interface FullDisk {
  readonly ledger: Ledger;
  /** While true, nothing but approvals can be written. */
  isFull: boolean;
  readonly refused: { count: number };
}

/** The real ledger on a disk that can fill up. */
const onFillingDisk = (clock: VirtualClock): FullDisk => {
  const real = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  const refused = { count: 0 };
  const disk: FullDisk = {
    isFull: false,
    refused,
    ledger: {
      ...real,
      append: async (rows) => {
        if (!disk.isFull) return await real.append(rows);
        refused.count += 1;
        throw new Error("database or disk is full");
      },
    },
  };
  return disk;
};

describe("a disk that fills up while a message is on its way", () => {
  test.for([
    ["accepted", undefined, "accepted"],
    ["in doubt", unknownOutcome, "unknown"],
  ] as const)(
    "loses nothing: that it is %s is written when there is room again, and nothing was sent twice (L1)",
    async ([, answer, kind]) => {
      const clock = createVirtualClock();
      const disk = onFillingDisk(clock);
      const provider = scriptedProvider("practice-sms");
      if (answer !== undefined) provider.script.push(answer);
      const watched = {
        ...provider,
        send: (...args: Parameters<typeof provider.send>) => {
          disk.isFull = true;
          return provider.send(...args);
        },
      };
      const run = await rehearse({ clock, providers: [watched], messages: [{ channels: ["sms"] }], deps: { ledger: disk.ledger } });
      await clock.advance(17 * second);
      expect([run.kindOf(), provider.requests.length, disk.refused.count]).toEqual(["started", 1, 4]);
      disk.isFull = false;
      await clock.advance(5 * second);
      expect([run.kindOf(), provider.requests.length]).toEqual([kind, 1]);
    },
  );

  test("lets the hub stop: what could not be written is found at the next start", async () => {
    const clock = createVirtualClock();
    const disk = onFillingDisk(clock);
    const provider = scriptedProvider("practice-sms");
    const watched = {
      ...provider,
      send: (...args: Parameters<typeof provider.send>) => {
        disk.isFull = true;
        return provider.send(...args);
      },
    };
    const run = await rehearse({ clock, providers: [watched], messages: [{ channels: ["sms"] }], deps: { ledger: disk.ledger } });
    await clock.advance(second);
    await run.done(run.dispatcher.stop());
    expect(run.kindOf()).toBe("started");
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe("a message that ends by itself while the disk is full", () => {
  test("does not keep the hub from stopping", async () => {
    const clock = createVirtualClock();
    const disk = onFillingDisk(clock);
    // Planning it again at once, for ever, would leave no turn of the event loop to any test: so it hangs instead, and is counted.
    const ledger: Ledger = {
      ...disk.ledger,
      append: (rows) => (disk.refused.count > 100 ? new Promise<never>(() => undefined) : disk.ledger.append(rows)),
    };
    const messages = [{ notBefore: clock.now() + 1000 * second, expiresAt: clock.now() + 10 * second }];
    const run = await rehearse({ clock, providers: [scriptedProvider("practice-sms")], messages, deps: { ledger } });
    disk.isFull = true;
    await clock.advance(30 * second);
    expect(disk.refused.count).toBeGreaterThan(0);
    await run.done(run.dispatcher.stop());
    expect(disk.refused.count).toBeLessThan(20);
    expect([run.kindOf(), clock.pendingTimers()]).toEqual(["queued", 0]);
  });
});

describe("a batch that cannot be written", () => {
  test("is tried singly at once, so that one bad row holds up nobody else (L3)", async () => {
    const provider = scriptedProvider("practice-email");
    // Two messages of the first batch get one and the same attempt id, which the journal refuses.
    let clashes = 2;
    const clash = `clash-${countingIds.next()}`;
    const run = await rehearse({
      providers: [provider],
      messages: [{}, {}, {}],
      deps: { ids: { ...countingIds, next: () => (clashes-- > 0 ? clash : countingIds.next()) } },
    });
    await run.clock.advance(second);
    expect(run.intents.filter((_, index) => run.kindOf(index) === "accepted")).toHaveLength(2);
    await run.clock.advance(10 * second);
    expect(run.intents.map((_, index) => run.kindOf(index))).toEqual(["accepted", "accepted", "accepted"]);
    expect(new Set(provider.requests.map((request) => request.attemptId)).size).toBe(3);
  });
});
