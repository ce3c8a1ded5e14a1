import {
  categorizeBulkWriteRows,
  type BulkWriteRowProcessed,
  type RxDocumentData,
  type RxStorageInstance,
  type RxStorageWriteError,
  type StringKeys,
} from "rxdb/plugins/core";
import { writeAttachments, type AttachmentBytes } from "./attachments.ts";
import type { Connection } from "./connection.ts";
import { readByIds } from "./read-by-ids.ts";
import { insertSql, rowValues, sequenceBlock, traitsOf, type StoreTable } from "./store-table.ts";
import type { ChangeBulk, Synchronous, WriteRow } from "./types.ts";

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

function writeRows<RxDocType>(connection: Connection, store: StoreTable, rows: readonly BulkWriteRowProcessed<RxDocType>[]): void {
  let sequence = takeSequence(connection, store, rows.length);
  const put = connection.prepare(insertSql(store));
  let seen = store.seen;
  for (const { document } of rows) {
    seen |= traitsOf(store, document as object);
    put.run(...rowValues(store, document as RxDocumentData<unknown>, sequence));
    sequence += 1;
  }
  if (seen !== store.seen) {
    connection.prepare("UPDATE stores SET traits = ? WHERE store = ?").run(seen, store.store);
    store.seen = seen;
  }
}

/** Writes one batch: conflicting rows come back as errors, the others land together or not at all. */
export function writeBatch<RxDocType>(
  { connection, store, synchronous, instance }: BatchTarget<RxDocType>,
  rows: WriteRow<RxDocType>[],
  context: string,
  bytes: AttachmentBytes,
): BatchResult<RxDocType> {
  const primary = store.primary as StringKeys<RxDocType>;
  const before = { sequence: store.sequence, seen: store.seen };
  try {
    return connection.atomically(synchronous, () => {
      const ids = rows.map((row) => row.document[primary] as string);
      const inStore = new Map(
        readByIds<RxDocType>(connection, store, ids, true).map((document) => [document[primary] as string, document]),
      );
      const batch = categorizeBulkWriteRows(instance, primary, inStore as never, rows, context);
      const good = [...batch.bulkInsertDocs, ...batch.bulkUpdateDocs];
      if (good.length > 0) writeRows(connection, store, good);
      if (instance.schema.attachments !== undefined) writeAttachments(connection, store, batch, bytes);
      return { errors: batch.errors, changes: changesOf(batch.eventBulk as ChangeBulk<RxDocType>, batch.errors, store) };
    });
  } catch (error) {
    store.seen = before.seen;
    store.sequence = before.sequence;
    store.reserved = before.sequence;
    throw error;
  }
}

function changesOf<RxDocType>(
  bulk: ChangeBulk<RxDocType>,
  errors: readonly RxStorageWriteError<RxDocType>[],
  store: StoreTable,
): ChangeBulk<RxDocType> | undefined {
  const failed = new Set(errors.map((error) => error.documentId));
  // RxDB's helper lists an event even for a row whose attachment was missing.
  const events = failed.size === 0 ? bulk.events : bulk.events.filter((event) => !failed.has(event.documentId));
  return events.length === 0 ? undefined : { ...bulk, events, checkpoint: { seq: store.sequence } };
}
