import type { ReactNode } from "react";

export interface EmptyStateProps {
  readonly sentence: string;
  readonly action?: ReactNode;
  readonly secondary?: ReactNode;
}

/** One sentence, one button, one way out. */
export const EmptyState = ({ sentence, action, secondary }: EmptyStateProps): ReactNode => (
  <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
    <p className="max-w-md font-display text-lg text-balance">{sentence}</p>
    {action === undefined && secondary === undefined ? null : (
      <div className="flex flex-wrap justify-center gap-2">
        {action}
        {secondary}
      </div>
    )}
  </div>
);
