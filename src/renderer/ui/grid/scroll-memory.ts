/** Lists whose place is remembered; older ones begin at the top again. */
export const placesKeptMax = 20;

export interface ScrollMemory {
  placeOf(list: string): number;
  keep(list: string, scrollTop: number): void;
}

/** Where each list was left, so that coming back to one finds it there. */
export const createScrollMemory = (): ScrollMemory => {
  const places = new Map<string, number>();
  return {
    placeOf: (list) => places.get(list) ?? 0,
    keep: (list, scrollTop) => {
      places.delete(list);
      places.set(list, scrollTop);
      const [oldest] = places.keys();
      if (places.size > placesKeptMax && oldest !== undefined) places.delete(oldest);
    },
  };
};
