import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { memo, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Checkbox } from "../checkbox.tsx";
import { moveCell, type Cell } from "./grid-move.ts";

export interface GridColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** CSS width of the column. */
  readonly width: string;
  readonly render: (row: Row) => ReactNode;
  /** Text that F2 edits; absent when the cell is read-only. */
  readonly editText?: (row: Row) => string;
}

export interface GridProps<Row extends { readonly id: string }> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly total: number;
  /** Undefined while the row is not loaded. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly onRange: (first: number) => void;
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  readonly onSelectAll: () => void;
  readonly onOpen: (id: string) => void;
  readonly onEdit: (id: string, column: string, value: string) => void;
}

const rowPx = 36;
const overscanRows = 12;

/** A live window of many rows under `role=grid`: one tab stop, arrows move, F2 edits, Enter opens, Space selects. */
export const Grid = <Row extends { readonly id: string }>(props: GridProps<Row>): ReactNode => {
  const { columns, total, rowAt, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [cell, setCell] = useState<Cell>({ row: 0, column: 0 });
  const [editing, setEditing] = useState(false);
  // oxlint-disable-next-line react/incompatible-library -- the compiler is not in use; rows are memoised by hand below
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: overscanRows,
    scrollPaddingStart: rowPx,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  useEffect(() => onRange(first), [first, onRange]);
  const focusCell = (): void => scroller.current?.querySelector<HTMLElement>(`[data-cell="${cell.row}:${cell.column}"]`)?.focus();
  const moved = useRef(false);
  useEffect(() => {
    if (!moved.current || editing) return;
    moved.current = false;
    focusCell();
  });
  const goTo = (next: Cell): void => {
    moved.current = true;
    virtual.scrollToIndex(next.row);
    setCell(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (editing) return;
    const row = rowAt(cell.row);
    const next = moveCell(
      cell,
      event.key,
      event.ctrlKey || event.metaKey,
      total,
      columns.length,
      Math.max(1, items.length - 2 * overscanRows),
    );
    if (next !== undefined) goTo(next);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") props.onSelectAll();
    else if (row === undefined || !actOnRow(row, event.key)) return;
    event.preventDefault();
  };
  const actOnRow = (row: Row, key: string): boolean => {
    if (key === "Enter") props.onOpen(row.id);
    else if (key === " ") props.onToggle(row.id);
    else if (key === "F2" && columns[cell.column]?.editText !== undefined) setEditing(true);
    else return false;
    return true;
  };
  const commit = (value: string | undefined): void => {
    const row = rowAt(cell.row);
    const column = columns[cell.column];
    moved.current = true;
    setEditing(false);
    if (value !== undefined && row !== undefined && column?.editText !== undefined && value !== column.editText(row))
      props.onEdit(row.id, column.id, value);
  };
  const template = `2.5rem ${columns.map(({ width }) => width).join(" ")}`;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-auto border-t border-line"
    >
      <div role="rowgroup" className="sticky top-0 z-10 w-max min-w-full">
        <div
          role="row"
          aria-rowindex={1}
          className="grid h-9 items-center border-b border-line bg-sunken text-xs font-medium text-ink-2"
          style={{ gridTemplateColumns: template }}
        >
          <span role="columnheader">
            <span className="sr-only">Selected</span>
          </span>
          {columns.map((column) => (
            <span key={column.id} role="columnheader" className="truncate px-2">
              {column.label}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative w-max min-w-full" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rowAt(item.index);
          const isHere = item.index === cell.row;
          return (
            <GridRow
              key={item.key}
              row={row}
              index={item.index}
              top={item.start}
              template={template}
              columns={columns as readonly GridColumn<{ id: string }>[]}
              isSelected={row !== undefined && props.selected.has(row.id)}
              activeColumn={isHere ? cell.column : undefined}
              isEditing={isHere && editing}
              onToggle={props.onToggle}
              onFocusCell={(column) => setCell({ row: item.index, column })}
              onEditStart={() => setEditing(true)}
              onCommit={commit}
            />
          );
        })}
      </div>
    </div>
  );
};

interface GridRowProps {
  readonly row: { readonly id: string } | undefined;
  readonly index: number;
  readonly top: number;
  readonly template: string;
  readonly columns: readonly GridColumn<{ id: string }>[];
  readonly isSelected: boolean;
  readonly activeColumn: number | undefined;
  readonly isEditing: boolean;
  readonly onToggle: (id: string) => void;
  readonly onFocusCell: (column: number) => void;
  readonly onEditStart: () => void;
  readonly onCommit: (value: string | undefined) => void;
}

/** Handlers change with every render of the grid and are left out: a row is drawn again when what it shows changed. */
const sameRow = (one: GridRowProps, other: GridRowProps): boolean =>
  one.row === other.row &&
  one.index === other.index &&
  one.top === other.top &&
  one.template === other.template &&
  one.columns === other.columns &&
  one.isSelected === other.isSelected &&
  one.activeColumn === other.activeColumn &&
  one.isEditing === other.isEditing &&
  one.activeColumn === undefined;

const GridRow = memo(
  ({ row, index, top, template, columns, isSelected, activeColumn, isEditing, ...on }: GridRowProps): ReactNode => (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={clsx(
        "absolute inset-x-0 grid h-9 items-center border-b border-line text-sm",
        isSelected ? "bg-accent-soft" : "bg-surface-2 hover:bg-sunken",
      )}
      style={{ top, gridTemplateColumns: template }}
    >
      <span role="gridcell" className="grid place-items-center">
        {row === undefined ? null : (
          <Checkbox
            aria-label={`Select row ${index + 1}`}
            excludeFromTabOrder
            isSelected={isSelected}
            onChange={() => on.onToggle(row.id)}
          />
        )}
      </span>
      {columns.map((column, at) => (
        <span
          key={column.id}
          role="gridcell"
          data-cell={`${index}:${at}`}
          tabIndex={activeColumn === at ? 0 : -1}
          onFocus={() => on.onFocusCell(at)}
          onDoubleClick={() => column.editText !== undefined && on.onEditStart()}
          className="flex h-full min-w-0 items-center truncate px-2 -outline-offset-2"
        >
          {row === undefined ? (
            <span className="h-2 w-2/3 rounded bg-line" />
          ) : isEditing && activeColumn === at ? (
            <CellEditor label={column.label} start={column.editText?.(row) ?? ""} onCommit={on.onCommit} />
          ) : (
            column.render(row)
          )}
        </span>
      ))}
    </div>
  ),
  sameRow,
);

const CellEditor = ({
  label,
  start,
  onCommit,
}: {
  readonly label: string;
  readonly start: string;
  readonly onCommit: (value: string | undefined) => void;
}): ReactNode => {
  const done = useRef(false);
  const finish = (value: string | undefined): void => {
    if (done.current) return;
    done.current = true;
    onCommit(value);
  };
  return (
    <input
      autoFocus
      aria-label={label}
      defaultValue={start}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish(event.currentTarget.value);
        if (event.key === "Escape") finish(undefined);
        event.stopPropagation();
      }}
      className="h-7 w-full rounded border border-accent bg-surface-2 px-1.5"
    />
  );
};
