import type { ReactNode } from "react";

export interface GridColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** CSS width of the column. */
  readonly width: string;
  readonly render: (row: Row) => ReactNode;
  /** Text that F2 edits; absent when the cell is read-only. */
  readonly editText?: (row: Row) => string;
  /** The only values that the cell can take. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Text for the clipboard where `editText` is absent. */
  readonly copyText?: (row: Row) => string;
  /** What the list is ordered by when the head is pressed; absent when it cannot be. */
  readonly sortField?: string;
}

export interface GridSort {
  readonly field: string;
  readonly direction: "ascending" | "descending";
}

/** Room for the tick box at the start of each row. */
export const tickWidth = "2.5rem";
export const headPx = 36;
