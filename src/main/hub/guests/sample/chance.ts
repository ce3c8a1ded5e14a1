/** A small repeatable stream of numbers (mulberry32): the sample is the same wedding every time. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** True for this share of calls. */
  share(of: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** All items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[];
}

export const createChance = (seed: number): Chance => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ item }) => item),
    share: (of) => next() < of,
    pick: <Item>(items: readonly Item[]): Item => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
};
