import type { LiveWindow } from "../../state/list-frames.ts";

/** What of a live list is on screen: the live window itself, or an older order of it that is held while somebody reads. */
export interface ShownList<Row extends { readonly id: string }> extends Omit<LiveWindow<Row>, "revision"> {
  /** Held rows that are no longer at their place: removed, or matching no more. */
  readonly fadedIds: ReadonlySet<string>;
  /** Undefined while nothing is held back. */
  readonly heldBack: HeldBack | undefined;
}

export interface HeldBack {
  /** Rows that came; negative: fewer now. 0: only the order changed. */
  readonly more: number;
}

type Live<Row extends { readonly id: string }> = Omit<LiveWindow<Row>, "revision">;

const nobody: ReadonlySet<string> = new Set();

export const showLive = <Row extends { readonly id: string }>({ total, offset, ids, byId }: Live<Row>): ShownList<Row> => ({
  total,
  offset,
  ids,
  byId,
  fadedIds: nobody,
  heldBack: undefined,
});

/** The order that is on screen, with what the rows say now. Rows never move under a reader; what changed is told beside them. */
export const holdOrder = <Row extends { readonly id: string }>(shown: ShownList<Row>, live: Live<Row>): ShownList<Row> => {
  const sameOrder = shown.ids.length === live.ids.length && shown.ids.every((id, at) => live.ids[at] === id);
  if (sameOrder && shown.total === live.total) return showLive(live);
  const byId = new Map<string, Row>();
  for (const id of shown.ids) {
    const row = live.byId.get(id) ?? shown.byId.get(id);
    if (row !== undefined) byId.set(id, row);
  }
  return { ...shown, byId, fadedIds: goneFrom(shown.ids, live.byId), heldBack: { more: live.total - shown.total } };
};

/** A row that is missing between two that are still there is gone; at the edges it may only have left the window. */
const goneFrom = (ids: readonly string[], byId: ReadonlyMap<string, unknown>): ReadonlySet<string> => {
  const first = ids.findIndex((id) => byId.has(id));
  const last = ids.findLastIndex((id) => byId.has(id));
  return first < 0 ? nobody : new Set(ids.slice(first, last).filter((id) => !byId.has(id)));
};

/** `6 new`, `2 fewer`, `New order`. */
export const heldBackWords = ({ more }: HeldBack): string => {
  if (more > 0) return `${more.toLocaleString()} new`;
  return more < 0 ? `${(-more).toLocaleString()} fewer` : "New order";
};
