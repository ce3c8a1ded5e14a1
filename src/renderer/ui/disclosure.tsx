import clsx from "clsx";
import type { ReactNode } from "react";
import { ChevronRight } from "./icons.ts";

export interface DisclosureProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

/** Opens what is behind a number; looks like what it does. */
export const Disclosure = ({ isOpen, onToggle, children }: DisclosureProps): ReactNode => (
  <button
    type="button"
    aria-expanded={isOpen}
    onClick={onToggle}
    className="inline-flex min-h-7 items-center gap-1 rounded text-sm font-medium text-accent underline underline-offset-2"
  >
    <ChevronRight aria-hidden className={clsx("size-4 rtl:rotate-180", isOpen && "rotate-90 rtl:rotate-90")} />
    {children}
  </button>
);
