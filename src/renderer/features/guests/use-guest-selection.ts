import { useCallback, useEffect, useMemo, useState } from "react";
import type { GuestRow } from "#shared/api/guests.ts";
import type { GuestView } from "#shared/domain/guest-view.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { nothingSelected, selectOnly, selectRange, toggleRow } from "../../ui/grid/row-selection.ts";

export interface GuestSelection {
  readonly ids: ReadonlySet<string>;
  /** How many of them the view does not show since it was changed. */
  readonly hiddenCount: number;
  toggle(index: number): void;
  range(from: number, to: number): void;
  /** Everybody in the view; nobody when all are selected already. */
  all(): void;
  clear(): void;
  /** Drops whoever the view does not show. */
  keepShown(): void;
  readonly problem: Problem | undefined;
}

/** Who is selected, by id. Rows of a range that are not loaded are asked for, so that a range is never shorter than it looks. */
export const useGuestSelection = (
  weddingId: string,
  view: GuestView,
  rowAt: (index: number) => GuestRow | undefined,
  total: number,
): GuestSelection => {
  const client = useClient();
  const [selection, setSelection] = useState(nothingSelected);
  const idsOfView = (): Promise<string[]> => client.guests.ids({ weddingId, view });
  const everybody = useCommand(async () => setSelection(selectOnly(await idsOfView())));
  const shown = useCommand(async () => {
    const ids = new Set(await idsOfView());
    setSelection((now) => selectOnly([...now.ids].filter((id) => ids.has(id))));
  });
  const farRange = useCommand(async (from: number, to: number) => {
    const ids = (await idsOfView()).slice(Math.min(from, to), Math.max(from, to) + 1);
    setSelection((now) => selectRange(now, from, ids));
  });
  const hidden = useHidden(selection.ids, JSON.stringify(view), idsOfView);
  const clear = useCallback(() => setSelection(nothingSelected), []);
  return {
    ids: selection.ids,
    hiddenCount: hidden,
    toggle: (index) => {
      const id = rowAt(index)?.id;
      if (id !== undefined) setSelection((now) => toggleRow(now, id));
    },
    range: (from, to) => {
      const ids = loadedIds(rowAt, Math.min(from, to), Math.max(from, to));
      if (ids === undefined) void farRange.run(from, to);
      else setSelection((now) => selectRange(now, from, ids));
    },
    all: () => (selection.ids.size >= total ? clear() : void everybody.run()),
    clear,
    keepShown: () => void shown.run(),
    problem: everybody.problem ?? shown.problem ?? farRange.problem,
  };
};

/** Undefined when a row in between is not loaded. */
const loadedIds = (rowAt: (index: number) => GuestRow | undefined, first: number, last: number): string[] | undefined => {
  const ids: string[] = [];
  for (let index = first; index <= last; index += 1) {
    const id = rowAt(index)?.id;
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return ids;
};

/** Counted when the view changes: ticking happens among those that are shown. */
const useHidden = (ids: ReadonlySet<string>, viewKey: string, idsOfView: () => Promise<string[]>): number => {
  const [outside, setOutside] = useState<ReadonlySet<string>>(new Set());
  const look = useCommand(async () => {
    if (ids.size === 0) return;
    const shown = new Set(await idsOfView());
    setOutside(new Set([...ids].filter((id) => !shown.has(id))));
  });
  const { run } = look;
  useEffect(() => void run(), [run, viewKey]);
  return useMemo(() => [...outside].filter((id) => ids.has(id)).length, [outside, ids]);
};
