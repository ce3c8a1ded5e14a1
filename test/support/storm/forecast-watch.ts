import { createMetrics } from "#hub/delivery/index.ts";
import { createOutlook } from "#hub/lanes/outlook.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { silentLogger, type OpenedDispatcher } from "../dispatch/open-dispatcher.ts";

/** Asks again and again, while a run goes on, when it will end: what a planner reads on the run's screen. */
export interface ForecastWatch {
  ask(): void;
  /** By how much of the run 95 of 100 answers were wrong at most, percent; answers and run from then on. */
  errorPercent(endedAt: number, from: number): number;
  stop(): void;
}

/** The hub's own forecast for the campaign of `approvalOf`, by what its metrics and lanes have seen. Made before the first call. */
export const watchForecast = (
  { book, dispatcher, ledger }: Pick<OpenedDispatcher, "book" | "dispatcher" | "ledger">,
  provider: Provider,
  clock: Clock,
): ForecastWatch => {
  const campaign = { id: "campaign-1", priority: "bulk" } as const;
  const metrics = createMetrics({ ledger, chargeOf: () => null, campaignOf: () => campaign.id, zone: "UTC", clock, logger: silentLogger });
  const outlook = createOutlook({
    book,
    dispatcher,
    providers: { providersFor: () => [provider] },
    metrics,
    quietHours: () => null,
    clock,
  });
  const startedAt = clock.now();
  const answers: { readonly at: number; readonly endsAt: number }[] = [];
  return {
    ask: () => {
      const answer = outlook.of(campaign);
      if (answer?.kind === "ends") answers.push({ at: clock.now(), endsAt: (answer.from + answer.to) / 2 });
    },
    errorPercent: (endedAt, from) => {
      const errors = answers
        .filter(({ at }) => at >= from)
        .map(({ endsAt }) => (100 * Math.abs(endsAt - endedAt)) / (endedAt - Math.max(from, startedAt)));
      return errors.toSorted((a, b) => a - b)[Math.floor(errors.length * 0.95)] ?? Infinity;
    },
    stop: () => {
      outlook.stop();
      metrics.stop();
    },
  };
};
