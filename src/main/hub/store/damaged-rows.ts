import type { StoreCollections } from "./collections.ts";
import { forgetSetAside, readSetAside, type SetAsideRow } from "./sqlite-storage/index.ts";

/** Rows of the file that could not be read and were set aside, in this start or an earlier one. */
export interface DamagedRows {
  count(): number;
  /** True also when such a row has been written anew since. */
  has(collection: keyof StoreCollections, id: string): boolean;
  /** A person has decided about it: it counts no more. */
  forget(collection: keyof StoreCollections, id: string): void;
  /** After more were found, or one was forgotten. */
  onChange(listener: () => void): () => void;
}

export interface KeptDamagedRows extends DamagedRows {
  /** Reads what earlier starts set aside. Once, when the collections are open. */
  load(): void;
  note(collection: string, ids: readonly string[]): void;
}

export const createDamagedRows = (path: string): KeptDamagedRows => {
  const rows = new Set<string>();
  const listeners = new Set<() => void>();
  const keyOf = ({ collection, id }: SetAsideRow): string => `${collection} ${id}`;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    load: () => {
      for (const row of readSetAside(path)) rows.add(keyOf(row));
    },
    note: (collection, ids) => {
      for (const id of ids) rows.add(keyOf({ collection, id }));
      tell();
    },
    count: () => rows.size,
    has: (collection, id) => rows.has(keyOf({ collection, id })),
    forget: (collection, id) => {
      if (!rows.delete(keyOf({ collection, id }))) return;
      forgetSetAside(path, { collection, id });
      tell();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
