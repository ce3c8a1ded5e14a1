import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from "react-aria-components";
import { Check } from "./icons.ts";

export interface CheckboxProps extends Omit<AriaCheckboxProps, "className" | "style" | "children"> {
  readonly children?: ReactNode;
}

/** Without children it needs an `aria-label`. */
export const Checkbox = ({ children, ...rest }: CheckboxProps): ReactNode => (
  <AriaCheckbox {...rest} className="group inline-flex min-h-6 min-w-6 items-center gap-2 text-sm">
    {({ isSelected, isIndeterminate }) => (
      <>
        <span className="grid size-4.5 shrink-0 place-items-center rounded border border-edge bg-surface-2 text-accent-ink group-selected:border-accent group-selected:bg-accent group-focus-visible:outline-2 group-focus-visible:outline-accent">
          {isIndeterminate ? (
            <span className="h-0.5 w-2.5 bg-ink" />
          ) : isSelected ? (
            <Check aria-hidden className="size-3.5" strokeWidth={3} />
          ) : null}
        </span>
        {children}
      </>
    )}
  </AriaCheckbox>
);
