import type { RxDocumentData } from "rxdb/plugins/core";
import type { Connection } from "./connection.ts";
import { parseDocument } from "./run-query.ts";
import { markTail, type StoreTable } from "./store-table.ts";
import type { SequenceCheckpoint } from "./types.ts";

/** Tombstones purged at once; cleanup is called again for the rest. */
const purgeMax = 1_000;

/** The current state of each document changed after a checkpoint, tombstones too, in the order of change. */
export function readChanges<RxDocType>(
  connection: Connection,
  store: StoreTable,
  limit: number,
  checkpoint: SequenceCheckpoint | undefined,
): { documents: RxDocumentData<RxDocType>[]; checkpoint: SequenceCheckpoint } {
  const since = typeof checkpoint?.seq === "number" ? checkpoint.seq : 0;
  const rows = connection.prepare(`SELECT seq, data FROM ${store.table} WHERE seq > ? ORDER BY seq LIMIT ?`).all(since, limit);
  return {
    documents: rows.map((row) => parseDocument<RxDocType>(row["data"])),
    checkpoint: rows.length === 0 ? (checkpoint ?? { seq: since }) : { seq: Number(rows.at(-1)?.["seq"]) },
  };
}

/** Forgets tombstones last written at or before `olderThan` (ms since 1970). True when none is left. */
export function purgeTombstones(connection: Connection, store: StoreTable, olderThan: number): boolean {
  const isDone = connection.atomically("NORMAL", () => {
    const gone = connection.prepare(`SELECT id FROM ${store.table} WHERE del = 1 AND lwt <= ? LIMIT ${String(purgeMax)}`).all(olderThan);
    const remove = connection.prepare(`DELETE FROM ${store.table} WHERE id = ?`);
    const removeAttachments = connection.prepare("DELETE FROM attachments WHERE store = ? AND document = ?");
    for (const row of gone) {
      remove.run(row["id"] as string);
      removeAttachments.run(store.store, row["id"] as string);
    }
    return gone.length < purgeMax;
  });
  markTail(connection, store);
  return isDone;
}
