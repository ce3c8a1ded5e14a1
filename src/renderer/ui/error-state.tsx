import type { ReactNode } from "react";
import type { Problem } from "#shared/problem.ts";
import { problemOf } from "../state/problem-of.ts";
import { Button } from "./button.tsx";
import { OctagonX } from "./icons.ts";

export interface ErrorStateProps {
  readonly problem?: Problem | undefined;
  /** Anything thrown; used when there is no `problem`. */
  readonly error?: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** What happened, what next, and the code for whoever helps. */
export const ErrorState = ({ problem, error, onRetry }: ErrorStateProps): ReactNode => {
  const shown = problem ?? problemOf(error);
  return (
    <div role="alert" className="flex items-start gap-3 rounded-lg border border-bad/40 bg-bad/5 px-4 py-3">
      <OctagonX aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{shown.sentence}</p>
        <p className="text-sm">{shown.nextStep}</p>
        <p className="mt-1 text-xs text-ink-2">{shown.code}</p>
      </div>
      {onRetry === undefined ? null : <Button onPress={onRetry}>Try again</Button>}
    </div>
  );
};
