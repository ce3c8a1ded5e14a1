import { forecast, sustainedPerSecond } from "#hub/delivery/forecast.ts";
import { createServiceRate } from "#hub/delivery/service-rate.ts";
import type { LaneState } from "#hub/dispatcher/index.ts";
import type { Clock } from "#hub/ports/index.ts";

/** Asks again and again, while a run goes on, when it will end. */
export interface ForecastWatch {
  took(): void;
  /** Whether there is work that the lane can do; at each change. */
  look(lane: LaneState, waiting: number): void;
  ask(lane: LaneState, waiting: number): void;
  /** By how much of the run 95 of 100 answers were wrong at most, percent; answers and run from then on. */
  errorPercent(endedAt: number, from: number): number;
}

/** Of the calls of `strictProvider`. */
const latencyMs = 180;

export const watchForecast = (clock: Clock): ForecastWatch => {
  const startedAt = clock.now();
  const rate = createServiceRate();
  const answers: { readonly at: number; readonly endsAt: number }[] = [];
  return {
    took: () => rate.took(clock.monotonic(), 1),
    look: ({ condition, quotas }, waiting) => {
      const isUsedUp = quotas.some(({ roomAt }) => roomAt !== null);
      // A pause that a working provider asked for is part of its pace; trouble is not.
      const rests = condition.kind !== "running" && !(condition.kind === "resting" && condition.code === "rate-limited");
      rate.busy(clock.monotonic(), waiting > 0 && !isUsedUp && !rests);
    },
    ask: ({ condition, concurrency, perSecondMax, quotas }, waiting) => {
      const now = clock.now();
      const restsUntil = condition.kind === "resting" ? condition.until : now;
      const measured = rate.perSecond(clock.monotonic());
      const answer = forecast({
        now,
        parts: [{ count: waiting, partsEach: 1, notBefore: 0, hours: null }],
        lanes: [
          {
            title: "Resend",
            perSecond: sustainedPerSecond({ perSecondMax, concurrency, latencyMs, measured }),
            opensAt: restsUntil,
            quotas: quotas.map((quota) => ({ ...quota, limit: quota.limit - quota.reserved })),
          },
        ],
      });
      if (answer.kind === "ends") answers.push({ at: now, endsAt: (answer.from + answer.to) / 2 });
    },
    errorPercent: (endedAt, from) => {
      const errors = answers
        .filter(({ at }) => at >= from)
        .map(({ endsAt }) => (100 * Math.abs(endsAt - endedAt)) / (endedAt - Math.max(from, startedAt)));
      return errors.toSorted((a, b) => a - b)[Math.floor(errors.length * 0.95)] ?? Infinity;
    },
  };
};
