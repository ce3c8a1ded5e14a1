/** How long calls took, in constant memory: counts per bucket, each 7 % wider than the one before. */
export interface Latencies {
  add(ms: number): void;
  /** Adds what another one has counted. */
  include(other: Latencies): void;
  /** The middle of the bucket in which this share of all calls has ended; null when there was none. At most 3.5 % off. */
  quantile(share: number): number | null;
  readonly counts: Readonly<Uint32Array>;
}

const growth = 1.07;
/** From 1 ms to 72 s: no call takes longer than `callTimeoutMs` and its grace. */
const buckets = 166;
const logGrowth = Math.log(growth);

export const createLatencies = (): Latencies => {
  const counts = new Uint32Array(buckets);
  let total = 0;
  return {
    counts,
    add: (ms) => {
      const bucket = Math.min(buckets - 1, Math.max(0, Math.floor(Math.log(Math.max(1, ms)) / logGrowth)));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      total += 1;
    },
    include: (other) => {
      other.counts.forEach((count, bucket) => {
        counts[bucket] = (counts[bucket] ?? 0) + count;
        total += count;
      });
    },
    quantile: (share) => {
      if (total === 0) return null;
      let before = 0;
      const bucket = counts.findIndex((count) => (before += count) >= share * total);
      return Math.round(growth ** (bucket + 0.5));
    },
  };
};
