/** A place in the grid; row -1 is the head. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface GridKey {
  readonly key: string;
  readonly ctrl: boolean;
  /** Right to left: the arrow to the left leads to the next column. */
  readonly rtl: boolean;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that PageDown passes. */
  readonly page: number;
}

export const headRow = -1;

/** Where a key leads from a cell; undefined when the key does not move. Up from the first row leads to the head. */
export const moveCell = (cell: Cell, { key, ctrl, rtl }: GridKey, { rows, columns, page }: GridSize): Cell | undefined => {
  const to = (row: number, column: number): Cell => ({
    row: Math.max(headRow, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  });
  const forward = rtl ? -1 : 1;
  switch (key) {
    case "ArrowDown":
      return to(cell.row + 1, cell.column);
    case "ArrowUp":
      return to(cell.row - 1, cell.column);
    case "ArrowRight":
      return to(cell.row, cell.column + forward);
    case "ArrowLeft":
      return to(cell.row, cell.column - forward);
    case "PageDown":
      return to(cell.row + page, cell.column);
    case "PageUp":
      return to(Math.max(0, cell.row - page), cell.column);
    case "Home":
      return to(ctrl ? 0 : cell.row, 0);
    case "End":
      return to(ctrl ? rows - 1 : cell.row, columns - 1);
    default:
      return undefined;
  }
};

/** How an inline edit ends, and where it leads from there. `left`: the person is somewhere else already. */
export type EditEnd = "down" | "next" | "previous" | "stay" | "left";

/** The cell after an edit: Enter goes down, Tab along the row and on to the neighbouring row at its end. */
export const cellAfterEdit = (cell: Cell, end: EditEnd, { rows, columns }: Pick<GridSize, "rows" | "columns">): Cell => {
  const last = Math.max(0, rows - 1);
  switch (end) {
    case "down":
      return { row: Math.min(last, cell.row + 1), column: cell.column };
    case "next":
      if (cell.column < columns - 1) return { row: cell.row, column: cell.column + 1 };
      return cell.row < last ? { row: cell.row + 1, column: 0 } : cell;
    case "previous":
      if (cell.column > 0) return { row: cell.row, column: cell.column - 1 };
      return cell.row > 0 ? { row: cell.row - 1, column: columns - 1 } : cell;
    case "stay":
    case "left":
      return cell;
  }
};
