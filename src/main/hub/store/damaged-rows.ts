import type { Logger } from "#hub/ports/index.ts";
import { collectionPlan, type StoreCollections } from "./collections.ts";
import { acceptDamaged, checkCollections, readAllAside, type AsideRow } from "./sqlite-storage/index.ts";

export interface DamagedRow {
  readonly collection: keyof StoreCollections;
  readonly id: string;
}

/**
 * Rows of the file that are not what was written. What can be read of one stays where it is, what cannot was set aside, in this start or
 * an earlier one; it counts until a person has decided about it.
 */
export interface DamagedRows {
  all(): readonly DamagedRow[];
  /** True also when such a row has been written anew since. */
  has(collection: keyof StoreCollections, id: string): boolean;
  /** A person keeps it as it is now: it counts no more. */
  accept(collection: keyof StoreCollections, id: string): void;
  /** After more were found, or one was accepted. */
  onChange(listener: () => void): () => void;
}

export interface KeptDamagedRows extends DamagedRows {
  /** Reads what earlier starts set aside. Once, when the collections are open. */
  load(): void;
  note(rows: readonly AsideRow[]): void;
  /** Compares rows with their sums, a few between two calls of `turn`, which throws to end it early. */
  check(collections: readonly (keyof StoreCollections)[], turn: () => Promise<void>): Promise<void>;
}

export const createDamagedRows = (path: string, logger?: Logger): KeptDamagedRows => {
  const rows = new Map<string, DamagedRow>();
  const listeners = new Set<() => void>();
  const keyOf = ({ collection, id }: AsideRow): string => `${collection} ${id}`;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const note: KeptDamagedRows["note"] = (found) => {
    if (found.length === 0) return;
    // RxDB's own table is no list of anybody's.
    for (const row of found) if (row.collection in collectionPlan) rows.set(keyOf(row), row as DamagedRow);
    tell();
  };
  return {
    load: () => {
      const found = readAllAside(path);
      if (found.length > 0) logger?.error("Entries of the guest data are damaged or lost.", { rows: found.length });
      note(found);
    },
    note,
    check: async (collections, turn) => {
      const { damaged, mended } = await checkCollections(path, collections, turn);
      if (mended > 0) logger?.warn("Something beside entries of the guest data was damaged and was put right.", { rows: mended });
      if (damaged.length > 0) logger?.error("Entries of the guest data are damaged.", { rows: damaged.length });
      note(damaged);
    },
    all: () => [...rows.values()],
    has: (collection, id) => rows.has(keyOf({ collection, id })),
    accept: (collection, id) => {
      if (!rows.delete(keyOf({ collection, id }))) return;
      acceptDamaged(path, { collection, id });
      tell();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
