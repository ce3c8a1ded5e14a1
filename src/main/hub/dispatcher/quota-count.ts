import { utcWindowAt } from "#shared/time/utc-windows.ts";
import type { Quota } from "#hub/providers/contract.ts";

/**
 * What was used up within one window, in slices instead of single sends, so that a quota of a million costs no more than one of ten.
 * It never counts too little: a slice counts until its last moment has left the window, and the turn of a day or month
 * is taken `turnSlackMs` wide on both sides.
 */
export interface QuotaCount {
  used(now: number): number;
  add(at: number, units: number): void;
  /** Takes back what was added for a send that was certainly not made. */
  remove(at: number, units: number): void;
  /** Sends that started before do not count. */
  countsFrom(now: number): number;
  /** When at most `left` are used, if nothing more is sent; `now` when that is so already. */
  timeOf(left: number, now: number): number;
}

/** Our clock and the provider's may turn the day this much apart, and a request may travel so long. */
export const turnSlackMs = 60_000;
/** Of a rolling window; each slice makes us wait at most that much longer, 0.1 %. */
const slicesPerWindow = 1_000;
const sliceMsMin = 1_000;
const calendarSliceMs = { "utc-day": 60_000, "utc-month": 30 * 60_000 } as const;

const sliceMsOf = (window: Quota["window"]): number =>
  window.kind === "rolling" ? Math.max(sliceMsMin, Math.ceil(window.windowMs / slicesPerWindow)) : calendarSliceMs[window.kind];

export const createQuotaCount = (window: Quota["window"]): QuotaCount => {
  const sliceMs = sliceMsOf(window);
  const slices = new Map<number, number>();
  let total = 0;
  /** Before this, nothing in `slices` leaves the window. */
  let nextLeavesAt = Infinity;

  const countsFrom = (now: number): number =>
    window.kind === "rolling" ? now - window.windowMs : utcWindowAt(now - turnSlackMs, window.kind).startsAt - turnSlackMs;
  let asked = { slice: -1, leavesAt: 0 };
  /** Many sends share a slice, and a calendar is slow to ask. */
  const leavesAt = (slice: number): number => {
    if (slice !== asked.slice) asked = { slice, leavesAt: leavesAtOf(slice) };
    return asked.leavesAt;
  };
  const leavesAtOf = (slice: number): number => {
    const end = (slice + 1) * sliceMs;
    // What was sent just before a turn may count for the time after it.
    return window.kind === "rolling" ? end + window.windowMs : utcWindowAt(end - 1 + turnSlackMs, window.kind).endsAt + turnSlackMs;
  };
  const trim = (now: number): void => {
    if (now < nextLeavesAt) return;
    nextLeavesAt = Infinity;
    for (const [slice, units] of slices) {
      const at = leavesAt(slice);
      if (at > now) nextLeavesAt = Math.min(nextLeavesAt, at);
      else {
        slices.delete(slice);
        total -= units;
      }
    }
  };

  return {
    countsFrom,
    used: (now) => {
      trim(now);
      return total;
    },
    add: (at, units) => {
      const slice = Math.floor(at / sliceMs);
      slices.set(slice, (slices.get(slice) ?? 0) + units);
      total += units;
      nextLeavesAt = Math.min(nextLeavesAt, leavesAt(slice));
    },
    remove: (at, units) => {
      const slice = Math.floor(at / sliceMs);
      const known = slices.get(slice);
      // Gone with its slice.
      if (known === undefined) return;
      const less = Math.min(known, units);
      slices.set(slice, known - less);
      total -= less;
    },
    timeOf: (left, now) => {
      trim(now);
      let used = total;
      if (used <= left) return now;
      for (const [slice, units] of [...slices].toSorted(([a], [b]) => a - b)) {
        used -= units;
        if (used <= left) return leavesAt(slice);
      }
      return now;
    },
  };
};
