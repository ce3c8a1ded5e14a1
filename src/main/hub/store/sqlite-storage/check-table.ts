import type { RxDocumentData } from "rxdb/plugins/core";
import type { Connection } from "./connection.ts";
import { documentIn, insertValues, markTail, putSql, summedValues, sumOf, type Scalar, type StoreTable } from "./store-table.ts";
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
  const damaged: string[] = [];
  let mended = 0;
  let isUnreadable = false;
  for (let after = -1; ;) {
    const rows = page.all(after) as Row[];
    const last = rows.at(-1);
    if (last === undefined) break;
    for (const row of rows) {
      if (isAsWritten(store, row)) continue;
      const document = documentIn(row["data"]);
      if (document !== undefined && isDocumentRight(store, row, document)) {
        writeAnew(connection, store, row, document);
        mended += 1;
      } else {
        damaged.push(String(row["id"]));
        isUnreadable ||= document === undefined;
      }
    }
    after = Number(last["rowid"]);
    await turn();
  }
  if (isUnreadable) setUnreadableAside(connection, store);
  else if (mended > 0) markTail(connection, store);
  return { damaged, mended };
};

/** Takes what a damaged row says now for what it is to say. */
export const acceptRow = (connection: Connection, store: StoreTable, id: string): void => {
  const row = connection.database.prepare(`SELECT rowid, * FROM ${store.table} WHERE id = ?`).get(id) as Row | undefined;
  const document = row === undefined ? undefined : documentIn(row["data"]);
  if (row !== undefined && document !== undefined) writeAnew(connection, store, row, document);
};

/** The row goes first: it may have stood under another id, or hidden among the deleted. */
const writeAnew = (connection: Connection, store: StoreTable, row: Row, document: RxDocumentData<unknown>): void => {
  connection.atomically("NORMAL", () => {
    connection.database.prepare(`DELETE FROM ${store.table} WHERE rowid = ?`).run(row["rowid"] ?? null);
    connection.database.prepare(putSql(store)).run(...insertValues(store, document, Number(row["seq"])));
  });
};

const isAsWritten = (store: StoreTable, row: Row): boolean =>
  row["sum"] ===
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
