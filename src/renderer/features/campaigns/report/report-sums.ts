import type { ReportRow, RunReport } from "#shared/api/run-report.ts";

/** How many people, and for how much, share one thing. */
export interface ReportSum {
  readonly key: string;
  readonly count: number;
  readonly cents: number;
}

/** Sums of the rows by one of their properties, the most people first; they add up to all rows. */
export const sumsBy = (rows: readonly ReportRow[], keyOf: (row: ReportRow) => string): readonly ReportSum[] =>
  [...Map.groupBy(rows, keyOf)]
    .map(([key, own]) => ({ key, count: own.length, cents: own.reduce((sum, { cents }) => sum + cents, 0) }))
    .toSorted((a, b) => b.count - a.count || a.key.localeCompare(b.key));

export const termWords: Readonly<Record<ReportRow["term"], string>> = {
  delivered: "delivered",
  accepted: "accepted by the provider",
  bounced: "bounced or failed",
  sending: "being sent",
  waiting: "waiting",
  unknown: "being looked up",
  held: "held: nobody knows",
  rejected: "refused",
  dead: "gave up",
  suppressed: "must not be written to",
  expired: "too late, not sent",
  cancelled: "cancelled",
};

/** `150 approved = 74 delivered + 76 waiting`; what is missing is said, never hidden (invariant L2). */
export const accountWords = ({ approved, rows }: Pick<RunReport, "approved" | "rows">): string => {
  const terms = sumsBy(rows, ({ term }) => termWords[term]).map(({ key, count }) => `${count.toLocaleString()} ${key}`);
  const missing = approved - rows.length;
  const all = missing === 0 ? terms : [...terms, `${missing.toLocaleString()} not accounted for`];
  return `${approved.toLocaleString()} approved = ${all.length === 0 ? "0" : all.join(" + ")}`;
};
