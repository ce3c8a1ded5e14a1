import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { damageRows, flipBitInIndex } from "#test/ledger/damage.ts";
import { journalProblems } from "./journal-problems.ts";
import { createLedgerHealth } from "./ledger-health.ts";
import { createLedgerWriter } from "./ledger-writer.ts";
import type { Ledger } from "./ledger.ts";
import { createMessageBook } from "./message-book.ts";
import { openLedgerDatabase } from "./open-database.ts";
import { openLedger } from "./open-ledger.ts";

const open = (path: string): Ledger => openLedger({ path, clock: createSystemClock(), logger: silentLogger });
const others = [2, 3, 4].map((n) => intentOf(`g${n}`, approvedAt));
const id = oneIntent.messageId;

/** A closed ledger with four messages, the first of them accepted. */
const written = async (): Promise<string> => {
  const path = temporaryLedgerPath();
  const ledger = open(path);
  await ledger.approve(approvalOf([oneIntent, ...others]));
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

/** Overwrites the page at which a table begins. */
const breakTable = (path: string, table: string): void => {
  const database = openLedgerDatabase(path);
  const page = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table)?.["rootpage"]);
  const size = Number(database.prepare("PRAGMA page_size").get()?.["page_size"]);
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0xff, (page - 1) * size, page * size);
  writeFileSync(path, bytes);
};

describe("the file", () => {
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
    health.onProblem(() => told.push(health.problem()?.code));
    const pages = Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const write = (n: number): void =>
      writer.transaction(() =>
        others.forEach((one) => writer.intent({ ...one, messageId: `m${n}-${one.guestId}`, values: { long: "x".repeat(9000) } })),
      );
    expect(() => write(1)).toThrow("full");
    database.exec("PRAGMA max_page_count = 100000");
    write(2);
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

  test("a check that is waited for no longer does not outlive the ledger", async () => {
    const ledger = open(await written());
    const refused = expect(ledger.check()).rejects.toThrow("the ledger is closed");
    await ledger.close();
    await refused;
  });
});
