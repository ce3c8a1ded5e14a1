import type { Review } from "#shared/api/campaigns.ts";
import { people } from "../../../ui/plain-words.ts";

type Found = Pick<Review, "recipients" | "confirmation"> & {
  readonly findings: readonly Pick<Review["findings"][number], "grade" | "code">[];
};

interface Confirmed {
  /** Findings that wait for a tick. */
  readonly undecided: number;
  readonly isConfirmed: boolean;
}

/** Why the button does not work yet, most important first; undefined when it does. */
export const blockedBy = (review: Found, { undecided, isConfirmed }: Confirmed): string | undefined => {
  const stops = review.findings.filter(({ grade }) => grade === "stop").length;
  if (stops > 0) return `${stops === 1 ? "One thing has" : `${stops} things have`} to be fixed before this can be sent.`;
  if (review.recipients === 0) return "Nobody would get it.";
  if (undecided > 0)
    return `${undecided === 1 ? "One check waits" : `${undecided} checks wait`} for your decision: put it right, or tick "Fine".`;
  return isConfirmed ? undefined : "Look at who is left out and type the number first.";
};

/** What the button says: the number, and offline that it only queues. */
export const sendWords = ({ recipients, findings }: Found): string =>
  findings.some(({ code }) => code === "offline-now")
    ? `Queue for ${people(recipients)}: goes when online`
    : `Send to ${people(recipients)}`;
