import clsx from "clsx";
import type { ReactNode } from "react";
import { ArrowDown, ArrowUp } from "../icons.ts";
import { headPx, type GridColumn, type GridSort } from "./grid-column.ts";
import { TickBox, type TickBoxProps } from "./tick-box.tsx";

export interface GridHeadProps {
  readonly columns: readonly Pick<GridColumn<never>, "id" | "label" | "sortField">[];
  readonly template: string;
  readonly activeColumn: number | undefined;
  readonly allState: TickBoxProps["state"];
  readonly sort: GridSort;
  readonly onSelectAll: () => void;
  readonly onSort: (field: string) => void;
  readonly onFocusCell: (column: number) => void;
}

/** Names of the columns; pressing one orders the list by it, pressing it again turns the order round. */
export const GridHead = (props: GridHeadProps): ReactNode => (
  <div role="rowgroup" className="sticky top-0 z-10">
    <div
      role="row"
      aria-rowindex={1}
      className="grid items-center border-b border-line bg-sunken text-xs font-medium text-ink-2"
      style={{ gridTemplateColumns: props.template, height: headPx }}
    >
      <span role="columnheader" className="sticky start-0 z-[2] grid h-full place-items-center bg-inherit">
        <TickBox label="Select all" state={props.allState} onPress={props.onSelectAll} />
      </span>
      {props.columns.map((column, at) => (
        <HeadCell key={column.id} column={column} at={at} {...props} />
      ))}
    </div>
  </div>
);

const HeadCell = ({
  column,
  at,
  activeColumn,
  sort,
  onSort,
  onFocusCell,
}: GridHeadProps & { readonly column: GridHeadProps["columns"][number]; readonly at: number }): ReactNode => {
  const { sortField } = column;
  const direction = sortField !== undefined && sort.field === sortField ? sort.direction : undefined;
  const Icon = direction === "ascending" ? ArrowUp : ArrowDown;
  const cell = {
    "data-cell": `-1:${at}`,
    tabIndex: activeColumn === at ? 0 : -1,
    onFocus: () => onFocusCell(at),
  };
  return (
    <span
      role="columnheader"
      aria-sort={direction ?? (sortField === undefined ? undefined : "none")}
      className={clsx("flex h-full min-w-0 items-center", at === 0 && "sticky start-10 z-[1] border-e border-line bg-inherit")}
    >
      {sortField === undefined ? (
        <span {...cell} className="truncate px-2 -outline-offset-2">
          {column.label}
        </span>
      ) : (
        <button
          type="button"
          {...cell}
          onClick={() => onSort(sortField)}
          className={clsx(
            "flex h-full w-full min-w-0 items-center gap-1 px-2 text-start -outline-offset-2 hover:text-ink",
            direction !== undefined && "text-ink",
          )}
        >
          <span className="truncate">{column.label}</span>
          {direction === undefined ? null : <Icon aria-hidden className="size-3.5 shrink-0" />}
        </button>
      )}
    </span>
  );
};
