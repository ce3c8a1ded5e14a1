export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Generic cell rate algorithm: one number instead of a bucket that must be refilled. Steady time, milliseconds. The
 * rate is asked for at each use, because a provider may change its mind; what has left counts as many messages as before then.
 */
export interface Gcra {
  /** How many may leave now. */
  available(now: number): number;
  take(count: number, now: number): void;
  /** When so many may leave together; `now` when they may already. */
  timeOf(count: number, now: number): number;
}

const intervalMsOf = ({ perSecond }: Rate): number => 1000 / Math.max(perSecond, 1e-6);
/** Against sums like 0.1 + 0.2. */
const slack = 1e-6;

export const createGcra = (rate: () => Rate): Gcra => {
  /** Theoretical time at which the bucket would be full again, at one message each so many milliseconds. */
  let fullAt = Number.NEGATIVE_INFINITY;
  let intervalMs = intervalMsOf(rate());
  const burst = (): number => Math.max(1, rate().burst);
  const look = (now: number): void => {
    const newMs = intervalMsOf(rate());
    if (newMs !== intervalMs && fullAt > now) fullAt = now + ((fullAt - now) / intervalMs) * newMs;
    intervalMs = newMs;
  };
  return {
    available: (now) => {
      look(now);
      return Math.max(0, Math.floor((now - Math.max(fullAt, now)) / intervalMs + burst() + slack));
    },
    take: (count, now) => {
      look(now);
      fullAt = Math.max(fullAt, now) + count * intervalMs;
    },
    timeOf: (count, now) => {
      look(now);
      return Math.max(now, fullAt - (burst() - count) * intervalMs);
    },
  };
};
