import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Attempt } from "#shared/message/ledger-rows.ts";
import { suppressionIdOf } from "#hub/delivery/objections.ts";
import { createKeptBlocks } from "#hub/delivery/kept-blocks.ts";
import { followSuppressions, type SuppressionFollower } from "#hub/delivery/suppressions.ts";
import { createMessageBook, openLedger, type Ledger, type MessageBook } from "#hub/ledger/index.ts";
import { openStore, type Store, type StoreCollections } from "#hub/store/index.ts";
import { createVirtualClock, type VirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf } from "#test/dispatch/approved.ts";
import { countingIds, silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";

let clock: VirtualClock;
let store: Store;
let ledger: Ledger;
let book: MessageBook;
const followers: SuppressionFollower[] = [];

const done = async <Value>(work: Promise<Value>): Promise<Value> => {
  let settled = false;
  const settle = (): void => void (settled = true);
  void work.then(settle, settle);
  await expect
    .poll(async () => {
      await clock.advance(1);
      return settled;
    })
    .toBe(true);
  return await work;
};
const follow = (suppressions: StoreCollections["suppressions"] = store.collections.suppressions): SuppressionFollower => {
  const follower = followSuppressions(
    book,
    { ...store, collections: { ...store.collections, suppressions } },
    createKeptBlocks(ledger, countingIds, clock),
    clock,
    silentLogger,
  );
  followers.push(follower);
  return follower;
};
const noted = async () => (await store.collections.suppressions.find().exec()).map((one) => one.toMutableJSON());
/** The address of a step of the plan, by what is noted about it. */
const email = attemptOf(1, { planIndex: 0 });
const text = attemptOf(2, { planIndex: 1 });
const idOf = ({ planIndex }: Attempt): string => {
  const step = oneIntent.plan[planIndex];
  return suppressionIdOf(oneIntent.weddingId, step?.channel ?? "", step?.address ?? "");
};

beforeEach(async () => {
  clock = createVirtualClock();
  store = await openStore({ path: ":memory:" });
  ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  book = createMessageBook(ledger);
  await done(book.load());
  await done(ledger.approve(approvalOf([oneIntent])));
  await done(ledger.append({ attempts: [email, text] }));
});
afterEach(async () => {
  for (const follower of followers.splice(0)) await done(follower.stop());
  book.stop();
  await ledger.close();
  await store.close();
});

/** The store as on a disk that takes no writes for a while. */
const onFullDisk = (): { suppressions: StoreCollections["suppressions"]; isFull: boolean; tries: number } => {
  const disk = {
    isFull: true,
    tries: 0,
    suppressions: {
      findByIds: (ids: string[]) => store.collections.suppressions.findByIds(ids),
      bulkInsert: async (documents: Parameters<typeof store.collections.suppressions.bulkInsert>[0]) => {
        disk.tries += 1;
        if (disk.isFull) throw new Error("database or disk is full");
        return await store.collections.suppressions.bulkInsert(documents);
      },
    } as unknown as StoreCollections["suppressions"],
  };
  return disk;
};

describe("what a provider says about an address (S9)", () => {
  it("is noted for the address that this attempt wrote to, not for the plan's other one", async () => {
    follow();
    await done(ledger.append({ facts: [factOf("complained", text)] }));
    await expect.poll(noted).toMatchObject([{ id: idOf(text), channel: "sms", address: oneIntent.plan[1]?.address, reason: "complaint" }]);
  });

  it("counts for the gates before the store has it, and is tried again until it has", async () => {
    const disk = onFullDisk();
    const follower = follow(disk.suppressions);
    await done(ledger.append({ facts: [factOf("bounced", email)] }));
    await expect.poll(() => disk.tries).toBe(1);
    expect(follower.unsaved()).toMatchObject([{ id: idOf(email), reason: "hard-bounce" }]);
    expect(await noted()).toEqual([]);
    disk.isFull = false;
    await clock.advance(2_000);
    await expect.poll(noted).toMatchObject([{ id: idOf(email) }]);
    await expect.poll(() => follower.unsaved()).toEqual([]);
  });

  it("keeps its first reason while it waits for the store: a bounce hides no complaint", async () => {
    const disk = onFullDisk();
    const follower = follow(disk.suppressions);
    await done(ledger.append({ facts: [factOf("complained", email)] }));
    await done(ledger.append({ facts: [factOf("bounced", email)] }));
    expect(follower.unsaved()).toMatchObject([{ reason: "complaint" }]);
    disk.isFull = false;
    await clock.advance(2_000);
    await expect.poll(noted).toMatchObject([{ reason: "complaint" }]);
  });

  it("is in the store when the follower has stopped, where the store can be written", async () => {
    const disk = onFullDisk();
    const follower = follow(disk.suppressions);
    await done(ledger.append({ facts: [factOf("unsubscribed", email)] }));
    await expect.poll(() => disk.tries).toBe(1);
    disk.isFull = false;
    await follower.stop();
    expect(await noted()).toMatchObject([{ id: idOf(email), reason: "opted-out" }]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it("that a person took off the list stays off, whatever else is heard about the message; and on again when it is said anew", async () => {
    follow();
    await done(ledger.append({ facts: [factOf("bounced", email)] }));
    await expect.poll(noted).toHaveLength(1);
    await (await store.collections.suppressions.findOne(idOf(email)).exec(true)).remove();
    await done(ledger.append({ facts: [factOf("delivered", email)] }));
    await done(followers[0]?.stop() ?? Promise.resolve());
    expect(await noted()).toEqual([]);
    follow();
    await done(ledger.append({ facts: [factOf("bounced", email, { factId: "once-more" })] }));
    await expect.poll(noted).toHaveLength(1);
  });

  it("that two hear at the same time is noted once, and nobody tries for ever", async () => {
    const both = [follow(), follow()];
    await done(ledger.append({ facts: [factOf("complained", email)] }));
    await expect.poll(() => both.flatMap((one) => one.unsaved())).toEqual([]);
    expect(await noted()).toHaveLength(1);
    expect(clock.pendingTimers()).toBe(0);
  });

  it("is made anew from the journal after a crash, once", async () => {
    await done(ledger.append({ facts: [factOf("complained", email), factOf("bounced", text)] }));
    const follower = follow();
    await done(follower.catchUp(ledger));
    await done(follower.catchUp(ledger));
    await expect.poll(noted).toHaveLength(2);
    await expect.poll(() => follower.unsaved()).toEqual([]);
  });
});

describe("a lifted block", () => {
  const byHand = () => ({ reason: "complaint" as const, why: "Called on Tuesday and asked for it" });
  it("stays lifted after a restart, though the journal still holds what was stated", async () => {
    const follower = follow();
    await done(ledger.append({ facts: [factOf("complained", text)] }));
    await expect.poll(noted).toHaveLength(1);
    await done(follower.lift(idOf(text), byHand));
    expect(await noted()).toEqual([]);
    await done(follower.stop());
    const next = follow();
    await done(next.catchUp(ledger));
    await done(next.stop());
    expect(await noted()).toEqual([]);
    expect(next.objectionsTo(idOf(text))).toEqual([]);
  });

  it("blocks again by whatever is stated afterwards, whatever its time says, also when a crash kept it from the store (S9)", async () => {
    const follower = follow();
    await done(ledger.append({ facts: [factOf("complained", text)] }));
    await expect.poll(noted).toHaveLength(1);
    await done(follower.lift(idOf(text), byHand));
    await done(follower.stop());
    await done(ledger.append({ facts: [factOf("complained", text, { factId: "another", at: 0, recordedAt: 0 })] }));
    const next = follow();
    await done(next.catchUp(ledger));
    await expect.poll(noted).toMatchObject([{ id: idOf(text), reason: "complaint" }]);
    expect(next.objectionsTo(idOf(text))).toHaveLength(1);
  });

  it("is blocked again by the journal when the record of its lifting is lost: the safe side", async () => {
    const follower = follow();
    await done(ledger.append({ facts: [factOf("complained", text)] }));
    await expect.poll(noted).toHaveLength(1);
    await done(follower.lift(idOf(text), byHand));
    await done(follower.stop());
    await store.collections.settings.find().remove();
    const next = follow();
    await done(next.catchUp(ledger));
    await expect.poll(noted).toHaveLength(1);
  });

  it("is refused where nothing is blocked, and where the reason given does not do", async () => {
    const follower = follow();
    await expect(done(follower.lift(idOf(text), byHand))).rejects.toMatchObject({ problem: { code: "not-blocked" } });
    await done(ledger.append({ facts: [factOf("complained", text)] }));
    await expect.poll(noted).toHaveLength(1);
    const refuse = () => {
      throw new Error("no");
    };
    await expect(done(follower.lift(idOf(text), refuse))).rejects.toThrow("no");
    expect(await noted()).toHaveLength(1);
  });
});
