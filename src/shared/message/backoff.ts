/** Bounds of a retry delay, milliseconds. */
export interface BackoffLimits {
  readonly retryDelayMsBase: number;
  readonly retryDelayMsMax: number;
}

/**
 * Milliseconds until the next try: exponential with full jitter, so that many messages that failed together do not
 * come back together. `tries` counts definite failures so far (1 = the first has just failed); `chance` is uniform in
 * [0, 1). What the provider asked for (`retryAfterMs`) is a floor and may exceed the cap; jitter is added on top.
 */
export const retryDelayMs = (tries: number, chance: number, retryAfterMs: number | null, limits: BackoffLimits): number => {
  const ceiling = Math.min(limits.retryDelayMsMax, limits.retryDelayMsBase * 2 ** Math.max(0, tries - 1));
  const jittered = Math.round(chance * ceiling);
  if (retryAfterMs === null) return jittered;
  return Math.max(0, retryAfterMs) + Math.round(chance * Math.min(ceiling, limits.retryDelayMsBase));
};
