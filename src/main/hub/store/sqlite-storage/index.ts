import { resolve } from "node:path";
import { ensureRxStorageInstanceParamsAreCorrect, RXDB_VERSION, type RxStorage } from "rxdb/plugins/core";
import { SqliteStorageInstance, type SqliteInternals } from "./instance.ts";
import type { SqliteInstanceOptions, SqliteStorageSettings } from "./types.ts";

export { storeNewer } from "./refusals.ts";
export { acceptDamaged, checkCollections, readAllAside } from "./check-collections.ts";
export type { AsideRow } from "./aside-rows.ts";
export type { SequenceCheckpoint, SqliteInstanceOptions, SqliteStorageSettings, Synchronous } from "./types.ts";

/**
 * RxDB's storage on `node:sqlite`: every collection of every database in one file. A collection that must survive a
 * power cut passes `instanceCreationOptions: { synchronous: "FULL" }`. Opening refuses with `store-newer`,
 * `store-damaged` or `store-in-use`. Needs a validator around it: SQL trusts the schema of what it is given, and a
 * store that holds anything else falls back to RxDB's own matcher for good.
 */
export function getRxStorageNodeSqlite(settings: SqliteStorageSettings): RxStorage<SqliteInternals, SqliteInstanceOptions> {
  return {
    // RxDB allows a database name once for each storage name; two files may each have theirs.
    name: settings.path === ":memory:" ? "node-sqlite" : `node-sqlite:${resolve(settings.path)}`,
    rxdbVersion: RXDB_VERSION,
    createStorageInstance: async (params) => {
      ensureRxStorageInstanceParamsAreCorrect(params);
      return new SqliteStorageInstance(settings, params);
    },
  };
}
