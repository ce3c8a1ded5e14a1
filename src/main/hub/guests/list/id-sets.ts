/**
 * Sets of ids by key, for the many keys that have one id: that one is kept bare, since a `Set` of one takes two hundred
 * bytes and a list of 10,000 guests has 50,000 such keys.
 */
export interface IdSets {
  /** Ids under a key; look at it, do not keep it. */
  of(key: string): Iterable<string>;
  sizeOf(key: string): number;
  add(key: string, id: string): void;
  remove(key: string, id: string): void;
}

export const createIdSets = (): IdSets => {
  const sets = new Map<string, string | Set<string>>();
  return {
    of: (key) => {
      const known = sets.get(key);
      return typeof known === "string" ? [known] : (known ?? []);
    },
    sizeOf: (key) => {
      const known = sets.get(key);
      return typeof known === "string" ? 1 : (known?.size ?? 0);
    },
    add: (key, id) => {
      const known = sets.get(key);
      if (known === undefined) sets.set(key, id);
      else if (typeof known !== "string") known.add(id);
      else if (known !== id) sets.set(key, new Set([known, id]));
    },
    remove: (key, id) => {
      const known = sets.get(key);
      if (known === id) sets.delete(key);
      if (known === undefined || typeof known === "string") return;
      known.delete(id);
      const [left] = known;
      if (left === undefined) sets.delete(key);
      else if (known.size === 1) sets.set(key, left);
    },
  };
};
