export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Generic cell rate algorithm: one number instead of a bucket that must be refilled. Steady time, milliseconds. The
 * rate is asked for at each use, because a provider may change its mind.
 */
export interface Gcra {
  /** How many may leave now. */
  available(now: number): number;
  take(count: number, now: number): void;
  /** When so many may leave together; `now` when they may already. */
  timeOf(count: number, now: number): number;
}

export const createGcra = (rate: () => Rate): Gcra => {
  /** Theoretical time at which the bucket would be full again. */
  let fullAt = Number.NEGATIVE_INFINITY;
  const intervalMs = (): number => 1000 / Math.max(rate().perSecond, 1e-6);
  const burst = (): number => Math.max(1, rate().burst);
  /** Against sums like 0.1 + 0.2. */
  const slack = 1e-6;
  return {
    available: (now) => Math.max(0, Math.floor((now - Math.max(fullAt, now)) / intervalMs() + burst() + slack)),
    take: (count, now) => {
      fullAt = Math.max(fullAt, now) + count * intervalMs();
    },
    timeOf: (count, now) => Math.max(now, fullAt - (burst() - count) * intervalMs()),
  };
};
