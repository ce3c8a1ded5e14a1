import type { RxDocumentData } from "rxdb/plugins/core";
import type { Connection } from "./connection.ts";
import { keepAside } from "./aside-rows.ts";
import { dropCensus } from "./census-tables.ts";
import {
  documentIn,
  insertSql,
  insertValues,
  markTail,
  rebuildStore,
  summedValues,
  sumOf,
  type Scalar,
  type StoreTable,
} from "./store-table.ts";
import { setUnreadableAside } from "./unreadable.ts";

/** Rows between two turns of the event loop: about a millisecond. */
const rowsPerTurn = 200;

export interface TableFindings {
  /** Whose documents are not those that were written. What can still be read of them stays where it is. */
  readonly damaged: readonly string[];
  /** Rows whose documents are right and of which something beside them was not; it was put right. */
  readonly mended: number;
}

type Row = Readonly<Record<string, Scalar>>;

/** Reads a table once and compares each row with its sum. `turn` lets others have theirs, and throws to end it early. */
export const checkTable = async (connection: Connection, store: StoreTable, turn: () => Promise<void>): Promise<TableFindings> => {
  const page = connection.database.prepare(
    `SELECT rowid, * FROM ${store.table} NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT ${rowsPerTurn}`,
  );
  const fill = connection.database.prepare(`UPDATE ${store.table} SET sum = ? WHERE rowid = ?`);
  const damaged: string[] = [];
  const wrong: number[] = [];
  let isUnreadable = false;
  for (let after = -1; ;) {
    const rows = page.all(after) as Row[];
    const last = rows.at(-1);
    if (last === undefined) break;
    for (const row of rows) {
      const found = judgeRow(store, row);
      if (found === "unsummed") fill.run(sumOfRow(store, row), row["rowid"] ?? null);
      else if (found === "damaged") {
        damaged.push(String(row["id"]));
        isUnreadable ||= documentIn(row["data"]) === undefined;
      } else if (found !== "right") wrong.push(Number(row["rowid"]));
    }
    after = Number(last["rowid"]);
    await turn();
  }
  if (wrong.length > 0) damaged.push(...putRight(connection, store, wrong));
  if (isUnreadable) setUnreadableAside(connection, store);
  return { damaged, mended: wrong.length };
};

/**
 * `unsummed`: from before there were sums. `mislaid`: its document is right, and something beside it is not. `gone`: a damaged mark of a
 * removal, which tells nobody anything. `damaged`: the document is not what was written.
 */
type Verdict = "right" | "unsummed" | "mislaid" | "gone" | "damaged";

const judgeRow = (store: StoreTable, row: Row): Verdict => {
  if (row["sum"] === sumOfRow(store, row)) return "right";
  const document = documentIn(row["data"]);
  if (document !== undefined && isDocumentRight(store, row, document)) return "mislaid";
  if (row["del"] === 1) return "gone";
  return row["sum"] === null && document !== undefined ? "unsummed" : "damaged";
};

/** Takes what a damaged row says now for what it is to say. */
export const acceptRow = (connection: Connection, store: StoreTable, id: string): void => {
  const rowid = connection.database.prepare(`SELECT rowid FROM ${store.table} WHERE id = ?`).get(id)?.["rowid"];
  if (rowid !== undefined) putRight(connection, store, [Number(rowid)], true);
};

/**
 * Writes rows anew from their documents, as they are by now; a row whose place somebody else has taken meanwhile is set aside, and its id
 * answered. The census is made anew: it cannot be kept by what damaged rows say.
 */
const putRight = (connection: Connection, store: StoreTable, rowids: readonly number[], isAccepted = false): string[] => {
  connection.forgetStatements();
  const displaced = connection.atomically("NORMAL", () => {
    if (store.census !== undefined) dropCensus(connection, store.table);
    const found = rowids.flatMap((rowid) => putRowRight(connection, store, rowid, isAccepted) ?? []);
    if (store.census !== undefined) rebuildStore(connection, store);
    return found;
  });
  markTail(connection, store);
  return displaced;
};

/** Answers the id of a row that was set aside. */
const putRowRight = (connection: Connection, store: StoreTable, rowid: number, isAccepted: boolean): string | undefined => {
  const row = connection.database.prepare(`SELECT rowid, * FROM ${store.table} WHERE rowid = ?`).get(rowid) as Row | undefined;
  const verdict = row === undefined ? "right" : judgeRow(store, row);
  if (row === undefined || verdict === "right") return undefined;
  const document = documentIn(row["data"]);
  const isWanted = document !== undefined && (verdict === "mislaid" || isAccepted);
  if (!isWanted && verdict !== "gone") return undefined;
  connection.database.prepare(`DELETE FROM ${store.table} WHERE rowid = ?`).run(rowid);
  return isWanted && !insertAnew(connection, store, row, document) ? String(row["id"]) : undefined;
};

/** False where another row has the place: that one is newer, and this one is kept aside. */
const insertAnew = (connection: Connection, store: StoreTable, row: Row, document: RxDocumentData<unknown>): boolean => {
  const { changes } = connection.database.prepare(insertSql(store)).run(...insertValues(store, document, Number(row["seq"])));
  if (Number(changes) > 0) return true;
  keepAside(connection, store, { id: row["id"], data: row["data"] });
  return false;
};

const sumOfRow = (store: StoreTable, row: Row): number =>
  sumOf(
    [row["id"] ?? null, row["del"] ?? null, row["lwt"] ?? null],
    String(row["data"]),
    store.columns.map(({ name }) => row[name] ?? null),
  );

/** Whether only what is derived from the document is wrong. */
const isDocumentRight = (store: StoreTable, row: Row, document: RxDocumentData<unknown>): boolean => {
  const [first, others] = summedValues(store, document);
  return row["sum"] === sumOf(first, String(row["data"]), others);
};
