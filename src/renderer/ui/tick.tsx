import { useEffect, useRef, type MouseEvent, type ReactNode } from "react";
import { Check } from "./icons.ts";

interface TickProps {
  readonly label: string;
  readonly state: "on" | "off" | "some";
  /** The event tells whether Shift is held, for a range; the space bar presses too. */
  readonly onPress: (event: MouseEvent<HTMLInputElement>) => void;
}

/** A tick box of a table's row, in the tab order. */
export const Tick = ({ label, state, onPress }: TickProps): ReactNode => {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = state === "some";
  }, [state]);
  return (
    <span className="relative grid size-7 place-items-center">
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={state === "on"}
        onClick={onPress}
        // The click tells of Shift; this only says that the box is ours to set.
        onChange={() => undefined}
        className="size-4.5 appearance-none rounded border border-edge bg-surface-2 checked:border-accent checked:bg-accent"
      />
      {state === "on" ? <Check aria-hidden className="pointer-events-none absolute size-3.5 text-accent-ink" strokeWidth={3} /> : null}
      {state === "some" ? <span aria-hidden className="pointer-events-none absolute h-0.5 w-2.5 bg-ink" /> : null}
    </span>
  );
};
