/** Rows that are ticked, by id, so that scrolling and filtering do not lose them. */
export interface RowSelection {
  readonly ids: ReadonlySet<string>;
  /** What was ticked before the range that is being drawn, and where that range starts. */
  readonly range: { readonly from: number; readonly before: ReadonlySet<string> } | undefined;
}

export const nothingSelected: RowSelection = { ids: new Set(), range: undefined };

export const selectOnly = (ids: Iterable<string>): RowSelection => ({ ids: new Set(ids), range: undefined });

export const toggleRow = ({ ids }: RowSelection, id: string): RowSelection => {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, range: undefined };
};

/** Adds the rows of a range. A range drawn anew from the same start replaces the one before; what was ticked before it stays. */
export const selectRange = (selection: RowSelection, from: number, ids: readonly string[]): RowSelection => {
  const before = selection.range?.from === from ? selection.range.before : selection.ids;
  return { ids: new Set([...before, ...ids]), range: { from, before } };
};
