import { Blob } from "node:buffer";
import type { CategorizeBulkWriteRowsOutput } from "rxdb/plugins/core";
import type { Connection } from "./connection.ts";
import { storedId, type StoreTable } from "./store-table.ts";
import type { WriteRow } from "./types.ts";

/** Bytes of the attachments of one batch, read before its transaction begins: reading a Blob has to wait, SQLite must not. */
export type AttachmentBytes = ReadonlyMap<unknown, Uint8Array>;

export async function readAttachmentBytes<RxDocType>(rows: readonly WriteRow<RxDocType>[]): Promise<AttachmentBytes> {
  const bytes = new Map<unknown, Uint8Array>();
  for (const { document } of rows) {
    for (const attachment of Object.values(document._attachments)) {
      if ("data" in attachment) bytes.set(attachment, new Uint8Array(await attachment.data.arrayBuffer()));
    }
  }
  return bytes;
}

/** Writes what a batch changed about attachments, but nothing of incomplete documents; inside the batch's transaction. */
export function writeAttachments<RxDocType>(
  connection: Connection,
  store: StoreTable,
  batch: CategorizeBulkWriteRowsOutput<RxDocType>,
  bytes: AttachmentBytes,
  incomplete: ReadonlySet<string>,
): void {
  const remove = connection.prepare("DELETE FROM attachments WHERE store = ? AND document = ? AND attachment = ?");
  for (const gone of batch.attachmentsRemove) remove.run(store.store, storedId(gone.documentId), gone.attachmentId);
  const put = connection.prepare("INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?, ?, ?)");
  for (const added of [...batch.attachmentsAdd, ...batch.attachmentsUpdate]) {
    if (incomplete.has(added.documentId)) continue;
    const data = bytes.get(added.attachmentData) ?? new Uint8Array();
    put.run(store.store, storedId(added.documentId), added.attachmentId, added.digest, added.attachmentData.type, data);
  }
}

/** Throws when there is no such attachment or its content is another than the digest says. */
export function readAttachment(connection: Connection, store: StoreTable, document: string, attachment: string, digest: string): Blob {
  const row = connection
    .prepare("SELECT digest, type, data FROM attachments WHERE store = ? AND document = ? AND attachment = ?")
    .get(store.store, storedId(document), attachment);
  if (row === undefined || !digest || row["digest"] !== digest) {
    throw new Error(`attachment does not exist: ${document}||${attachment}`);
  }
  return new Blob([row["data"] as Uint8Array<ArrayBuffer>], { type: String(row["type"]) });
}
