import type { DatabaseSync } from "node:sqlite";
import { allowUpdateSql, refuseUpdateSql, type LedgerTable } from "./ledger-schema.ts";
import type { Columns } from "./row-codec.ts";
import { inTransaction } from "./transaction.ts";

/** Columns of one row that do not say what its body says, and what they should be. */
export interface WrongColumns {
  readonly seq: number;
  readonly columns: Columns;
}

/** Answers for a range of rows which of them one of the table's indexes does not find. */
export type FindUnindexed = (afterSeq: number, upToSeq: number) => number[];

export const createFindUnindexed = (database: DatabaseSync, table: LedgerTable): FindUnindexed => {
  const statements = indexesOf(database, table).map((index) => database.prepare(unindexedSql(table, index)));
  return (after, upTo) => statements.flatMap((statement) => statement.all(after, upTo).map((row) => Number(row["seq"])));
};

interface TableIndex {
  readonly name: string;
  readonly columns: readonly string[];
}

const indexesOf = (database: DatabaseSync, table: LedgerTable): TableIndex[] =>
  database
    .prepare("SELECT name FROM pragma_index_list(?)")
    .all(table)
    .map(({ name }) => ({
      name: String(name),
      columns: database
        .prepare("SELECT name FROM pragma_index_info(?) ORDER BY seqno")
        .all(String(name))
        .map((column) => String(column["name"])),
    }));

/** Both sides are forced: else SQLite may answer one from the other. */
const unindexedSql = (table: LedgerTable, { name, columns }: TableIndex): string => `
  SELECT t.seq AS seq FROM ${table} t NOT INDEXED WHERE t.seq > ? AND t.seq <= ? AND NOT EXISTS (
    SELECT 1 FROM ${table} x INDEXED BY ${name} WHERE ${[...columns, "seq"].map((column) => `x.${column} = t.${column}`).join(" AND ")})`;

/** Makes the indexes of a table anew, then puts columns right. Throws, with nothing half done, when that breaks uniqueness. */
export const healDerivedData = (database: DatabaseSync, table: LedgerTable, wrong: readonly WrongColumns[]): void => {
  database.exec(`REINDEX ${table}`);
  if (wrong.length === 0) return;
  inTransaction(database, () => {
    database.exec(allowUpdateSql(table));
    for (const { seq, columns } of wrong) {
      const names = Object.keys(columns);
      const sql = `UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE seq = ?`;
      database.prepare(sql).run(...Object.values(columns), seq);
    }
    database.exec(refuseUpdateSql(table));
  });
};
