import {
  categorizeBulkWriteRows,
  type RxDocumentData,
  type RxStorageInstance,
  type RxStorageWriteError,
  type StringKeys,
} from "rxdb/plugins/core";
import { writeAttachments, type AttachmentBytes } from "./attachments.ts";
import type { Connection } from "./connection.ts";
import { readByIds } from "./read-by-ids.ts";
import type { StoreTable } from "./store-table.ts";
import type { ChangeBulk, Synchronous, WriteRow } from "./types.ts";
import { idTaken, insertRows, pendingRows, writeAlone, writeRows, type PendingRow } from "./write-rows.ts";

export interface BatchTarget<RxDocType> {
  readonly connection: Connection;
  readonly store: StoreTable;
  readonly synchronous: Synchronous;
  /** `categorizeBulkWriteRows` reads the schema from it. */
  readonly instance: RxStorageInstance<RxDocType, unknown, unknown>;
}

export interface BatchResult<RxDocType> {
  readonly errors: RxStorageWriteError<RxDocType>[];
  /** What to tell listeners; undefined when nothing happened that they see. */
  readonly changes: ChangeBulk<RxDocType> | undefined;
}

/** Writes one batch: conflicting rows come back as errors, the others land together or not at all. */
export function writeBatch<RxDocType>(
  { connection, store, synchronous, instance }: BatchTarget<RxDocType>,
  rows: WriteRow<RxDocType>[],
  context: string,
  bytes: AttachmentBytes,
): BatchResult<RxDocType> {
  const primary = store.primary as StringKeys<RxDocType>;
  const plain = instance.schema.attachments === undefined;
  const attempt = (inStore: Map<string, RxDocumentData<RxDocType>>, writeAll: (pending: readonly PendingRow[]) => boolean) => {
    const batch = categorizeBulkWriteRows(instance, primary, inStore as never, rows, context);
    const pending = pendingRows(store, inStore, [...batch.bulkInsertDocs, ...batch.bulkUpdateDocs]);
    if (pending.length > 0 && !writeAll(pending)) return undefined;
    const incomplete = incompleteIds(batch.errors);
    if (!plain) writeAttachments(connection, store, batch, bytes, incomplete);
    return { errors: batch.errors, changes: changesOf(batch.eventBulk as ChangeBulk<RxDocType>, incomplete, store) };
  };
  const inStore = () => {
    const ids = rows.map((row) => row.document[primary] as string);
    return new Map(readByIds<RxDocType>(connection, store, ids, true).map((document) => [document[primary] as string, document]));
  };
  const together = (run: () => BatchResult<RxDocType> | undefined) => orAsBefore(store, () => connection.atomically(synchronous, run));

  let result: BatchResult<RxDocType> | undefined;
  if (plain && rows.length === 1) {
    connection.setSynchronous(synchronous);
    result = attempt(inStore(), ([row]) => row !== undefined && writeAlone(connection, store, row));
  } else if (plain && rows.every((row) => row.previous === undefined)) {
    // An import: most likely nothing is there yet, and the inserts find that out by themselves.
    result = unlessTaken(() => together(() => attempt(new Map(), (pending) => insertRows(connection, store, pending))));
  }
  result ??= together(() => attempt(inStore(), (pending) => writeRows(connection, store, pending)));
  return result ?? { errors: [], changes: undefined };
}

/** Puts back what memory knows of the store when the transaction was rolled back. */
function orAsBefore<Result>(store: StoreTable, run: () => Result): Result {
  const { sequence, seen } = store;
  try {
    return run();
  } catch (error) {
    store.seen = seen;
    store.sequence = sequence;
    store.reserved = sequence;
    throw error;
  }
}

/** Undefined when an insert met an id that is there already; everything is as before then. */
function unlessTaken<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error === idTaken) return undefined;
    throw error;
  }
}

/** Documents that were not written because an attachment came without bytes; RxDB's helper still lists what they would bring. */
function incompleteIds<RxDocType>(errors: readonly RxStorageWriteError<RxDocType>[]): ReadonlySet<string> {
  return new Set(errors.filter(({ status }) => status === 510).map(({ documentId }) => documentId));
}

function changesOf<RxDocType>(
  bulk: ChangeBulk<RxDocType>,
  incomplete: ReadonlySet<string>,
  store: StoreTable,
): ChangeBulk<RxDocType> | undefined {
  const events = incomplete.size === 0 ? bulk.events : bulk.events.filter((event) => !incomplete.has(event.documentId));
  return events.length === 0 ? undefined : { ...bulk, events, checkpoint: { seq: store.sequence } };
}
