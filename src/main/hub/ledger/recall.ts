import type { DatabaseSync } from "node:sqlite";
import type { EchoBase, EchoedRow, Recalled } from "./echo.ts";
import { ledgerTables, type LedgerTable } from "./ledger-schema.ts";
import { provenColumns } from "./row-codec.ts";
import { inTransaction } from "./transaction.ts";

/** Where the ledger ends: the number of the last row of each table. */
export const endOf = (database: DatabaseSync): EchoBase =>
  Object.fromEntries(
    ledgerTables.map((table) => [table, Number(database.prepare(`SELECT max(seq) AS last FROM ${table}`).get()?.["last"] ?? 0)]),
  ) as Record<LedgerTable, number>;

/** Whether the ledger lacks rows that were in it before the echo began: it is an older copy, or a new file. */
export const isBehindEcho = (database: DatabaseSync, { base }: Recalled): boolean => {
  if (base === null) return false;
  const end = endOf(database);
  return ledgerTables.some((table) => end[table] < base[table]);
};

/**
 * Puts rows back that were committed and are gone, in their order, all or none. Answers how many there were. What is there is found
 * by its body, without an index: one that is damaged would have a row put in twice.
 */
export const putBack = (database: DatabaseSync, { base, rows }: Recalled): number => {
  if (base === null || rows.length === 0) return 0;
  const there = new Set(ledgerTables.flatMap((table) => keysSince(database, table, base[table])));
  const missing = rows.filter((row) => !there.has(keyOf(row.table, row.body)));
  if (missing.length === 0) return 0;
  return inTransaction(database, () => missing.reduce((count, row) => count + insert(database, row), 0));
};

const keyOf = (table: LedgerTable, body: string): string => `${table} ${body}`;

const keysSince = (database: DatabaseSync, table: LedgerTable, seq: number): string[] =>
  database
    .prepare(`SELECT body FROM ${table} NOT INDEXED WHERE seq > ?`)
    .all(seq)
    .map(({ body }) => keyOf(table, String(body)));

/** A row that is there with a damaged body stays as it is: it is held back by itself. */
const insert = (database: DatabaseSync, { table, body, sum }: EchoedRow): number => {
  const columns = provenColumns(table, { body, sum });
  if (columns === undefined) return 0;
  const values = { ...columns, body, sum };
  const names = Object.keys(values);
  const sql = `INSERT OR IGNORE INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
  return Number(database.prepare(sql).run(...Object.values(values)).changes);
};
