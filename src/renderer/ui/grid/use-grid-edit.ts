import { useState } from "react";
import type { CellEditorProps } from "./cell-editor.tsx";
import { cellAfterEdit, type Cell, type EditEnd } from "./grid-move.ts";
import type { GridProps } from "./grid.tsx";

export interface GridEdit {
  readonly isOpen: boolean;
  readonly refused: CellEditorProps["refused"];
  start(): void;
  commit(value: string | undefined, end: EditEnd): void;
}

/** Inline editing of the active cell. What is refused opens again, with what was typed and why it cannot be. */
export const useGridEdit = <Row extends { readonly id: string }>(
  { rowAt, columns, total, onEdit }: Pick<GridProps<Row>, "rowAt" | "columns" | "total" | "onEdit">,
  cell: Cell,
  goTo: (cell: Cell) => void,
): GridEdit => {
  const [open, setOpen] = useState<{ readonly refused?: CellEditorProps["refused"] }>();
  const reopen = (at: Cell, rowId: string, text: string, sentence: string): void => {
    if (rowAt(at.row)?.id !== rowId) return;
    goTo(at);
    setOpen((now) => now ?? { refused: { text, sentence } });
  };
  const save = async (value: string): Promise<void> => {
    const row = rowAt(cell.row);
    const column = columns[cell.column];
    if (row === undefined || column?.editText === undefined || value === column.editText(row)) return;
    const sentence = await onEdit(row.id, column.id, value);
    if (sentence !== undefined) reopen(cell, row.id, value, sentence);
  };
  return {
    isOpen: open !== undefined,
    refused: open?.refused,
    start: () => setOpen({}),
    commit: (value, end) => {
      setOpen(undefined);
      if (end !== "left") goTo(cellAfterEdit(cell, end, { rows: total, columns: columns.length }));
      if (value !== undefined) void save(value);
    },
  };
};
