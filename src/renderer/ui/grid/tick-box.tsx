import { useEffect, useRef, type ReactNode } from "react";
import { Check } from "../icons.ts";

export interface TickBoxProps {
  readonly label: string;
  readonly state: "on" | "off" | "some";
  readonly onPress?: () => void;
}

/** A tick box of the grid: outside of the tab order, since the keys of the grid do the same. Native, because there is one a row. */
export const TickBox = ({ label, state, onPress }: TickBoxProps): ReactNode => {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = state === "some";
  }, [state]);
  return (
    <span className="relative grid size-6 place-items-center">
      <input
        ref={box}
        type="checkbox"
        tabIndex={-1}
        aria-label={label}
        checked={state === "on"}
        onChange={() => onPress?.()}
        className="size-4.5 appearance-none rounded border border-edge bg-surface-2 checked:border-accent checked:bg-accent"
      />
      {state === "on" ? <Check aria-hidden className="pointer-events-none absolute size-3.5 text-accent-ink" strokeWidth={3} /> : null}
      {state === "some" ? <span aria-hidden className="pointer-events-none absolute h-0.5 w-2.5 bg-ink" /> : null}
    </span>
  );
};
