import type { Connection } from "./connection.ts";
import type { Scalar, StoreTable } from "./store-table.ts";

/** A row that has no place in its table any more. The table `unreadable` keeps what is left of it until a person has decided about it. */
export interface AsideRow {
  readonly collection: string;
  readonly id: string;
}

/** Part of every file. */
export const asideSql = "CREATE TABLE IF NOT EXISTS unreadable(store INTEGER NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL)";

type Left = Readonly<Record<"id" | "data", Scalar | undefined>>;

export const keepAside = ({ database }: Connection, { store }: Pick<StoreTable, "store">, { id, data }: Left): void =>
  void database.prepare("INSERT INTO unreadable(store, id, data) VALUES (?, ?, ?)").run(store, String(id), String(data));

/** All of this file, from every start. */
export const readAside = ({ database }: Connection): readonly AsideRow[] =>
  database
    .prepare("SELECT collection, id FROM unreadable JOIN stores USING (store)")
    .all()
    .map(({ collection, id }) => ({ collection: String(collection), id: String(id) }));

export const forgetAside = ({ database }: Connection, { collection, id }: AsideRow): void =>
  void database
    .prepare("DELETE FROM unreadable WHERE id = ? AND store IN (SELECT store FROM stores WHERE collection = ?)")
    .run(id, collection);

/** A newer schema of the same collection goes on with what was set aside; where there is none, nothing changes. */
export const passOnAside = ({ database }: Connection, { key, store }: Pick<StoreTable, "key" | "store">): void => {
  const [databaseName, collection] = JSON.parse(key) as [string, string, number];
  const heir = "SELECT store FROM stores WHERE database = ? AND collection = ? AND store <> ? ORDER BY version DESC LIMIT 1";
  database.prepare(`UPDATE unreadable SET store = coalesce((${heir}), store) WHERE store = ?`).run(databaseName, collection, store, store);
};
