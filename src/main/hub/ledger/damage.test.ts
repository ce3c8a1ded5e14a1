import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { breakTable, damageRows, emptyEndOfIndex, flipBitInIndex, loseValue } from "#test/ledger/damage.ts";
import { journalProblems } from "./journal-problems.ts";
import { createLedgerHealth } from "./ledger-health.ts";
import { createLedgerWriter } from "./ledger-writer.ts";
import type { Ledger } from "./ledger.ts";
import { createMessageBook } from "./message-book.ts";
import { isDiskFailure, openLedgerDatabase, refusalOf } from "./open-database.ts";
import { openLedger } from "./open-ledger.ts";
import { inTransaction } from "./transaction.ts";

const open = (path: string): Ledger => openLedger({ path, clock: createSystemClock(), logger: silentLogger });
const others = [2, 3, 4].map((n) => intentOf(`g${n}`, approvedAt));
const id = oneIntent.messageId;

/** A closed ledger with four messages, the first of them accepted. */
const written = async (more = others): Promise<string> => {
  const path = temporaryLedgerPath();
  const ledger = open(path);
  await ledger.approve(approvalOf([oneIntent, ...more]));
  await ledger.append({ attempts: [attemptOf(1)], facts: [factOf("accepted", attemptOf(1))] });
  await ledger.append({ controls: [{ controlId: "c-1", scope: "all", action: "pause", approvalId: null, at: approvedAt }] });
  await ledger.close();
  return path;
};

const checked = async (path: string): Promise<Ledger> => {
  const ledger = open(path);
  await ledger.check();
  return ledger;
};

/** The same slot, approved again by another campaign. */
const again = approvalOf([intentOf("g1", approvedAt, { approvalId: "approval-2", campaignId: "campaign-2" })]);

describe("what is derived from the rows", () => {
  test.for([
    ["attempt", "sqlite_autoindex_attempt_2", id],
    ["fact", "fact_of_message", id],
    ["intent", "sqlite_autoindex_intent_1", id],
    ["approval", "sqlite_autoindex_approval_1", "approval-1"],
  ] as const)(
    "a bit flipped in an index of %s hides nothing: the book tells the whole message after the check",
    async ([, index, text]) => {
      const path = await written();
      flipBitInIndex(path, index, text);
      const ledger = open(path);
      const book = createMessageBook(ledger);
      await book.load();
      await ledger.check();
      expect(book.get(id)).toMatchObject({ state: { kind: "accepted" }, damaged: 0, attempts: [{ n: 1 }] });
      expect(await ledger.approve(again)).toEqual({ approved: 0, taken: [id] });
      await ledger.close();
    },
  );

  test.for([
    ["intent", "message_id = 'm00000000000000000000000000000000' WHERE seq = 1"],
    ["attempt", "message_id = 'm00000000000000000000000000000000'"],
    ["fact", "kind = 'deferred'"],
    ["approval", "approval_id = 'approval-9'"],
  ] as const)("a column of %s that differs from its body is put right from it, and the table stays append-only", async ([table, set]) => {
    const path = await written();
    damageRows(path, table, set);
    const ledger = await checked(path);
    expect(ledger.readMessage(id)).toMatchObject({
      intent: { guestId: "g1" },
      damaged: 0,
      attempts: [{ n: 1 }],
      facts: [{ kind: "accepted" }],
    });
    expect(ledger.problem()).toBeNull();
    await ledger.close();
    expect(() => damageWithTrigger(path, table)).toThrow("append-only");
  });
});

describe("the pages of an index", () => {
  test.for([
    ["attempt", "sqlite_autoindex_attempt_2"],
    ["fact", "fact_of_message"],
    ["approval", "sqlite_autoindex_approval_1"],
    ["control", "sqlite_autoindex_control_1"],
  ] as const)("of %s are made anew where SQLite calls them broken, and the book tells the whole message (S1)", async ([, index]) => {
    const path = await written();
    emptyEndOfIndex(path, index);
    const ledger = open(path);
    const book = createMessageBook(ledger);
    await book.load();
    await ledger.check();
    expect(book.get(id)).toMatchObject({ state: { kind: "accepted" }, attempts: [{ n: 1 }] });
    expect(ledger.readControls()).toHaveLength(1);
    expect(ledger.problem()).toBeNull();
    await ledger.close();
  });

  test("a value where none may be missing breaks the file: no index can mend that", async () => {
    const path = await written();
    loseValue(path, "fact", "kind");
    const ledger = open(path);
    await expect(ledger.check()).rejects.toMatchObject({ problem: journalProblems.damaged });
    await ledger.close();
  });

  test("what says of two rows that they are one breaks the file: nothing is put right by guessing", async () => {
    const path = await written();
    const ledger = open(path);
    await ledger.append({ attempts: [attemptOf(2)] });
    await ledger.close();
    // Two rows with the body of one, each with a sum that holds.
    damageRows(path, "attempt", "attempt_id = 'other', n = 9 WHERE n = 1");
    damageRows(path, "attempt", "body = (SELECT body FROM attempt WHERE n = 2), sum = (SELECT sum FROM attempt WHERE n = 2) WHERE n = 9");
    const again = open(path);
    await expect(again.check()).rejects.toMatchObject({ problem: journalProblems.damaged });
    await again.close();
  });
});

const damageWithTrigger = (path: string, table: string): void => {
  const database = openLedgerDatabase(path);
  try {
    database.exec(`UPDATE ${table} SET body = ''`);
  } finally {
    database.close();
  }
};

describe("an approved message whose row cannot be read", () => {
  test("is there, proven accepted, counted as damaged, and its slot stays taken", async () => {
    const path = await written();
    damageRows(path, "intent", `body = replace(body, '"bulk"', '"bulK"') WHERE seq = 1`);
    const ledger = await checked(path);
    const book = createMessageBook(ledger);
    await book.load();
    expect(book.get(id)).toMatchObject({ state: { kind: "accepted" }, damaged: 1, intent: { guestId: "g1", campaignId: "campaign-1" } });
    const ids: string[] = [];
    for await (const page of ledger.readAll()) ids.push(...page.map(({ intent }) => intent.messageId));
    expect(ids.toSorted()).toEqual([id, ...others.map(({ messageId }) => messageId)].toSorted());
    expect(await ledger.approve(again)).toEqual({ approved: 0, taken: [id] });
    await ledger.close();
  });

  test("names no guest when the guest is what was damaged", async () => {
    const path = await written();
    damageRows(path, "intent", `body = replace(body, '"guestId":"g1"', '"guestId":"g3"') WHERE seq = 1`);
    const ledger = await checked(path);
    expect(ledger.readMessage(id)).toMatchObject({
      damaged: 1,
      intent: { guestId: "unreadable", slot: "save-the-date", weddingId: "wedding-1" },
    });
    await ledger.close();
  });
});

describe("damage that nobody can assign", () => {
  test("a damaged order pauses everything, with a sentence, until a person resumes; and only once", async () => {
    const path = await written();
    damageRows(path, "control", `body = replace(body, 'pause', 'paUse')`);
    const ledger = await checked(path);
    expect(ledger.readControls()).toMatchObject([{ scope: "all", action: "pause", controlId: "damage:control:1" }]);
    expect(ledger.problem()).toEqual(journalProblems.orderDamaged);
    await ledger.append({ controls: [{ controlId: "c-2", scope: "all", action: "resume", approvalId: null, at: approvedAt }] });
    expect(ledger.problem()).toBeNull();
    await ledger.close();
    const later = await checked(path);
    expect(later.problem()).toBeNull();
    expect(later.readControls().at(-1)).toMatchObject({ action: "resume" });
    await later.close();
  });

  test("a row about a message that nobody knows pauses everything", async () => {
    const path = await written();
    damageRows(path, "attempt", "body = 'ruin', message_id = 'm0'");
    const ledger = await checked(path);
    expect(ledger.problem()).toEqual(journalProblems.rowDamaged);
    expect(ledger.readControls().at(-1)).toMatchObject({ scope: "all", action: "pause" });
    await ledger.close();
  });

  test("a text that cannot be read stops its own messages alone", async () => {
    const path = await written();
    damageRows(path, "frozen_text", "body = 'ruin'");
    const ledger = await checked(path);
    expect([ledger.problem(), ledger.stats().damagedRows]).toEqual([null, 2]);
    await ledger.close();
  });

  test("a disk that cannot be written keeps the pause out of the journal: it is tried again until it can", async () => {
    const path = await written();
    damageRows(path, "control", `body = replace(body, 'pause', 'paUse')`);
    const clock = createVirtualClock();
    let database: DatabaseSync | undefined;
    const ledger = openLedger({
      path,
      clock,
      logger: silentLogger,
      open: (file) => (database = openLedgerDatabase(file)),
    });
    // Refused like on a disk that was made read-only.
    database?.exec("PRAGMA query_only = ON");
    const checking = ledger.check();
    await clock.advance(4_000);
    expect(ledger.problem()).toMatchObject({ code: "ledger-write-failed" });
    database?.exec("PRAGMA query_only = OFF");
    await clock.advance(5_000);
    await checking;
    expect(ledger.problem()).toEqual(journalProblems.orderDamaged);
    await ledger.close();
  });

  test("closing ends the wait for a disk that cannot be written", async () => {
    const path = await written();
    damageRows(path, "control", `body = replace(body, 'pause', 'paUse')`);
    const clock = createVirtualClock();
    let database: DatabaseSync | undefined;
    const ledger = openLedger({ path, clock, logger: silentLogger, open: (file) => (database = openLedgerDatabase(file)) });
    database?.exec("PRAGMA query_only = ON");
    const refused = expect(ledger.check()).rejects.toThrow("the ledger is closed");
    await clock.advance(1_000);
    await ledger.close();
    await refused;
  });

  test("broken pages forbid approving and attempting, and everything that can be read still is", async () => {
    const path = await written();
    breakTable(path, "frozen_text");
    const ledger = open(path);
    await expect(ledger.check()).rejects.toMatchObject({ problem: journalProblems.damaged });
    await expect(ledger.approve(again)).rejects.toMatchObject({ problem: journalProblems.damaged });
    await expect(ledger.append({ attempts: [attemptOf(2)] })).rejects.toMatchObject({ problem: journalProblems.damaged });
    expect(ledger.readMessage(id)?.facts).toHaveLength(1);
    await ledger.close();
  });
});

describe("the file", () => {
  test("a transaction that SQLite ended by itself, as some faults do, is not ended again", () => {
    const database = openLedgerDatabase(temporaryLedgerPath());
    const failing = (): never => {
      database.exec("ROLLBACK");
      throw new Error("the fault");
    };
    expect(() => inTransaction(database, failing)).toThrow("the fault");
    expect(inTransaction(database, () => database.isTransaction)).toBe(true);
    database.close();
  });

  test("commits are synced: the connection that writes has WAL and synchronous=FULL", () => {
    const database = openLedgerDatabase(temporaryLedgerPath());
    const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect([pragma("journal_mode"), pragma("synchronous"), pragma("fullfsync"), pragma("locking_mode")]).toEqual([
      "wal",
      2,
      1,
      "exclusive",
    ]);
    database.close();
  });

  test("a full disk is told until a write succeeds; a row that is refused is not the disk's fault", () => {
    const database = openLedgerDatabase(temporaryLedgerPath());
    const health = createLedgerHealth();
    const writer = health.watched(createLedgerWriter(database));
    const told: (string | undefined)[] = [];
    const unsubscribe = health.onProblem(() => told.push(health.problem()?.code));
    const pages = Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const write = (n: number): void =>
      writer.transaction(() =>
        others.forEach((one) => writer.intent({ ...one, messageId: `m${n}-${one.guestId}`, values: { long: "x".repeat(9000) } })),
      );
    expect(() => write(1)).toThrow("full");
    database.exec("PRAGMA max_page_count = 100000");
    write(2);
    unsubscribe();
    health.block(journalProblems.damaged);
    expect(() => write(2)).toThrow("UNIQUE");
    expect(told).toEqual(["disk-full", undefined]);
    database.close();
  });

  test("what cannot be opened is refused in words", () => {
    const folder = join(dirname(temporaryLedgerPath()), "ledger.sqlite");
    mkdirSync(folder);
    expect(() => open(folder)).toThrow("ledger-cannot-open");
    expect(() => open(join(folder, "missing", "ledger.sqlite"))).toThrow("ledger-cannot-open");
  });

  test("a newer file, or one that cannot be kept safely, is not touched", () => {
    const path = temporaryLedgerPath();
    const database = openLedgerDatabase(path);
    database.exec("PRAGMA user_version = 999");
    database.close();
    expect(() => open(path)).toThrow("ledger-newer");
    expect(() => openLedgerDatabase(":memory:")).toThrow("needs WAL");
  });

  test.for([
    [5, "ledger-in-use"],
    [6, "ledger-in-use"],
    [1, "ledger-damaged"],
    [11, "ledger-damaged"],
    [26, "ledger-damaged"],
    [13, "disk-full"],
    [8, "ledger-cannot-open"],
    [10, "ledger-cannot-open"],
    [14, "ledger-cannot-open"],
    // An extended code says more about the same: SQLITE_IOERR_FSYNC.
    [10 | (4 << 8), "ledger-cannot-open"],
  ] as const)("result code %d of SQLite is told as %s", ([errcode, code]) => {
    const error = Object.assign(new Error("said by SQLite"), { errcode });
    expect(refusalOf(error)).toMatchObject({ problem: { code }, cause: error });
    expect(isDiskFailure(error)).toBe(["disk-full", "ledger-cannot-open"].includes(code));
  });

  test("an error that is not SQLite's stays what it is", () => {
    for (const error of [new Error("a bug"), Object.assign(new Error("a bug"), { errcode: "5" }), "no error at all"])
      expect([refusalOf(error), isDiskFailure(error)]).toEqual([error, false]);
  });

  test("a check that finds much to tell, or meets the end in its midst, ends with the ledger", async () => {
    const guests = Array.from({ length: 150 }, (_, n) => intentOf(`many-${n}`, approvedAt));
    const path = await written(guests);
    damageRows(path, "intent", "message_id = 'm' || seq");
    const telling = open(path);
    const told: number[] = [];
    telling.onAppend(({ reread }) => {
      told.push(reread?.size ?? 0);
      void telling.close();
    });
    await expect(telling.check()).rejects.toThrow("the ledger is closed");
    await telling.close();
    expect(told).toEqual([100]);
    damageRows(path, "fact", "body = 'ruin'");
    let ended: Promise<void> | undefined;
    const reading = openLedger({
      path,
      clock: createSystemClock(),
      logger: { ...silentLogger, part: () => ({ ...silentLogger, error: () => void (ended ??= reading.close()) }) },
    });
    await expect(reading.check()).rejects.toThrow("the ledger is closed");
    await ended;
  });

  test("a check that was given up before it began, or that closing meets while it tells, ends", async () => {
    const path = await written();
    damageRows(path, "fact", "kind = 'deferred'");
    const ledger = open(path);
    const given = new AbortController();
    given.abort(new Error("nobody waits"));
    await expect(ledger.check(given.signal)).rejects.toThrow("nobody waits");
    const refused = expect(ledger.check()).rejects.toThrow("the ledger is closed");
    ledger.onAppend(() => void ledger.close());
    await refused;
    await ledger.close();
  });

  test("a check that is waited for no longer does not outlive the ledger", async () => {
    const ledger = open(await written());
    const refused = expect(ledger.check()).rejects.toThrow("the ledger is closed");
    await ledger.close();
    await refused;
  });
});
