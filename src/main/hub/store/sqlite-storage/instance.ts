import {
  now,
  type EventBulk,
  type PreparedQuery,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorageBulkWriteResponse,
  type RxStorageChangeEvent,
  type RxStorageCountResult,
  type RxStorageInstance,
  type RxStorageInstanceCreationParams,
  type RxStorageQueryResult,
} from "rxdb/plugins/core";
import { ReplaySubject, takeUntil, type Observable } from "rxjs";
import { readAttachment, readAttachmentBytes } from "./attachments.ts";
import { purgeTombstones, readChanges } from "./change-feed.ts";
import { holdConnection, type Connection } from "./connection.ts";
import { readByIds } from "./read-by-ids.ts";
import { asRefusal } from "./refusals.ts";
import { runCount, runQuery } from "./run-query.ts";
import { dropStore, holdStore, releaseStore, type StoreTable } from "./store-table.ts";
import type { ChangeBulk, SequenceCheckpoint, SqliteInstanceOptions, SqliteStorageSettings, WriteRow } from "./types.ts";
import { isUnreadable, setUnreadableAside } from "./unreadable.ts";
import { writeBatch, type BatchTarget } from "./write-batch.ts";

/** What `internals` shows to tools; nothing in it may be changed. */
export interface SqliteInternals {
  readonly path: string;
  readonly table: string;
}

/**
 * One RxDB view on a table. open -> closed (by `close` or `remove`); every call after that is refused. A store removed
 * through another instance refuses too.
 */
export class SqliteStorageInstance<RxDocType> implements RxStorageInstance<
  RxDocType,
  SqliteInternals,
  SqliteInstanceOptions,
  SequenceCheckpoint
> {
  readonly databaseName: string;
  readonly collectionName: string;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<RxDocType>>>;
  readonly options: Readonly<SqliteInstanceOptions>;
  readonly internals: SqliteInternals;
  readonly #connection: Connection;
  readonly #store: StoreTable;
  readonly #target: BatchTarget<RxDocType>;
  readonly #onUnreadable: SqliteStorageSettings["onUnreadable"];
  /** The write whose attachment bytes are being read, and those behind it; keeps first come, first served. */
  #writes: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  readonly #ended = new ReplaySubject<void>(1);

  constructor(settings: SqliteStorageSettings, params: RxStorageInstanceCreationParams<RxDocType, SqliteInstanceOptions>) {
    this.databaseName = params.databaseName;
    this.collectionName = params.collectionName;
    this.schema = params.schema;
    this.options = params.options;
    this.#onUnreadable = settings.onUnreadable;
    this.#connection = holdConnection(settings.path);
    const { census, synchronous = settings.synchronous ?? "NORMAL" }: SqliteInstanceOptions = params.options ?? {};
    try {
      this.#store = holdStore(this.#connection, params.databaseName, params.collectionName, params.schema as never, census);
    } catch (error) {
      this.#connection.release();
      throw asRefusal(error);
    }
    this.internals = { path: settings.path, table: this.#store.table };
    this.#target = { connection: this.#connection, store: this.#store, synchronous, instance: this as never };
  }

  async bulkWrite(rows: WriteRow<RxDocType>[], context: string): Promise<RxStorageBulkWriteResponse<RxDocType>> {
    this.#assertOpen();
    if (this.schema.attachments === undefined) return { error: this.#write(rows, context, new Map()) };
    const turn = this.#writes.then(async () => this.#write(rows, context, await readAttachmentBytes(rows)));
    this.#writes = turn.catch(() => undefined);
    return { error: await turn };
  }

  async findDocumentsById(ids: string[], withDeleted: boolean): Promise<RxDocumentData<RxDocType>[]> {
    return this.#reading(() => readByIds<RxDocType>(this.#connection, this.#store, ids, withDeleted));
  }

  async query(prepared: PreparedQuery<RxDocType>): Promise<RxStorageQueryResult<RxDocType>> {
    return this.#reading(() => ({ documents: runQuery(this.#connection, this.#store, this.schema, prepared) }));
  }

  async count(prepared: PreparedQuery<RxDocType>): Promise<RxStorageCountResult> {
    return this.#reading(() => ({ count: runCount(this.#connection, this.#store, this.schema, prepared), mode: "fast" as const }));
  }

  /** Bound to the instance, because RxDB's `randomDelayStorage` calls it without one. */
  readonly getChangedDocumentsSince = async (limit: number, checkpoint?: SequenceCheckpoint) =>
    this.#reading(() => readChanges<RxDocType>(this.#connection, this.#store, limit, checkpoint));

  async getAttachmentData(documentId: string, attachmentId: string, digest: string): Promise<Blob> {
    return this.#reading(() => readAttachment(this.#connection, this.#store, documentId, attachmentId, digest) as Blob);
  }

  /** Also what other instances write to the store; ends with this instance. */
  changeStream(): Observable<EventBulk<RxStorageChangeEvent<RxDocumentData<RxDocType>>, SequenceCheckpoint>> {
    return this.#store.changes.pipe(takeUntil(this.#ended)) as Observable<ChangeBulk<RxDocType>>;
  }

  /** Without a minimum age (ms) every tombstone goes, also one that the clock, set back since, has in the future. */
  async cleanup(minimumDeletedTime: number): Promise<boolean> {
    const olderThan = minimumDeletedTime > 0 ? now() - minimumDeletedTime : Number.MAX_VALUE;
    return this.#reading(() => purgeTombstones(this.#connection, this.#store, olderThan));
  }

  async remove(): Promise<void> {
    if (this.#closing !== undefined) throw new Error(`closed: ${this.#label}`);
    await this.#end(true);
  }

  async close(): Promise<void> {
    await this.#end(false);
  }

  get #label(): string {
    return `${this.databaseName} ${this.collectionName} ${String(this.schema.version)}`;
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new Error(`closed: ${this.#label}`);
    this.#assertPresent();
  }

  #assertPresent(): void {
    if (this.#store.removed) throw new Error(`removed already: ${this.#label}`);
  }

  #reading<Result>(read: () => Result): Result {
    this.#assertOpen();
    return this.#mending(read);
  }

  /** One row that cannot be read fails every query that meets it: such rows are set aside, and it is done again. */
  #mending<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      const found = isUnreadable(error) ? setUnreadableAside(this.#connection, this.#store) : { ids: [], rows: 0 };
      if (found.rows === 0) throw asRefusal(error);
      if (found.ids.length > 0) this.#onUnreadable?.(this.collectionName, found.ids);
      return work();
    }
  }

  #write(rows: WriteRow<RxDocType>[], context: string, bytes: Parameters<typeof writeBatch>[3]) {
    this.#assertPresent();
    const before = this.#store.sequence;
    const { errors, changes } = this.#mending(() => writeBatch(this.#target, rows, context, bytes));
    // After a start the number is that of a block, not of a row.
    if (this.#store.sequence !== before) this.#connection.tail.set(this.#store.table, this.#store.sequence);
    if (changes !== undefined) this.#store.changes.next(changes as never);
    return errors;
  }

  #end(remove: boolean): Promise<void> {
    this.#closing ??= this.#writes.then(() => {
      try {
        if (remove) dropStore(this.#connection, this.#store);
      } finally {
        this.#ended.next();
        releaseStore(this.#connection, this.#store);
        this.#connection.release();
      }
    });
    return this.#closing;
  }
}
