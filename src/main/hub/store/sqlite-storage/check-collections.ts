import { forgetAside, readAside, type AsideRow } from "./aside-rows.ts";
import { acceptRow, checkTable } from "./check-table.ts";
import { holdConnection, type Connection } from "./connection.ts";
import type { StoreTable } from "./store-table.ts";

/** The open tables of a collection: RxDB keeps one for each schema version. */
const tablesOf = ({ shared }: Connection, collection: string): readonly StoreTable[] =>
  [...shared].flatMap(([key, store]) => ((JSON.parse(key) as unknown[])[1] === collection ? [store as StoreTable] : []));

export interface CollectionFindings {
  readonly damaged: readonly AsideRow[];
  /** Rows of which something beside the document was wrong, and was put right. */
  readonly mended: number;
}

/** Compares every row of some open collections with its sum. Throws what `turn` throws. */
export const checkCollections = async (
  path: string,
  collections: readonly string[],
  turn: () => Promise<void>,
): Promise<CollectionFindings> => {
  const connection = holdConnection(path);
  try {
    const damaged: AsideRow[] = [];
    let mended = 0;
    for (const collection of collections) {
      for (const store of tablesOf(connection, collection)) {
        const found = await checkTable(connection, store, turn);
        damaged.push(...found.damaged.map((id) => ({ collection, id })));
        mended += found.mended;
      }
    }
    return { damaged, mended };
  } finally {
    connection.release();
  }
};

/** A person keeps it as it is: what can be read counts as written, what cannot is gone for good. */
export const acceptDamaged = (path: string, row: AsideRow): void => {
  const connection = holdConnection(path);
  try {
    for (const store of tablesOf(connection, row.collection)) acceptRow(connection, store, row.id);
    forgetAside(connection, row);
  } finally {
    connection.release();
  }
};

/** What every start of this file has set aside. */
export const readAllAside = (path: string): readonly AsideRow[] => {
  const connection = holdConnection(path);
  try {
    return readAside(connection);
  } finally {
    connection.release();
  }
};
