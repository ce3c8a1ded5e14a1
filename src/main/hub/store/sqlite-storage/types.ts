import type { BulkWriteRow, EventBulk, RxDocumentData, RxStorageChangeEvent } from "rxdb/plugins/core";

/** How hard a commit is pressed to the disk: `FULL` waits for the disk, `NORMAL` survives a killed process but not a power cut. */
export type Synchronous = "FULL" | "NORMAL";

export interface SqliteStorageSettings {
  /** The database file for all collections, or `:memory:` for the one in-process database. */
  readonly path: string;
  /** For collections that do not say otherwise; `NORMAL` when left out. */
  readonly synchronous?: Synchronous;
  /** Told which documents of a collection could not be read and were set aside in the file. */
  readonly onUnreadable?: (collection: string, ids: readonly string[]) => void;
}

/**
 * Lets a collection answer any page of a long list, and its length, quickly (`census-tables.ts`), where the query asks for nothing but
 * equality in `by` (or `$in`, `$ne`, `$or` of such), newest in `order` first.
 */
export interface Census {
  /** Fields at the top of the document with few different values together; each text or null. */
  readonly by: readonly string[];
  /** A number that the schema has an index with. */
  readonly order: string;
  /** In the unit of `order`. A page costs what a span or two hold; each span costs a row for each combination in it. */
  readonly spanSize: number;
}

/** What a collection may pass as `instanceCreationOptions`. */
export interface SqliteInstanceOptions {
  readonly synchronous?: Synchronous;
  readonly census?: Census;
}

/**
 * Where a reader of changes stands: the sequence number of the last change that it saw. From a counter in the file,
 * not from the clock: a clock set back would hide later writes.
 */
export interface SequenceCheckpoint {
  readonly seq: number;
}

export type StoredDocument<RxDocType> = RxDocumentData<RxDocType>;
export type WriteRow<RxDocType> = BulkWriteRow<RxDocType>;
export type ChangeBulk<RxDocType> = EventBulk<RxStorageChangeEvent<RxDocumentData<RxDocType>>, SequenceCheckpoint>;
