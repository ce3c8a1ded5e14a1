export type ListFrame<Row extends { readonly id: string }> =
  | { readonly type: "snapshot"; readonly revision: number; readonly total: number; readonly offset: number; readonly rows: readonly Row[] }
  | {
      readonly type: "patch";
      readonly revision: number;
      readonly total: number;
      readonly order?: readonly string[] | undefined;
      readonly upsert: readonly Row[];
    };

export interface LiveWindow<Row extends { readonly id: string }> {
  readonly revision: number;
  readonly total: number;
  readonly offset: number;
  readonly ids: readonly string[];
  readonly byId: ReadonlyMap<string, Row>;
}

/** Folds frames of one live list. Frames that are not newer are dropped; rows that left the window are forgotten. */
export const foldListFrames = <Row extends { readonly id: string }>(
  value: LiveWindow<Row> | undefined,
  frames: readonly ListFrame<Row>[],
  fresh: boolean,
): LiveWindow<Row> | undefined => {
  let current = value;
  let revision = fresh ? -1 : (value?.revision ?? -1);
  for (const frame of frames) {
    if (frame.revision <= revision) continue;
    if (frame.type === "patch" && current === undefined) continue;
    current = frame.type === "snapshot" ? fromSnapshot(frame) : patched(current, frame);
    revision = frame.revision;
  }
  return current;
};

const fromSnapshot = <Row extends { readonly id: string }>(frame: ListFrame<Row> & { type: "snapshot" }): LiveWindow<Row> => ({
  revision: frame.revision,
  total: frame.total,
  offset: frame.offset,
  ids: frame.rows.map(({ id }) => id),
  byId: new Map(frame.rows.map((row) => [row.id, row])),
});

const patched = <Row extends { readonly id: string }>(
  current: LiveWindow<Row> | undefined,
  frame: ListFrame<Row> & { type: "patch" },
): LiveWindow<Row> => {
  const ids = frame.order ?? current?.ids ?? [];
  const known = new Map(current?.byId);
  for (const row of frame.upsert) known.set(row.id, row);
  const byId = new Map<string, Row>();
  for (const id of ids) {
    const row = known.get(id);
    if (row !== undefined) byId.set(id, row);
  }
  return { revision: frame.revision, total: frame.total, offset: current?.offset ?? 0, ids: ids.filter((id) => byId.has(id)), byId };
};
