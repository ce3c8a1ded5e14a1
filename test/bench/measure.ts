/** One measured figure. `met` is worked out by the report: at most the budget, or at least it where more is better. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Null for figures that only stand beside another for comparison. */
  readonly budget: number | null;
  readonly higherIsBetter?: boolean;
}

/** The value that `percent` of them do not exceed. */
export const percentile = (values: readonly number[], percent: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((values.length * percent) / 100) - 1)] ?? Number.NaN;
