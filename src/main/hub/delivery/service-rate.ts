/**
 * How many messages a second a lane really takes while there is work for it: refusals, repeats and short pauses included, for
 * that is the pace at which a queue gets shorter. The estimate reaches back as far as the past still looks like the present, up
 * to `pastMsMax`: a steady lane gets a calm number, one that has changed gets a new number within half a minute.
 */
export interface ServiceRate {
  /** `count` messages were taken at `at` (steady milliseconds, never going back). */
  took(at: number, count: number): void;
  /** Whether, from `at` on, there is work that the lane could do. Other time does not count. */
  busy(at: number, isBusy: boolean): void;
  /** Null until enough was seen to say anything. */
  perSecond(now: number): number | null;
}

/** Long enough for a lane of one text a second, short enough to see a change within half a minute. */
const sliceMs = 5_000;
/** What counts as the present: half a minute. */
const presentSlices = 6;
/** An hour ago it was another evening. */
const pastMsMax = 20 * 60_000;
const slicesMax = pastMsMax / sliceMs;
/** Below both of these a rate would be a guess (ux.md 3.8). */
const quietStartMs = 5_000;
const quietStartMessages = 10;
/** Standard errors by which past and present may differ by chance. */
const chanceErrors = 2.5;
/** Share of the rate below which a difference is no news. */
const sameShare = 0.02;

export const createServiceRate = (): ServiceRate => {
  /** Messages of each whole slice of busy time, oldest first. */
  const slices: number[] = [];
  let open = 0;
  let openMs = 0;
  let seen = 0;
  let busySince: number | undefined;

  const advance = (now: number): void => {
    if (busySince === undefined || now <= busySince) return;
    openMs += now - busySince;
    busySince = now;
    while (openMs >= sliceMs) {
      slices.push(open);
      open = 0;
      openMs -= sliceMs;
      if (slices.length > slicesMax) slices.shift();
    }
  };
  return {
    took: (at, count) => {
      advance(at);
      open += count;
      seen += count;
    },
    busy: (at, isBusy) => {
      advance(at);
      busySince = isBusy ? (busySince ?? at) : undefined;
    },
    perSecond: (now) => {
      advance(now);
      const busyMs = slices.length * sliceMs + openMs;
      if (busyMs < quietStartMs || seen < quietStartMessages) return null;
      const alike = alikeSlices(slices);
      const whole = slices.slice(slices.length - alike).reduce((sum, count) => sum + count, 0);
      return ((whole + open) * 1000) / (alike * sliceMs + openMs);
    },
  };
};

/** How many of the newest slices look like the present. */
const alikeSlices = (slices: readonly number[]): number => {
  let alike = Math.min(slices.length, presentSlices);
  while (alike < slices.length) {
    const older = slices.slice(Math.max(0, slices.length - 2 * alike), slices.length - alike);
    if (!looksAlike(momentsOf(older), momentsOf(slices.slice(slices.length - alike)))) break;
    alike += older.length;
  }
  return alike;
};

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

const momentsOf = (values: readonly number[]): Moments => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count: values.length, mean, variance: values.length > 1 ? squares / (values.length - 1) : mean };
};

const looksAlike = (a: Moments, b: Moments): boolean =>
  Math.abs(a.mean - b.mean) <= chanceErrors * Math.sqrt(a.variance / a.count + b.variance / b.count) + sameShare * Math.max(a.mean, b.mean);
