import type { Attempt, Fact, ProviderId } from "#shared/message/ledger-rows.ts";
import type { Costs } from "./costs.ts";

/** What an accepted message costs. */
export interface Charge {
  readonly amountMicros: number;
  readonly currency: string;
}

export interface ChargesDeps {
  /** What the message of this attempt costs by the account's prices; null where nothing costs or no figure is known. */
  readonly chargeOf: (attempt: Attempt) => Charge | null;
  readonly campaignOf: (attempt: Attempt) => string;
  readonly costsOf: (provider: ProviderId) => Costs;
}

/** Counts attempts by our own prices until the provider states its own. */
export interface Charges {
  count(attempt: Attempt): void;
  /** Takes the provider's word in place of the estimate, where the fact has one. */
  correct(fact: Fact): void;
}

/** Attempts whose price may still be stated; older ones keep the estimate. */
const estimatedMax = 20_000;

export const createCharges = ({ chargeOf, campaignOf, costsOf }: ChargesDeps): Charges => {
  const estimated = new Map<string, { readonly attempt: Attempt; readonly charge: Charge | null }>();
  return {
    count: (attempt) => {
      const charge = chargeOf(attempt);
      estimated.set(attempt.attemptId, { attempt, charge });
      for (const oldest of estimated.keys()) {
        if (estimated.size <= estimatedMax) break;
        estimated.delete(oldest);
      }
      if (charge !== null) costsOf(attempt.provider).add({ at: attempt.startedAt, campaignId: campaignOf(attempt), ...charge });
    },
    correct: ({ attemptId, price }) => {
      const counted = attemptId === null ? undefined : estimated.get(attemptId);
      if (counted === undefined || attemptId === null || price === undefined) return;
      estimated.delete(attemptId);
      const { attempt, charge } = counted;
      const isKnown = charge?.currency === price.currency;
      const amountMicros = price.amountMicros - (isKnown ? charge.amountMicros : 0);
      const campaignId = campaignOf(attempt);
      costsOf(attempt.provider).add({ ...price, at: attempt.startedAt, campaignId, amountMicros, messages: isKnown ? 0 : 1 });
    },
  };
};
