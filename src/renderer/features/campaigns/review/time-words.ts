import type { Review } from "#shared/api/campaigns.ts";
import { people } from "../../../ui/plain-words.ts";

type Found = Pick<Review, "recipients"> & { readonly findings: readonly Pick<Review["findings"][number], "code" | "count">[] };

/** `after the hold`; at night also who has to wait, so that this never says otherwise than the checks. */
export const startWords = ({ recipients, findings }: Found, start: string): string => {
  const waiting = findings.filter(({ code }) => code.startsWith("quiet-hours")).reduce((sum, { count }) => sum + count, 0);
  if (waiting === 0) return start;
  return waiting >= recipients ? "in the morning: it is quiet time for everybody" : `${start}; ${people(waiting)} wait for the morning`;
};

/** Says of a limit that nobody chose where it comes from. */
export const untilWords = ({ findings }: Pick<Found, "findings">): string =>
  findings.some(({ code }) => code === "not-after-missing") ? " (48 hours after the start, as you chose none)" : "";
