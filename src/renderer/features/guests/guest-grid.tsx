import { useState, type KeyboardEvent, type ReactNode } from "react";
import type { GuestRow } from "#shared/api/guests.ts";
import { guestFieldSchema, type GuestView } from "#shared/domain/guest-view.ts";
import { Button } from "../../ui/button.tsx";
import { Grid } from "../../ui/grid/grid.tsx";
import type { Cell } from "../../ui/grid/grid-move.ts";
import { RotateCw } from "../../ui/icons.ts";
import { showToast } from "../../ui/toast.tsx";
import { rowPxOf, useDensity } from "./density.ts";
import { editableField, guestColumns } from "./guest-columns.tsx";
import { heldBackWords } from "./held-list.ts";
import { layBlock, readBlock, type PastedCell } from "./paste-block.ts";
import type { Pasting } from "./paste-dialog.tsx";
import type { GuestChanges } from "./use-guest-changes.ts";
import type { GuestSelection } from "./use-guest-selection.ts";
import type { GuestWindow } from "./use-guest-window.ts";
import { guestsPath } from "./view-url.ts";

interface GuestGridProps {
  readonly list: GuestWindow;
  readonly rowAt: (index: number) => GuestRow | undefined;
  readonly view: GuestView;
  readonly selection: GuestSelection;
  readonly changes: GuestChanges;
  readonly isPeekOpen: boolean;
  readonly onView: (view: GuestView) => void;
  readonly onPeek: (guestId: string) => void;
  readonly onRange: (first: number) => void;
  readonly onReading: (isReading: boolean) => void;
  readonly onPasting: (pasting: Pasting) => void;
  /** Single letters, only while the focus is in the list. */
  readonly letters: Readonly<Record<string, () => void>>;
}

/** The grid of guests, and the line that tells what is held back while somebody reads it. */
export const GuestGrid = (props: GuestGridProps): ReactNode => {
  const { list, rowAt, view, selection, changes } = props;
  const { density } = useDensity();
  const reading = useReading(props.onReading);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !(event.target as HTMLElement).hasAttribute("data-cell")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key.toLowerCase() === "z") list.refresh();
      return;
    }
    const act = props.letters[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const onPaste = (cell: Cell, text: string): void => {
    const block = readBlock(text);
    const targets = block.map((_, at) => rowAt(cell.row + at));
    const fields = guestColumns.slice(cell.column).map(({ id }) => editableField(id));
    const rows = new Map(targets.flatMap((row) => (row === undefined ? [] : [[row.id, row] as const])));
    const laid = layBlock(block, targets, fields);
    const [only] = laid.edits;
    if (laid.edits.length === 1 && laid.leftOut === 0 && only !== undefined) void pasteOne(only, changes);
    else if (block.length > 0) props.onPasting({ ...laid, rows });
  };
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1" {...reading} onKeyDown={onKeyDown}>
      <Grid
        label="Guests"
        list={guestsPath(view)}
        columns={guestColumns}
        total={list.total}
        rowPx={rowPxOf[density]}
        rowAt={rowAt}
        onRange={props.onRange}
        selected={selection.ids}
        fadedIds={list.fadedIds}
        sort={view.sort}
        onSort={(field) => props.onView({ ...view, sort: nextSort(view.sort, field) })}
        onToggle={selection.toggle}
        onSelectRange={selection.range}
        onSelectAll={selection.all}
        onOpen={props.onPeek}
        onActive={(id) => props.isPeekOpen && props.onPeek(id)}
        onEdit={changes.edit}
        onCopy={(row, column) =>
          selection.ids.size > 0
            ? changes.copyRows([...selection.ids])
            : changes.copyText((column.copyText ?? column.editText)?.(row) ?? "")
        }
        onPaste={onPaste}
      />
      <div role="status" className="pointer-events-none absolute inset-x-0 bottom-3 z-20 flex justify-center">
        {list.heldBack === undefined ? null : (
          <span className="pointer-events-auto rounded-md shadow-lg">
            <Button onPress={list.refresh}>
              <RotateCw aria-hidden />
              {`${heldBackWords(list.heldBack)}: show`}
            </Button>
          </span>
        )}
      </div>
    </div>
  );
};

/** One cell needs no preview: its undo is in the toast. */
const pasteOne = async ({ guestId, field, value }: PastedCell, changes: GuestChanges): Promise<void> => {
  const refusal = await changes.edit(guestId, field, value);
  if (refusal !== undefined) showToast({ sentence: refusal });
};

/** Somebody reads while the pointer or the focus is in the list. */
const useReading = (onReading: (isReading: boolean) => void) => {
  const [isIn, setIn] = useState({ pointer: false, focus: false });
  const tell = (next: { pointer: boolean; focus: boolean }): void => {
    setIn(next);
    onReading(next.pointer || next.focus);
  };
  return {
    onPointerEnter: () => tell({ ...isIn, pointer: true }),
    onPointerLeave: () => tell({ ...isIn, pointer: false }),
    onFocus: () => isIn.focus || tell({ ...isIn, focus: true }),
    onBlur: ({ currentTarget, relatedTarget }: { readonly currentTarget: HTMLElement; readonly relatedTarget: EventTarget | null }) => {
      if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) tell({ ...isIn, focus: false });
    },
  };
};

/** Pressing a head: ascending, then descending, then by name again. */
const nextSort = (sort: GuestView["sort"], pressed: string): GuestView["sort"] => {
  const field = guestFieldSchema.catch("name").parse(pressed);
  if (sort.field !== field) return { field, direction: "ascending" };
  if (sort.direction === "ascending") return { field, direction: "descending" };
  return { field: "name", direction: "ascending" };
};
