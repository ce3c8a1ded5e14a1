import type { Clock } from "#hub/ports/index.ts";
import { liveValue, type LiveSource } from "./live-value.ts";

/** The asked part of a list, and how long the whole is. */
export interface ListWindow<Row> {
  readonly total: number;
  readonly offset: number;
  readonly rows: Row[];
}

/** Frames of `liveListOf` in `shared/api/live.ts`. */
export type ListFrame<Row> =
  | { type: "snapshot"; revision: number; total: number; offset: number; rows: Row[] }
  | { type: "patch"; revision: number; total: number; order?: string[]; upsert: Row[] };

/** Beyond this share of changed rows a snapshot is smaller than a patch. */
const snapshotShare = 0.3;

/** A live window: a snapshot first, then patches with the changed rows only (a snapshot again when most of it changed). */
export async function* liveList<Row extends { readonly id: string }>(
  source: LiveSource<ListWindow<Row>>,
  clock: Clock,
  signal?: AbortSignal,
): AsyncGenerator<ListFrame<Row>, void, void> {
  let known = new Map<string, string>();
  let revision = 0;
  let order = "";
  let first = true;
  for await (const { total, offset, rows } of liveValue(source, clock, signal)) {
    const texts = new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
    const changed = rows.filter((row) => known.get(row.id) !== texts.get(row.id));
    const ids = rows.map((row) => row.id);
    const newOrder = ids.join("\n");
    revision += 1;
    if (first || changed.length > Math.max(1, rows.length * snapshotShare)) {
      yield { type: "snapshot", revision, total, offset, rows };
    } else {
      yield { type: "patch", revision, total, ...(newOrder === order ? {} : { order: ids }), upsert: changed };
    }
    first = false;
    known = texts;
    order = newOrder;
  }
}
