import type { Review } from "#shared/api/campaigns.ts";
import type { Priority } from "#shared/message/ledger-rows.ts";

/** How much harm a mistaken approval would do. */
export interface Harm {
  readonly recipients: number;
  readonly practice: boolean;
  readonly priority: Priority;
  readonly isFirstOfWedding: boolean;
  readonly reachesCostLimit: boolean;
}

/** From here on the number must be typed (ux.md 3.8). */
const manyFrom = 50;

/**
 * Friction grows with harm (ux.md 3.8): one press and 10 s to undo for one person, 20 s for a few; typing the number and 60 s
 * from fifty on, for the first send of a wedding, and where the cost limit is reached. What is urgent on the wedding day is
 * pressed and held, with 5 s. Practice reaches nobody, so five seconds are enough to see what a hold is, and its first send is
 * no occasion; the typing for many stays, because it is what is practised.
 */
export const frictionOf = (harm: Harm): Pick<Review, "holdSeconds" | "confirmation"> => {
  if (harm.priority === "day-of") return { confirmation: "press-and-hold", holdSeconds: 5 };
  const isGrave = harm.recipients >= manyFrom || (!harm.practice && (harm.isFirstOfWedding || harm.reachesCostLimit));
  const confirmation = isGrave ? "type-number" : "plain";
  if (harm.practice) return { confirmation, holdSeconds: 5 };
  return { confirmation, holdSeconds: isGrave ? 60 : harm.recipients > 1 ? 20 : 10 };
};
