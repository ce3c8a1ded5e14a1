import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { GridColumn } from "./grid-column.ts";
import type { EditEnd } from "./grid-move.ts";

export interface CellEditorProps {
  readonly column: Pick<GridColumn<never>, "label" | "choices">;
  /** What the cell says now, also while somebody else changes it. */
  readonly current: string;
  /** What was typed and refused; the editor opens with it again. */
  readonly refused: { readonly text: string; readonly sentence: string } | undefined;
  /** Undefined: taken back. */
  readonly onCommit: (value: string | undefined, end: EditEnd) => void;
}

const fieldClass = "h-full max-h-8 w-full rounded border border-accent bg-surface-2 px-1.5 outline-2 -outline-offset-2 outline-accent";

/** Tab commits and moves on, Enter commits and goes down, Escape takes back, leaving commits. */
export const CellEditor = ({ column, current, refused, onCommit }: CellEditorProps): ReactNode => {
  const [start] = useState(refused?.text ?? current);
  const [opened] = useState(current);
  const done = useRef(false);
  const finish = (value: string | undefined, end: EditEnd): void => {
    if (done.current) return;
    done.current = true;
    onCommit(value, end);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement | HTMLSelectElement>): void => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") finish(undefined, "stay");
    else if (event.key === "Enter") finish(event.currentTarget.value, "down");
    else if (event.key === "Tab") finish(event.currentTarget.value, event.shiftKey ? "previous" : "next");
    else return;
    event.preventDefault();
  };
  const note = current === opened ? refused?.sentence : `Changed meanwhile to “${current}”. Enter keeps yours, Escape takes theirs.`;
  const shared = {
    autoFocus: true,
    "aria-label": column.label,
    "aria-invalid": refused !== undefined,
    defaultValue: start,
    onKeyDown,
    className: fieldClass,
  };
  return (
    <span className="relative flex h-full w-full items-center">
      {column.choices === undefined ? (
        <input
          {...shared}
          dir="auto"
          onFocus={(event) => event.currentTarget.select()}
          onBlur={(event) => finish(event.currentTarget.value, "left")}
        />
      ) : (
        <select {...shared} onBlur={(event) => finish(event.currentTarget.value, "left")}>
          {column.choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
      {note === undefined ? null : (
        <span
          role="alert"
          className="absolute start-0 top-full z-30 mt-1 w-64 rounded border border-bad/60 bg-surface-2 px-2 py-1 text-xs whitespace-normal text-bad shadow-lg"
        >
          {note}
        </span>
      )}
    </span>
  );
};
