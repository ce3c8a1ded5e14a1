import type { BulkWriteRowProcessed, RxDocumentData } from "rxdb/plugins/core";
import type { Connection } from "./connection.ts";
import {
  insertSql,
  insertValues,
  putSql,
  sequenceBlock,
  summedValues,
  sumOf,
  traitsOf,
  updateSql,
  type StoreTable,
} from "./store-table.ts";

/** A row that goes into the table, and the document that it replaces. */
export interface PendingRow {
  readonly document: RxDocumentData<unknown>;
  readonly replaced: RxDocumentData<unknown> | undefined;
}

/** Takes sequence numbers for a batch, reserving a block in the file when they run out. Inside the transaction. */
function takeSequence(connection: Connection, store: StoreTable, count: number): number {
  const first = store.sequence + 1;
  store.sequence += count;
  if (store.sequence > store.reserved) {
    store.reserved = store.sequence + sequenceBlock;
    connection.prepare("UPDATE stores SET sequence = ? WHERE store = ?").run(store.reserved, store.store);
  }
  return first;
}

/** True when no index but that of the sequence changes; then SQLite need not touch the others. */
function keepsIndexes(store: StoreTable, { document, replaced }: PendingRow): boolean {
  if (replaced === undefined || document._deleted || replaced._deleted) return false;
  for (const { read } of store.columns) if (read(document) !== read(replaced)) return false;
  return true;
}

function writeRow(connection: Connection, store: StoreTable, row: PendingRow, sequence: number): void {
  const { document } = row;
  if (keepsIndexes(store, row)) {
    const [first, others] = summedValues(store, document);
    const data = JSON.stringify(document);
    connection.prepare(updateSql(store)).run(document._meta.lwt, sequence, data, sumOf(first, data, others), first[0] ?? null);
  } else {
    connection.prepare(putSql(store)).run(...insertValues(store, document, sequence));
  }
}

/** Gives each row its number and notes what the store has now seen; inside a transaction. */
function eachRow(
  connection: Connection,
  store: StoreTable,
  rows: readonly PendingRow[],
  write: (row: PendingRow, sequence: number) => void,
): void {
  let sequence = takeSequence(connection, store, rows.length);
  let seen = store.seen;
  for (const row of rows) {
    seen |= traitsOf(store, row.document);
    write(row, sequence);
    sequence += 1;
  }
  if (seen !== store.seen) {
    connection.prepare("UPDATE stores SET traits = ? WHERE store = ?").run(seen, store.store);
    store.seen = seen;
  }
}

/** Writes all rows; inside a transaction. */
export function writeRows(connection: Connection, store: StoreTable, rows: readonly PendingRow[]): true {
  eachRow(connection, store, rows, (row, sequence) => writeRow(connection, store, row, sequence));
  return true;
}

/** Thrown by `insertRows` to have the transaction rolled back. */
export const idTaken = new Error("the id is taken");

/** Inserts rows that are hoped to be new; inside a transaction. Throws `idTaken` when one is not. */
export function insertRows(connection: Connection, store: StoreTable, rows: readonly PendingRow[]): true {
  const insert = connection.prepare(insertSql(store));
  eachRow(connection, store, rows, ({ document }, sequence) => {
    if (Number(insert.run(...insertValues(store, document, sequence)).changes) === 0) throw idTaken;
  });
  return true;
}

/**
 * Writes one row by one statement that commits by itself, which costs a third of a transaction. False, and nothing is
 * written, when the row needs more than that statement.
 */
export function writeAlone(connection: Connection, store: StoreTable, row: PendingRow): boolean {
  if (store.sequence >= store.reserved || (store.seen | traitsOf(store, row.document)) !== store.seen) return false;
  writeRow(connection, store, row, store.sequence + 1);
  store.sequence += 1;
  return true;
}

/** The rows of a batch with the documents that they replace; of two rows with one id only the first has one. */
export function pendingRows<RxDocType>(
  store: StoreTable,
  inStore: Map<string, RxDocumentData<RxDocType>>,
  rows: readonly BulkWriteRowProcessed<RxDocType>[],
): PendingRow[] {
  return rows.map(({ document }) => {
    const id = String((document as Record<string, unknown>)[store.primary]);
    const replaced = inStore.get(id) as RxDocumentData<unknown> | undefined;
    inStore.delete(id);
    return { document: document as RxDocumentData<unknown>, replaced };
  });
}
