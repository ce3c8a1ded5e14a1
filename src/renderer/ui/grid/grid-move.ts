export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads from a cell; undefined when the key does not move. Rows scroll a page at a time. */
export const moveCell = (cell: Cell, key: string, ctrl: boolean, rows: number, columns: number, page: number): Cell | undefined => {
  const to = (row: number, column: number): Cell => ({
    row: Math.max(0, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  });
  switch (key) {
    case "ArrowDown":
      return to(cell.row + 1, cell.column);
    case "ArrowUp":
      return to(cell.row - 1, cell.column);
    case "ArrowRight":
      return to(cell.row, cell.column + 1);
    case "ArrowLeft":
      return to(cell.row, cell.column - 1);
    case "PageDown":
      return to(cell.row + page, cell.column);
    case "PageUp":
      return to(cell.row - page, cell.column);
    case "Home":
      return to(ctrl ? 0 : cell.row, 0);
    case "End":
      return to(ctrl ? rows - 1 : cell.row, columns - 1);
    default:
      return undefined;
  }
};
