import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { LedgerTable } from "#hub/ledger/ledger-schema.ts";

interface Page {
  readonly from: number;
  readonly to: number;
}

/** The bytes of the page at which a table or an index begins. */
const rootPageOf = (path: string, name: string): Page => {
  const database = new DatabaseSync(path);
  const page = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(name)?.["rootpage"]);
  const size = Number(database.prepare("PRAGMA page_size").get()?.["page_size"]);
  database.close();
  return { from: (page - 1) * size, to: page * size };
};

/** What an index of the ledger holds, as bytes of its pages, is changed: one bit of the first place where `text` stands in it. */
export const flipBitInIndex = (path: string, index: string, text: string): void => {
  const { from, to } = rootPageOf(path, index);
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text, from);
  if (at < 0 || at >= to) throw new Error(`${text} is not in ${index}`);
  // Not the first letters: the entry would only move to the other end of the index.
  bytes.writeUInt8(bytes.readUInt8(at + 5) ^ 1, at + 5);
  writeFileSync(path, bytes);
};

/** Writes zeros over the end of an index's page, where its oldest entries are: SQLite calls it broken, and finds nothing of them by it. */
export const emptyEndOfIndex = (path: string, index: string): void => {
  const { to } = rootPageOf(path, index);
  const bytes = readFileSync(path);
  bytes.fill(0, to - 512, to);
  writeFileSync(path, bytes);
};

/** Overwrites the page at which a table begins. */
export const breakTable = (path: string, table: string): void => {
  const { from, to } = rootPageOf(path, table);
  const bytes = readFileSync(path);
  bytes.fill(0xff, from, to);
  writeFileSync(path, bytes);
};

/** Changes stored rows behind the database's back; `set` is what follows SET in SQL. */
export const damageRows = (path: string, table: LedgerTable, set: string): void => {
  const database = new DatabaseSync(path);
  database.exec(`DROP TRIGGER ${table}_no_update; UPDATE ${table} SET ${set};
    CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;`);
  database.close();
};

/** Leaves a column without a value where the table allows none. */
export const loseValue = (path: string, table: LedgerTable, column: string): void => {
  const swapInSchema = (from: string, to: string): void => {
    const database = new DatabaseSync(path, { defensive: false });
    database.exec("PRAGMA writable_schema = ON");
    database.prepare("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?").run(from, to, table);
    database.close();
  };
  const [strict, loose] = [`${column} TEXT NOT NULL`, `${column} TEXT`];
  swapInSchema(strict, loose);
  damageRows(path, table, `${column} = NULL`);
  swapInSchema(loose, strict);
};
