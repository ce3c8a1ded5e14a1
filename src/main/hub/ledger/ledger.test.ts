import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { approvalOf, emailText, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { damageRows } from "#test/ledger/damage.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { Ledger, LedgerMessage } from "./ledger.ts";
import { createLedgerWriter } from "./ledger-writer.ts";
import { createMessageBook } from "./message-book.ts";
import { openLedger } from "./open-ledger.ts";
import { openLedgerDatabase } from "./open-database.ts";
import { frozenTextSha256 } from "./payload-hash.ts";

const clock = createSystemClock();
const open = (path: string): Ledger => openLedger({ path, clock, logger: silentLogger });

const idsOf = async (pages: AsyncIterable<readonly LedgerMessage[]>): Promise<string[]> => {
  const ids: string[] = [];
  for await (const page of pages) ids.push(...page.map((one) => one.intent.messageId));
  return ids;
};

const allOf = (ledger: Ledger): Promise<string[]> => idsOf(ledger.readAll());

describe("append and read back", () => {
  test("what was written is what is read, also after opening again", async () => {
    const path = temporaryLedgerPath();
    const ledger = open(path);
    const attempt = attemptOf(1);
    const fact = factOf("accepted", attempt);
    const control = { controlId: "order-1", scope: oneIntent.campaignId, action: "pause", approvalId: null, at: approvedAt } as const;
    expect(await ledger.approve(approvalOf([oneIntent]))).toEqual({ approved: 1, taken: [] });
    await ledger.append({ attempts: [attempt], facts: [fact], controls: [control] });
    const expected = { intent: oneIntent, attempts: [attempt], facts: [fact], damaged: 0, earlier: [] };
    expect(ledger.readMessage(oneIntent.messageId)).toEqual(expected);
    await ledger.close();
    const again = open(path);
    expect(again.readMessage(oneIntent.messageId)).toEqual(expected);
    expect(again.readControls()).toEqual([control]);
    expect(again.frozenText(frozenTextSha256(emailText))).toEqual(emailText);
    await again.close();
  });

  test("a fact that is known is skipped, and an attempt number that is taken is refused", async () => {
    const ledger = open(temporaryLedgerPath());
    await ledger.approve(approvalOf([oneIntent]));
    await ledger.append({ attempts: [attemptOf(1)], facts: [factOf("unknown", attemptOf(1))] });
    expect((await ledger.append({ facts: [factOf("unknown", attemptOf(1))] })).facts).toEqual([]);
    await expect(ledger.append({ attempts: [attemptOf(1, { attemptId: "other" })] })).rejects.toMatchObject({
      problem: { code: "ledger-write-failed" },
    });
    await ledger.close();
  });

  test("one caller's bad row does not fail the others of its turn", async () => {
    const ledger = open(temporaryLedgerPath());
    await ledger.approve(approvalOf([oneIntent]));
    await ledger.append({ attempts: [attemptOf(1)] });
    const results = await Promise.allSettled([
      ledger.append({ attempts: [attemptOf(1, { attemptId: "other" })] }),
      ledger.append({ facts: [factOf("accepted", attemptOf(1))] }),
    ]);
    expect(results.map((one) => one.status)).toEqual(["rejected", "fulfilled"]);
    expect(ledger.readMessage(oneIntent.messageId)?.facts).toHaveLength(1);
    await ledger.close();
  });

  test("rows cannot be changed or removed", () => {
    const database = openLedgerDatabase(temporaryLedgerPath());
    database.exec("INSERT INTO control (control_id, scope, body, sum) VALUES ('c', 'all', '{}', 0)");
    expect(() => database.exec("DELETE FROM control")).toThrow("append-only");
    expect(() => database.exec("UPDATE control SET scope = 'x'")).toThrow("append-only");
    database.close();
  });
});

describe("group commit", () => {
  test("what is appended in one turn is one transaction", async () => {
    const writer = createLedgerWriter(openLedgerDatabase(temporaryLedgerPath()));
    let transactions = 0;
    const counting = {
      ...writer,
      transaction: <Result>(work: () => Result): Result => {
        transactions += 1;
        return writer.transaction(work);
      },
    };
    const told: number[] = [];
    const group = createGroupCommit(counting, clock, (batch) => told.push(batch.facts.length));
    await Promise.all(Array.from({ length: 100 }, (_, n) => group.add({ facts: [factOf("sent", null, { factId: `f${n}` })] })));
    expect(transactions).toBe(1);
    expect(told).toEqual([100]);
  });

  test("more than a few milliseconds of work is several transactions, and what is written early is not written again", async () => {
    const told: number[] = [];
    const writer = createLedgerWriter(openLedgerDatabase(temporaryLedgerPath()));
    const group = createGroupCommit(writer, clock, (batch) => told.push(batch.facts.length));
    const add = (name: string): Promise<unknown> =>
      group.add({ facts: Array.from({ length: 300 }, (_, n) => factOf("sent", null, { factId: `${name}-${n}` })) });
    await Promise.all([add("a"), add("b"), add("c")]);
    expect(told).toEqual([300, 300, 300]);
    const last = add("d");
    group.flush();
    await last;
    await clock.sleep(5);
    expect(told).toEqual([300, 300, 300, 300]);
  });
});

describe("approvals", () => {
  /** The files at the moment before the approval's last row, which is what a power cut leaves. */
  const cutShort = async (): Promise<string> => {
    const path = temporaryLedgerPath();
    const database = openLedgerDatabase(path);
    const writer = createLedgerWriter(database);
    writer.transaction(() => {
      writer.text(emailText);
      for (let n = 0; n < 10; n += 1) writer.intent(intentOf(`g${n}`, approvedAt));
    });
    const left = temporaryLedgerPath();
    for (const suffix of ["", "-wal"]) if (existsSync(path + suffix)) copyFileSync(path + suffix, left + suffix);
    database.close();
    return left;
  };

  test("a torn approval does not count, is told in the figures, and may be made again", async () => {
    const ledger = open(await cutShort());
    expect(await allOf(ledger)).toEqual([]);
    expect(ledger.stats()).toMatchObject({ intents: 10, tornIntents: 10 });
    const again = [intentOf("g1", approvedAt, { approvalId: "approval-2" })];
    expect(await ledger.approve(approvalOf(again))).toEqual({ approved: 1, taken: [] });
    expect(await allOf(ledger)).toEqual([again[0]?.messageId]);
    await ledger.close();
  });

  test("a revision is approved once, and a guest's slot is taken once (S1)", async () => {
    const ledger = open(temporaryLedgerPath());
    await ledger.approve(approvalOf([oneIntent]));
    await expect(ledger.approve(approvalOf([{ ...oneIntent, approvalId: "approval-2" }]))).rejects.toMatchObject({
      problem: { code: "already-approved" },
    });
    const other = intentOf("g1", approvedAt, { approvalId: "approval-3", campaignId: "campaign-3" });
    expect(await ledger.approve(approvalOf([other]))).toEqual({ approved: 0, taken: [other.messageId] });
    await ledger.close();
  });
});

describe("what is refused", () => {
  test("an approval that could not be sent as it is", async () => {
    const ledger = open(temporaryLedgerPath());
    await expect(ledger.approve(approvalOf([oneIntent, oneIntent]))).rejects.toThrow("each message once");
    await expect(ledger.approve({ ...approvalOf([oneIntent]), texts: [] })).rejects.toThrow("every text that its plan names");
    expect(await allOf(ledger)).toEqual([]);
    await ledger.close();
  });

  test("an approval that the disk has no room for: none of it counts", async () => {
    let database: DatabaseSync | undefined;
    const ledger = openLedger({
      path: temporaryLedgerPath(),
      clock,
      logger: silentLogger,
      open: (path) => (database = openLedgerDatabase(path)),
    });
    database?.exec("PRAGMA max_page_count = 1");
    const long = intentOf("g1", approvedAt, { values: { name: "x".repeat(20_000) } });
    await expect(ledger.approve(approvalOf([long]))).rejects.toMatchObject({ problem: { code: "disk-full" } });
    expect(await allOf(ledger)).toEqual([]);
    await ledger.close();
  });

  test("everything, once it is closed; closing again changes nothing", async () => {
    const ledger = open(temporaryLedgerPath());
    await ledger.close();
    await ledger.close();
    await expect(ledger.append({ attempts: [attemptOf(1)] })).rejects.toThrow("the ledger is closed");
  });
});

describe("reading again", () => {
  test("gives who was tried by text message, who objected, and which revisions were approved", async () => {
    const ledger = open(temporaryLedgerPath());
    const other = intentOf("g2", approvedAt);
    await ledger.approve(approvalOf([oneIntent, other]));
    expect(await idsOf(ledger.readTriedBySms())).toEqual([]);
    const byText = attemptOf(1, { provider: "twilio" });
    await ledger.append({ attempts: [byText], facts: [factOf("complained", byText)] });
    expect(await idsOf(ledger.readTriedBySms())).toEqual([oneIntent.messageId]);
    expect(await idsOf(ledger.readObjected())).toEqual([oneIntent.messageId]);
    expect([...ledger.approvedRevisions()]).toEqual(["campaign-1:1"]);
    await ledger.close();
  });

  test("walks back through the attempts, and leaves damaged rows out", async () => {
    const path = temporaryLedgerPath();
    const ledger = open(path);
    await ledger.approve(approvalOf([oneIntent]));
    for (const n of [1, 2, 3]) await ledger.append({ attempts: [attemptOf(n)], facts: [factOf("rejected", attemptOf(n))] });
    await ledger.close();
    damageRows(path, "attempt", "body = 'ruin' WHERE n = 1");
    damageRows(path, "fact", "body = 'ruin' WHERE fact_id = 'rejected-attempt-2'");
    const { attemptHistory, ...again } = open(path);
    const page = attemptHistory.before(attemptHistory.end(), 10);
    expect(page?.attempts.map(({ attempt, outcome, facts }) => [attempt.n, outcome, facts.length])).toEqual([
      [3, "rejected", 1],
      [2, "open", 0],
    ]);
    expect(attemptHistory.madeBefore(attemptHistory.end(), 10)?.attempts.map(({ n }) => n)).toEqual([2]);
    expect(attemptHistory.before(1, 10)).toBeUndefined();
    await again.close();
  });

  test("knows no time of an approval whose rows are all damaged", async () => {
    const path = temporaryLedgerPath();
    const ledger = open(path);
    await ledger.approve(approvalOf([oneIntent]));
    await ledger.close();
    for (const table of ["intent", "approval"] as const) damageRows(path, table, "body = 'ruin'");
    const again = open(path);
    expect(again.readMessage(oneIntent.messageId)).toMatchObject({ intent: { campaignId: "campaign-1" }, damaged: 1 });
    expect([...again.approvedRevisions()]).toEqual(["campaign-1:1"]);
    await again.close();
  });
});

describe("the book", () => {
  test("forgets the oldest of the settled, and reads them again when they are asked for", async () => {
    const ledger = open(temporaryLedgerPath());
    const book = createMessageBook(ledger, 1);
    const guests = ["g1", "g2", "g3"].map((guest) => intentOf(guest, approvedAt));
    await ledger.approve(approvalOf(guests));
    for (const { messageId } of guests) {
      await ledger.append({ facts: [factOf("cancelled", null, { factId: `stop-${messageId}`, messageId })] });
    }
    expect([...book.entries()].map(({ intent }) => intent.guestId)).toEqual(["g3"]);
    expect(book.get(guests[0]?.messageId ?? "")).toMatchObject({ intent: { guestId: "g1" }, facts: [{ kind: "cancelled" }] });
    book.stop();
    await ledger.close();
  });

  test("says nothing of a message that this computer never approved", async () => {
    const ledger = open(temporaryLedgerPath());
    const book = createMessageBook(ledger);
    const told: number[] = [];
    book.onChange((changes) => told.push(changes.length));
    await ledger.append({ facts: [factOf("delivered", null)] });
    expect([told, book.get(oneIntent.messageId)]).toEqual([[], undefined]);
    book.stop();
    await ledger.close();
  });
});

describe("damage and company", () => {
  test("a flipped bit is noticed, counted, and stays in the file", async () => {
    const path = temporaryLedgerPath();
    const ledger = open(path);
    await ledger.approve(approvalOf([oneIntent]));
    await ledger.append({ attempts: [attemptOf(1)], facts: [factOf("deferred", attemptOf(1))] });
    await ledger.close();
    damageFacts(path);
    const again = open(path);
    expect(again.readMessage(oneIntent.messageId)).toMatchObject({ damaged: 1, facts: [] });
    expect(again.stats()).toMatchObject({ facts: 1, damagedRows: 1 });
    const book = createMessageBook(again);
    await book.load();
    expect(book.get(oneIntent.messageId)?.damaged).toBe(1);
    await again.close();
  });

  test("a file that is no database is refused in words", async () => {
    const path = temporaryLedgerPath();
    const ledger = open(path);
    await ledger.close();
    writeFileSync(path, "this is not a database, whatever its name says".repeat(100));
    expect(() => open(path)).toThrow("ledger-damaged");
  });

  test("a second process is refused while the first has it open", async () => {
    const path = temporaryLedgerPath();
    const ledger = open(path);
    const script = `
      import { openLedgerDatabase } from ${JSON.stringify(fileURLToPath(new URL("open-database.ts", import.meta.url)))};
      try { openLedgerDatabase(${JSON.stringify(path)}); console.log("opened"); } catch (error) { console.log(error.problem?.code ?? String(error)); }`;
    const attempt = (): string =>
      spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", cwd: process.cwd() }).stdout.trim();
    expect(attempt()).toBe("ledger-in-use");
    await ledger.close();
    expect(attempt()).toBe("opened");
  });
});

/** Changes one letter inside the body of every fact, behind the database's back. */
const damageFacts = (path: string): void => {
  const database = new DatabaseSync(path);
  database.exec("DROP TRIGGER fact_no_update");
  database.exec(`UPDATE fact SET body = replace(body, '"deferred"', '"deferreD"')`);
  database.close();
};
