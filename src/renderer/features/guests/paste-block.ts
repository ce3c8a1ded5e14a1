import type { EditableGuestField } from "#shared/api/guests.ts";

export interface PasteTarget {
  readonly id: string;
}

export interface PastedCell {
  readonly guestId: string;
  readonly field: EditableGuestField;
  readonly value: string;
}

export interface PastedBlock {
  readonly edits: readonly PastedCell[];
  /** Cells that have no place: beyond the last row or column, or in a column that cannot be edited. */
  readonly leftOut: number;
}

/** What a spreadsheet put on the clipboard, as rows of cells. Quoted cells may hold tabs and line ends. */
export const readBlock = (text: string): string[][] => {
  const rows: string[][] = [];
  const lines = text.replace(/\r\n?/gu, "\n").replace(/\n$/u, "");
  for (const line of lines.match(/(?:"(?:[^"]|"")*"|[^\n])+|(?<=\n|^)(?=\n)/gu) ?? []) {
    rows.push((line.match(/"(?:[^"]|"")*"(?=\t|$)|[^\t]+|(?<=\t|^)(?=\t|$)/gu) ?? [""]).map(cellText));
  }
  return rows;
};

/** Our own copies put a `'` in front of what a spreadsheet would take for a formula; it comes off again. */
const cellText = (cell: string): string =>
  (cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell).replace(/^'/u, "");

/** Lays a block over the list from one cell on. `fields`: per column of the grid from that cell on, undefined where it cannot be edited. */
export const layBlock = (
  block: readonly (readonly string[])[],
  targets: readonly (PasteTarget | undefined)[],
  fields: readonly (EditableGuestField | undefined)[],
): PastedBlock => {
  const edits: PastedCell[] = [];
  let leftOut = 0;
  block.forEach((cells, row) => {
    cells.forEach((value, column) => {
      const guestId = targets[row]?.id;
      const field = fields[column];
      if (guestId === undefined || field === undefined) leftOut += 1;
      else edits.push({ guestId, field, value });
    });
  });
  return { edits, leftOut };
};
