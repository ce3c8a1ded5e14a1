/** How fast a campaign's messages are being accepted: one number for the forecast, sixty for the sparkline. */
export interface AcceptRate {
  /** `count` messages were accepted at `at` (milliseconds, never going back). */
  add(at: number, count: number): void;
  /** Messages per second, smoothed; null until enough was seen to say anything. */
  perSecond(now: number): number | null;
  /** Accepted per second for the last minute, oldest first. */
  lastMinute(now: number): number[];
}

/** Half-life of the smoothing, milliseconds (ux.md 3.8): a pause shows within half a minute. */
const halfLifeMs = 30_000;
/** Below both of these a forecast would be a guess (ux.md 3.8). */
const quietStartMs = 5_000;
const quietStartMessages = 10;
const sparklineSeconds = 60;

const decayPerMs = Math.LN2 / halfLifeMs;

/** Exponentially weighted rate, corrected for the short past at the start. */
export function acceptRate(): AcceptRate {
  let weight = 0;
  let seen = 0;
  let firstAt: number | undefined;
  let lastAt = 0;
  const perSecondCounts = new Map<number, number>();

  const decayedTo = (now: number) => weight * Math.exp(-decayPerMs * Math.max(0, now - lastAt));

  return {
    add: (at, count) => {
      firstAt ??= at;
      weight = decayedTo(at) + count;
      lastAt = Math.max(lastAt, at);
      seen += count;
      const second = Math.floor(at / 1000);
      perSecondCounts.set(second, (perSecondCounts.get(second) ?? 0) + count);
      for (const old of perSecondCounts.keys()) {
        if (old >= second - sparklineSeconds) {
          break;
        }
        perSecondCounts.delete(old);
      }
    },
    perSecond: (now) => {
      if (firstAt === undefined || now - firstAt < quietStartMs || seen < quietStartMessages) {
        return null;
      }
      const pastWeight = 1 - Math.exp(-decayPerMs * (now - firstAt));
      return (decayedTo(now) * decayPerMs * 1000) / pastWeight;
    },
    lastMinute: (now) => {
      const newest = Math.floor(now / 1000);
      return Array.from({ length: sparklineSeconds }, (_, index) => perSecondCounts.get(newest - sparklineSeconds + 1 + index) ?? 0);
    },
  };
}
