import { provenDelivery } from "./delivery-rank.ts";
import type { Attempt, Fact } from "./ledger-rows.ts";

/** What one attempt came to, as far as the facts about it say. */
export type AttemptOutcome = "accepted" | "rejected" | "deferred" | "unknown" | "open";

/** One attempt with what was stated about it. */
export interface JudgedAttempt {
  readonly attempt: Attempt;
  readonly outcome: AttemptOutcome;
  /** The fact that decided, if any. Of several equal ones the one with the smallest id, so that order cannot matter. */
  readonly fact: Fact | undefined;
  readonly facts: readonly Fact[];
}

/** Certainty wins over doubt, acceptance over everything. */
const strength: Readonly<Record<AttemptOutcome, number>> = { open: 0, unknown: 1, deferred: 2, rejected: 3, accepted: 4 };

const outcomeOf = (fact: Fact): AttemptOutcome => {
  if (provenDelivery(fact.kind) !== undefined) return "accepted";
  return fact.kind === "rejected" || fact.kind === "deferred" || fact.kind === "unknown" ? fact.kind : "open";
};

/** Pure; the order and repetition of `facts` do not matter. */
export const judgeAttempt = (attempt: Attempt, facts: readonly Fact[]): JudgedAttempt => {
  let outcome: AttemptOutcome = "open";
  let deciding: Fact | undefined;
  for (const fact of facts) {
    const stated = outcomeOf(fact);
    const gain = strength[stated] - strength[outcome];
    if (gain > 0 || (gain === 0 && deciding !== undefined && fact.factId < deciding.factId)) {
      outcome = stated;
      deciding = fact;
    }
  }
  return { attempt, outcome, fact: deciding, facts };
};
