import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { headPx, tickWidth, type GridColumn, type GridSort } from "./grid-column.ts";
import { GridHead } from "./grid-head.tsx";
import { headRow, moveCell, type Cell } from "./grid-move.ts";
import { GridRow } from "./grid-row.tsx";
import { useGridEdit } from "./use-grid-edit.ts";
import { useGridRows, useScrollMemory } from "./use-grid-rows.ts";

export interface GridProps<Row extends { readonly id: string }> {
  readonly label: string;
  /** Names what is listed; another list begins at its top, or where it was left. */
  readonly list: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly total: number;
  readonly rowPx: number;
  /** Undefined while the row is not loaded. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly onRange: (first: number) => void;
  readonly selected: ReadonlySet<string>;
  readonly fadedIds: ReadonlySet<string>;
  readonly sort: GridSort;
  readonly onSort: (field: string) => void;
  readonly onToggle: (index: number) => void;
  /** From where the range began to where it ends now; either may be the greater. */
  readonly onSelectRange: (from: number, to: number) => void;
  readonly onSelectAll: () => void;
  readonly onOpen: (id: string) => void;
  /** The person moved to this row. */
  readonly onActive: (id: string) => void;
  /** Answers why the value cannot be, if it cannot. */
  readonly onEdit: (id: string, column: string, value: string) => Promise<string | undefined>;
  readonly onCopy: (row: Row, column: GridColumn<Row>) => void;
  readonly onPaste: (cell: Cell, text: string) => void;
}

/**
 * A live window of many rows under `role=grid`: one tab stop; arrows move, F2 edits, Enter opens, Space ticks, Shift draws a range.
 * The head is the row above the first one: there Enter orders the list by the column.
 */
export const Grid = <Row extends { readonly id: string }>(props: GridProps<Row>): ReactNode => {
  const { columns, total, rowAt, rowPx, onRange, selected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setCell] = useState<Cell>({ row: 0, column: 0 });
  // A list that got shorter still has a cell for Tab to come to.
  const cell = chosen.row < total ? chosen : { row: Math.max(0, total - 1), column: chosen.column };
  const moved = useRef(false);
  const rows = useGridRows(scroller, { total, rowPx, activeRow: cell.row, onRange });
  const keepPlace = useScrollMemory(scroller, props.list, total > 0);
  const goTo = (next: Cell): void => {
    moved.current = true;
    if (next.row >= 0) rows.scrollTo(next.row);
    setCell(next);
    const row = rowAt(next.row);
    if (row !== undefined && next.row !== cell.row) props.onActive(row.id);
  };
  const edit = useGridEdit(props, cell, goTo);
  useEffect(() => {
    if (!moved.current || edit.isOpen) return;
    moved.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-cell="${cell.row}:${cell.column}"]`)?.focus();
  });
  const on = useGridGestures(props, { cell, goTo, page: rows.page, edit });
  const template = `${tickWidth} ${columns.map(({ width }) => width).join(" ")}`;
  const activeIn = (row: number): number | undefined => (row === cell.row ? cell.column : undefined);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      {...on}
      onScroll={keepPlace}
      className="relative min-h-0 min-w-0 flex-1 overflow-auto border-t border-line"
      style={{ scrollPaddingBlockStart: headPx, scrollPaddingInlineStart: `calc(${tickWidth} + ${columns[0]?.width ?? "0px"})` }}
    >
      <div style={{ minWidth: `calc(${template.replaceAll(" ", " + ")})` }}>
        <GridHead
          columns={columns}
          template={template}
          activeColumn={activeIn(headRow)}
          allState={selected.size === 0 ? "off" : selected.size >= total ? "on" : "some"}
          sort={props.sort}
          onSelectAll={props.onSelectAll}
          onSort={props.onSort}
          onFocusCell={(column) => setCell({ row: headRow, column })}
        />
        <div role="rowgroup" className="relative" style={{ height: rows.heightPx }}>
          {rows.items.map((item) => {
            const row = rowAt(item.index);
            const isActive = item.index === cell.row;
            return (
              <GridRow
                key={item.key}
                row={row}
                index={item.index}
                top={item.start - headPx}
                heightPx={rowPx}
                template={template}
                columns={columns as readonly GridColumn<{ id: string }>[]}
                isSelected={row !== undefined && selected.has(row.id)}
                isFaded={row !== undefined && props.fadedIds.has(row.id)}
                activeColumn={activeIn(item.index)}
                isEditing={isActive && edit.isOpen}
                refused={isActive ? edit.refused : undefined}
                onFocusCell={(column) => setCell({ row: item.index, column })}
                onEditStart={edit.start}
                onCommit={edit.commit}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
};

interface Gestures {
  readonly cell: Cell;
  readonly goTo: (cell: Cell) => void;
  readonly page: number;
  readonly edit: { readonly isOpen: boolean; start(): void };
}

/** What keys, mouse and clipboard do to the grid. */
const useGridGestures = <Row extends { readonly id: string }>(props: GridProps<Row>, { cell, goTo, page, edit }: Gestures) => {
  const { columns, total, rowAt } = props;
  /** Where a range starts; without one, at the row that the person comes from. */
  const anchor = useRef<number>(undefined);
  const extendTo = (to: number): void => {
    anchor.current ??= Math.max(0, cell.row);
    props.onSelectRange(anchor.current, to);
    goTo({ row: to, column: cell.column });
  };
  const move = (event: KeyboardEvent): boolean => {
    const rtl = getComputedStyle(event.currentTarget).direction === "rtl";
    const key = { key: event.key, ctrl: event.ctrlKey || event.metaKey, rtl };
    const next = moveCell(cell, key, { rows: total, columns: columns.length, page });
    if (next === undefined) return false;
    if (event.shiftKey && next.row !== cell.row && next.row >= 0) extendTo(next.row);
    else {
      anchor.current = undefined;
      goTo(next);
    }
    return true;
  };
  const actOnRow = (row: Row, key: string): boolean => {
    if (key === "Enter") props.onOpen(row.id);
    else if (key === " ") {
      anchor.current = cell.row;
      props.onToggle(cell.row);
    } else if (key === "F2" && columns[cell.column]?.editText !== undefined) edit.start();
    else return false;
    return true;
  };
  const withCtrl = (row: Row | undefined, key: string): boolean => {
    const column = columns[cell.column];
    if (key === "a") props.onSelectAll();
    else if (key === "c" && row !== undefined && column !== undefined && getSelection()?.isCollapsed !== false) props.onCopy(row, column);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (edit.isOpen) return;
    const row = rowAt(cell.row);
    const isCtrl = event.ctrlKey || event.metaKey;
    const done = move(event) || (isCtrl ? withCtrl(row, event.key.toLowerCase()) : row !== undefined && actOnRow(row, event.key));
    if (done) event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const index = Number(target.closest<HTMLElement>("[data-row]")?.dataset["row"]);
    if (Number.isNaN(index) || edit.isOpen) return;
    if (event.shiftKey) extendTo(index);
    else {
      anchor.current = index;
      if (event.ctrlKey || event.metaKey || target.closest("[data-tick]") !== null) props.onToggle(index);
      const row = rowAt(index);
      if (row !== undefined) props.onActive(row.id);
    }
  };
  return {
    onKeyDown,
    onClick,
    /** Shift and the mouse draw a range of rows here, not of text. */
    onMouseDown: (event: MouseEvent): void => {
      if (event.shiftKey && !edit.isOpen) event.preventDefault();
    },
    onPaste: (event: ClipboardEvent): void => {
      if (edit.isOpen || cell.row < 0) return;
      event.preventDefault();
      props.onPaste(cell, event.clipboardData.getData("text/plain"));
    },
  };
};
