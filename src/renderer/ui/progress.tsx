import type { ReactNode } from "react";
import { Label, ProgressBar as AriaProgressBar } from "react-aria-components";

export interface ProgressBarProps {
  readonly value: number;
  readonly max: number;
  readonly label: string;
}

/** Always with its text: the bar alone tells nobody how many. */
export const ProgressBar = ({ value, max, label }: ProgressBarProps): ReactNode => (
  <AriaProgressBar value={value} maxValue={Math.max(1, max)} valueLabel={`${value} of ${max}`} className="flex flex-col gap-1">
    {({ percentage, valueText }) => (
      <>
        <div className="flex justify-between gap-4 text-sm">
          <Label>{label}</Label>
          <span className="text-ink-2">{valueText}</span>
        </div>
        <div className="h-1.5 overflow-hidden rounded-full bg-line">
          <div className="h-full rounded-full bg-accent" style={{ width: `${percentage ?? 0}%` }} />
        </div>
      </>
    )}
  </AriaProgressBar>
);
