/** One measured figure. `met` is worked out by the report: at most the budget, or at least it where more is better. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Null for figures that only stand beside another for comparison. */
  readonly budget: number | null;
  readonly higherIsBetter?: boolean;
}
