import { createLatencies, type Latencies } from "./latencies.ts";

/** What one call came to. */
export type CallResult = "accepted" | "rejected" | "deferred" | "unknown";

export interface Call {
  /** When the answer was written down, by this computer's clock. */
  readonly at: number;
  readonly result: CallResult;
  /** From the start of the attempt to its answer, milliseconds. */
  readonly tookMs: number;
  /** Empty for what was accepted. */
  readonly code: string;
}

/** The calls of a stretch of time. */
export interface CallFigures {
  readonly calls: number;
  readonly results: Readonly<Record<CallResult, number>>;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Most frequent first. */
  readonly errors: readonly { readonly code: string; readonly count: number }[];
}

export interface SliceFigures {
  readonly startsAt: number;
  readonly accepted: number;
  readonly others: number;
  readonly p50Ms: number | null;
}

/** The last `windowMs` in slices that fall out one by one: constant memory, whatever is sent. */
export interface Rolling {
  add(call: Call): void;
  figures(now: number): CallFigures;
  /** Every slice of the window, oldest first, empty ones too. */
  slices(now: number): SliceFigures[];
  isEmpty(now: number): boolean;
}

/** Of one slice; beyond that, codes count together. Providers have a handful that occur. */
const codesMax = 20;
const otherCode = "other";

interface Slice {
  readonly results: Record<CallResult, number>;
  readonly latencies: Latencies;
  readonly errors: Map<string, number>;
}

const emptySlice = (): Slice => ({
  results: { accepted: 0, rejected: 0, deferred: 0, unknown: 0 },
  latencies: createLatencies(),
  errors: new Map(),
});

export const createRolling = (windowMs: number, slicesPerWindow: number): Rolling => {
  const sliceMs = windowMs / slicesPerWindow;
  const slices = new Map<number, Slice>();
  const numberOf = (at: number): number => Math.floor(at / sliceMs);
  const trim = (newest: number): void => {
    for (const number of slices.keys()) if (number <= newest - slicesPerWindow) slices.delete(number);
  };
  const within = (now: number): Slice[] => {
    trim(numberOf(now));
    return [...slices.values()];
  };
  return {
    add: ({ at, result, tookMs, code }) => {
      const number = numberOf(at);
      let slice = slices.get(number);
      if (slice === undefined) {
        slices.set(number, (slice = emptySlice()));
        trim(Math.max(...slices.keys()));
      }
      slice.results[result] += 1;
      slice.latencies.add(tookMs);
      if (result !== "accepted") count(slice.errors, code, 1);
    },
    figures: (now) => figuresOf(within(now)),
    slices: (now) => {
      const newest = numberOf(now);
      trim(newest);
      return Array.from({ length: slicesPerWindow }, (_, index) => {
        const number = newest - slicesPerWindow + 1 + index;
        return shownSlice(number * sliceMs, slices.get(number));
      });
    },
    isEmpty: (now) => within(now).length === 0,
  };
};

const count = (errors: Map<string, number>, code: string, by: number): void => {
  const key = errors.has(code) || errors.size < codesMax ? code : otherCode;
  errors.set(key, (errors.get(key) ?? 0) + by);
};

const shownSlice = (startsAt: number, slice: Slice | undefined): SliceFigures => {
  if (slice === undefined) return { startsAt, accepted: 0, others: 0, p50Ms: null };
  const { accepted, rejected, deferred, unknown } = slice.results;
  return { startsAt, accepted, others: rejected + deferred + unknown, p50Ms: slice.latencies.quantile(0.5) };
};

const figuresOf = (slices: readonly Slice[]): CallFigures => {
  const sum = emptySlice();
  for (const slice of slices) {
    for (const result of Object.keys(sum.results) as CallResult[]) sum.results[result] += slice.results[result];
    sum.latencies.include(slice.latencies);
    for (const [code, times] of slice.errors) count(sum.errors, code, times);
  }
  const { accepted, rejected, deferred, unknown } = sum.results;
  return {
    calls: accepted + rejected + deferred + unknown,
    results: sum.results,
    p50Ms: sum.latencies.quantile(0.5),
    p95Ms: sum.latencies.quantile(0.95),
    errors: [...sum.errors]
      .map(([code, times]) => ({ code, count: times }))
      .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  };
};
