import { create } from "zustand";
import type { AppStatus } from "#shared/api/app.ts";
import { useAppStatus } from "./status.ts";

export type SendingStop = AppStatus["stops"][number];

/** What this window has just ordered, until the hub's own status says the same: a stop is shown at once. */
export const useOrderedStops = create<{
  readonly ordered: readonly SendingStop[];
  readonly add: (weddingId: string | null) => void;
  readonly drop: (weddingId: string | null) => void;
}>((set) => ({
  ordered: [],
  add: (weddingId) => set(({ ordered }) => ({ ordered: [...without(ordered, weddingId), { weddingId, since: null }] })),
  drop: (weddingId) => set(({ ordered }) => ({ ordered: without(ordered, weddingId) })),
}));

const without = (stops: readonly SendingStop[], weddingId: string | null): readonly SendingStop[] =>
  stops.filter((stop) => stop.weddingId !== weddingId);

/** The stops in force, everything first. */
export const useStops = (): readonly SendingStop[] => {
  const known = useAppStatus().value?.stops ?? [];
  const ordered = useOrderedStops((state) => state.ordered);
  const all = [...known, ...ordered.filter(({ weddingId }) => !known.some((stop) => stop.weddingId === weddingId))];
  return all.toSorted((a, b) => Number(a.weddingId !== null) - Number(b.weddingId !== null));
};
