import { getRxStorageNodeSqlite } from "#hub/store/sqlite-storage/index.ts";
import type { RxDocumentData, RxJsonSchema, RxStorage, RxStorageInstance } from "rxdb/plugins/core";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";

export type AnyInstance<RxDocType> = RxStorageInstance<RxDocType, unknown, unknown>;

let made = 0;
export const freshName = (): string => `db${String((made += 1))}`;

export interface InstanceWish<RxDocType> {
  readonly schema: RxJsonSchema<RxDocumentData<RxDocType>>;
  readonly databaseName?: string;
  readonly collectionName?: string;
  readonly options?: object;
}

export function openInstance<RxDocType>(storage: unknown, wish: InstanceWish<RxDocType>): Promise<AnyInstance<RxDocType>> {
  return (storage as RxStorage<unknown, unknown>).createStorageInstance<RxDocType>({
    databaseInstanceToken: freshName(),
    databaseName: wish.databaseName ?? freshName(),
    collectionName: wish.collectionName ?? "things",
    schema: wish.schema,
    options: wish.options ?? {},
    multiInstance: false,
    devMode: false,
  });
}

/** The storages that the contract is held against: ours, and RxDB's memory storage as the reference. */
export const storages = {
  sqlite: () => getRxStorageNodeSqlite({ path: ":memory:" }),
  memory: () => getRxStorageMemory(),
} as const;
