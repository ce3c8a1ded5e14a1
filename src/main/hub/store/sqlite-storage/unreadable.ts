import { keepAside } from "./aside-rows.ts";
import { dropCensus } from "./census-tables.ts";
import type { Connection } from "./connection.ts";
import { documentIn, markTail, rebuildStore, type StoreTable } from "./store-table.ts";

/** Whether a read failed because what a row holds is no document any more: SQLite's words for it, or JavaScript's. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof Error && /malformed JSON/u.test(error.message));

/** What SQLite's own functions can read; a damaged row may hold anything in the place of its text. */
const isText = "typeof(data) = 'text' AND json_valid(data)";

/**
 * Moves the rows of a store whose document cannot be read into the table `unreadable`, where nothing is lost of them, so that one
 * damaged row takes nobody else's with it. Answers their ids, and how many rows went.
 */
export const setUnreadableAside = (
  connection: Connection,
  store: StoreTable,
): { readonly ids: readonly string[]; readonly rows: number } => {
  const rows = [
    ...connection.database.prepare(`SELECT rowid, id, del, data, ${isText} AS text FROM ${store.table} NOT INDEXED`).iterate(),
  ].filter(({ data, text }) => text !== 1 || documentIn(data) === undefined);
  if (rows.length === 0) return { ids: [], rows: 0 };
  connection.forgetStatements();
  connection.atomically("NORMAL", () => {
    // Its triggers read the document that goes.
    if (store.census !== undefined) dropCensus(connection, store.table);
    const remove = connection.database.prepare(`DELETE FROM ${store.table} WHERE rowid = ?`);
    for (const { rowid, id, del, data } of rows) {
      // A mark of a removal that cannot be read tells nobody anything.
      if (del === 0) keepAside(connection, store, { id: String(id), data: String(data) });
      remove.run(rowid ?? null);
    }
    if (store.census !== undefined) rebuildStore(connection, store);
  });
  markTail(connection, store);
  return { ids: rows.filter(({ del }) => del === 0).map(({ id }) => String(id)), rows: rows.length };
};
