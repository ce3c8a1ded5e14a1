import clsx from "clsx";
import { memo, type ReactNode } from "react";
import { CellEditor, type CellEditorProps } from "./cell-editor.tsx";
import type { GridColumn } from "./grid-column.ts";
import { TickBox } from "./tick-box.tsx";

export interface GridRowProps {
  readonly row: { readonly id: string } | undefined;
  readonly index: number;
  readonly top: number;
  readonly heightPx: number;
  readonly template: string;
  readonly columns: readonly GridColumn<{ id: string }>[];
  readonly isSelected: boolean;
  /** No longer part of the list, and still shown until the reader looks away. */
  readonly isFaded: boolean;
  readonly activeColumn: number | undefined;
  readonly isEditing: boolean;
  readonly refused: CellEditorProps["refused"];
  readonly onFocusCell: (column: number) => void;
  readonly onEditStart: () => void;
  readonly onCommit: CellEditorProps["onCommit"];
}

const shownProps = [
  "row",
  "index",
  "top",
  "heightPx",
  "template",
  "columns",
  "isSelected",
  "isFaded",
  "activeColumn",
  "isEditing",
] as const;

/** Handlers change with every render of the grid and are left out: a row is drawn again when what it shows changed. */
const sameRow = (one: GridRowProps, other: GridRowProps): boolean =>
  one.activeColumn === undefined && shownProps.every((prop) => one[prop] === other[prop]);

export const GridRow = memo((props: GridRowProps): ReactNode => {
  const { row, index, top, heightPx, template, columns, isSelected, isFaded, activeColumn, isEditing } = props;
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={clsx(
        "absolute inset-x-0 grid items-center border-b border-line text-sm",
        isSelected ? "bg-accent-soft" : "bg-surface-2 hover:bg-sunken",
        isEditing && "z-20",
      )}
      style={{ top, height: heightPx, gridTemplateColumns: template }}
    >
      <span role="gridcell" data-tick className="sticky start-0 z-[2] grid h-full place-items-center bg-inherit">
        {row === undefined ? null : <TickBox label={`Select row ${index + 1}`} state={isSelected ? "on" : "off"} />}
      </span>
      {columns.map((column, at) => {
        const isOpen = row !== undefined && isEditing && activeColumn === at;
        return (
          <span
            key={column.id}
            role="gridcell"
            data-cell={`${index}:${at}`}
            tabIndex={activeColumn === at ? 0 : -1}
            onFocus={() => props.onFocusCell(at)}
            onDoubleClick={() => column.editText !== undefined && props.onEditStart()}
            className={clsx(
              "flex h-full min-w-0 items-center px-2 -outline-offset-2",
              !isOpen && "truncate",
              isFaded && "text-ink-2 line-through",
              at === 0 && "sticky start-10 z-[1] border-e border-line bg-inherit",
            )}
          >
            {row === undefined ? (
              <span className="h-2 w-2/3 rounded bg-line" />
            ) : isOpen ? (
              <CellEditor column={column} current={column.editText?.(row) ?? ""} refused={props.refused} onCommit={props.onCommit} />
            ) : (
              column.render(row)
            )}
          </span>
        );
      })}
    </div>
  );
}, sameRow);
