import { addRxPlugin, createRxDatabase, getAllCollectionDocuments, type RxDatabase } from "rxdb/plugins/core";
import { RxDBMigrationSchemaPlugin } from "rxdb/plugins/migration-schema";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import type { Logger } from "#hub/ports/index.ts";
import { collectionPlan, migrationsTo, type StoreCollections } from "./collections.ts";
import { createDamagedRows, type DamagedRows } from "./damaged-rows.ts";
import { getRxStorageNodeSqlite, storeNewer } from "./sqlite-storage/index.ts";

export interface Store {
  readonly collections: StoreCollections;
  readonly damaged: DamagedRows;
  /** Compares the rows of some collections with their sums, a few between two calls of `turn`, which throws to end it early. */
  check(collections: readonly (keyof StoreCollections)[], turn: () => Promise<void>): Promise<void>;
  /** Ends running writes, then closes the file. Idempotent. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** The database file, or `:memory:`. */
  readonly path: string;
  readonly logger?: Logger;
}

/**
 * Opens the one database for all weddings of this planner, migrating its schemas when they are older. Refuses with
 * `store-newer`, `store-damaged` or `store-in-use`. One store at a time in a process: RxDB's open core allows 13
 * collections, and a second store throws its COL23.
 */
export async function openStore({ path, logger }: StoreOptions): Promise<Store> {
  addRxPlugin(RxDBMigrationSchemaPlugin);
  const damaged = createDamagedRows(path, logger);
  const onUnreadable = (collection: string, ids: readonly string[]): void => {
    logger?.error("Rows of the guest data are damaged and were set aside; everything else can be read.", { collection, rows: ids.length });
    damaged.note(ids.map((id) => ({ collection, id })));
  };
  const database = await createRxDatabase<StoreCollections>({
    name: "usher",
    storage: wrappedValidateAjvStorage({
      storage: getRxStorageNodeSqlite({ path, synchronous: "NORMAL", onUnreadable }),
    }),
    multiInstance: false,
    eventReduce: true,
  });
  const plan = Object.fromEntries(
    Object.entries(collectionPlan).map(([name, { schema, ...rest }]) => [
      name,
      {
        schema,
        migrationStrategies: migrationsTo(schema.version),
        ...("options" in rest ? { instanceCreationOptions: rest.options } : {}),
      },
    ]),
  );
  try {
    await refuseNewer(database);
    await database.addCollections(plan as never);
    damaged.load();
  } catch (error) {
    // Else the half-open database keeps the file locked and its name and collections taken.
    await database.close();
    throw error;
  }
  let closing: Promise<unknown> | undefined;
  return {
    collections: database.collections as unknown as StoreCollections,
    damaged,
    check: damaged.check,
    close: async () => {
      closing ??= database.close();
      await closing;
    },
  };
}

/** RxDB would open a collection that a newer Usher wrote as an empty one. */
const refuseNewer = async (database: RxDatabase<StoreCollections>): Promise<void> => {
  const kept = await getAllCollectionDocuments(database.internalStore);
  for (const { data } of kept) {
    const known = (data.name in collectionPlan ? collectionPlan[data.name as keyof StoreCollections] : undefined)?.schema.version ?? -1;
    if (data.version > known) throw storeNewer(data.version, known);
  }
};
