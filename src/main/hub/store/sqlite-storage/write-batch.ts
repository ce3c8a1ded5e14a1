import { categorizeBulkWriteRows, type RxStorageInstance, type RxStorageWriteError, type StringKeys } from "rxdb/plugins/core";
import { writeAttachments, type AttachmentBytes } from "./attachments.ts";
import type { Connection } from "./connection.ts";
import { readByIds } from "./read-by-ids.ts";
import type { StoreTable } from "./store-table.ts";
import type { ChangeBulk, Synchronous, WriteRow } from "./types.ts";
import { pendingRows, writeAlone, writeRows, type PendingRow } from "./write-rows.ts";

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
  const before = { sequence: store.sequence, seen: store.seen };
  const attempt = (writeAll: (pending: readonly PendingRow[]) => boolean): BatchResult<RxDocType> | undefined => {
    const primary = store.primary as StringKeys<RxDocType>;
    const ids = rows.map((row) => row.document[primary] as string);
    const inStore = new Map(readByIds<RxDocType>(connection, store, ids, true).map((document) => [document[primary] as string, document]));
    const batch = categorizeBulkWriteRows(instance, primary, inStore as never, rows, context);
    const pending = pendingRows(store, inStore, [...batch.bulkInsertDocs, ...batch.bulkUpdateDocs]);
    if (pending.length > 0 && !writeAll(pending)) return undefined;
    if (instance.schema.attachments !== undefined) writeAttachments(connection, store, batch, bytes);
    return { errors: batch.errors, changes: changesOf(batch.eventBulk as ChangeBulk<RxDocType>, batch.errors, store) };
  };
  if (rows.length === 1 && instance.schema.attachments === undefined) {
    connection.setSynchronous(synchronous);
    const result = attempt(([row]) => row !== undefined && writeAlone(connection, store, row));
    if (result !== undefined) return result;
  }
  try {
    const result = connection.atomically(synchronous, () =>
      attempt((pending) => {
        writeRows(connection, store, pending);
        return true;
      }),
    );
    return result ?? { errors: [], changes: undefined };
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
