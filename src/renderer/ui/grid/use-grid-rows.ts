import { defaultRangeExtractor, useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, type RefObject } from "react";
import { headPx } from "./grid-column.ts";
import { createScrollMemory } from "./scroll-memory.ts";

const overscanRows = 12;

export interface GridRows {
  readonly items: readonly VirtualItem[];
  readonly heightPx: number;
  /** Rows that fit the window. */
  readonly page: number;
  scrollTo(row: number): void;
}

/** Which rows are mounted: those in sight, some around them, and the active one, which may hold the focus. */
export const useGridRows = (
  scroller: RefObject<HTMLDivElement | null>,
  { total, rowPx, activeRow, onRange }: { total: number; rowPx: number; activeRow: number; onRange: (first: number) => void },
): GridRows => {
  // oxlint-disable-next-line react/incompatible-library -- the compiler is not in use; rows are memoised by hand
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: overscanRows,
    scrollMargin: headPx,
    scrollPaddingStart: headPx,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      return activeRow < 0 || activeRow >= total || inSight.includes(activeRow)
        ? inSight
        : [...inSight, activeRow].toSorted((a, b) => a - b);
    },
  });
  const items = virtual.getVirtualItems();
  const start = virtual.range?.startIndex ?? 0;
  const end = virtual.range?.endIndex ?? 0;
  const first = Math.max(0, start - overscanRows);
  useEffect(() => onRange(first), [first, onRange]);
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  return {
    items,
    heightPx: virtual.getTotalSize(),
    page: Math.max(1, end - start - 1),
    scrollTo: (row) => virtual.scrollToIndex(row),
  };
};

/** Lives as long as the window: screens come and go. */
const memory = createScrollMemory();

/** Brings a list back to where it was left, and remembers where it is. */
export const useScrollMemory = (scroller: RefObject<HTMLDivElement | null>, list: string, hasRows: boolean): (() => void) => {
  useLayoutEffect(() => {
    if (hasRows) scroller.current?.scrollTo({ top: memory.placeOf(list) });
  }, [scroller, list, hasRows]);
  return () => {
    if (hasRows) memory.keep(list, scroller.current?.scrollTop ?? 0);
  };
};
