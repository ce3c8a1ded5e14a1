import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** What an index of the ledger holds, as bytes of its pages, is changed: one bit of the first place where `text` stands in it. */
export const flipBitInIndex = (path: string, index: string, text: string): void => {
  const database = new DatabaseSync(path);
  const page = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(index)?.["rootpage"]);
  const size = Number(database.prepare("PRAGMA page_size").get()?.["page_size"]);
  database.close();
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text, (page - 1) * size);
  if (at < 0 || at >= page * size) throw new Error(`${text} is not in ${index}`);
  // Not the first letters: the entry would only move to the other end of the index.
  bytes.writeUInt8(bytes.readUInt8(at + 5) ^ 1, at + 5);
  writeFileSync(path, bytes);
};

/** Writes zeros over the end of an index's page, where its oldest entries are: SQLite calls it broken, and finds nothing of them by it. */
export const emptyEndOfIndex = (path: string, index: string): void => {
  const database = new DatabaseSync(path);
  const page = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(index)?.["rootpage"]);
  const size = Number(database.prepare("PRAGMA page_size").get()?.["page_size"]);
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0, page * size - 512, page * size);
  writeFileSync(path, bytes);
};

/** Changes stored rows behind the database's back; `set` is what follows SET in SQL. */
export const damageRows = (path: string, table: "approval" | "intent" | "attempt" | "fact" | "control", set: string): void => {
  const database = new DatabaseSync(path);
  database.exec(`DROP TRIGGER ${table}_no_update; UPDATE ${table} SET ${set};
    CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;`);
  database.close();
};
