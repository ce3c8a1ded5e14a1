import type { RxDocumentData } from "rxdb/plugins/core";
import type { Connection } from "./connection.ts";
import { parseDocument } from "./run-query.ts";
import { storedId, type StoreTable } from "./store-table.ts";

/** The documents with these ids that exist, in any order. */
export function readByIds<RxDocType>(
  connection: Connection,
  store: StoreTable,
  ids: readonly string[],
  withDeleted: boolean,
): RxDocumentData<RxDocType>[] {
  const alive = withDeleted ? "" : " AND del = 0";
  const [first] = ids;
  if (first === undefined) return [];
  if (ids.length === 1) {
    const row = connection.prepare(`SELECT data FROM ${store.table} WHERE id = ?${alive}`).get(storedId(first));
    return row === undefined ? [] : [parseDocument<RxDocType>(row["data"])];
  }
  const rows = connection
    .prepare(`SELECT data FROM ${store.table} WHERE id IN (SELECT value FROM json_each(?))${alive}`)
    .all(JSON.stringify(ids.map(storedId)));
  return rows.map((row) => parseDocument<RxDocType>(row["data"]));
}
