import type { RxCollection, RxDocumentData } from "rxdb/plugins/core";

/** A document as it lies in the store, with what the database adds under names that begin with `_`. */
export type StoredDocument<Document> = RxDocumentData<Document>;

/**
 * The documents with these ids that were not removed, as plain data to be looked at, not changed. For many at once: a query would make
 * an RxDocument of each and keep it.
 */
export const readStored = <Document>({ storageInstance }: RxCollection<Document>, ids: string[]): Promise<StoredDocument<Document>[]> =>
  storageInstance.findDocumentsById(ids, false);

/** Removes documents as they were read; answers errors like `bulkRemove`, with 409 for those that were written since. */
export const removeStored = async <Document>(
  { storageInstance }: RxCollection<Document>,
  documents: readonly StoredDocument<Document>[],
): Promise<{ error: readonly unknown[] }> =>
  storageInstance.bulkWrite(
    documents.map((previous) => ({ previous, document: { ...previous, _deleted: true } })),
    "usher-remove-stored",
  );
