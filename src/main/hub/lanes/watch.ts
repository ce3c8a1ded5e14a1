/**
 * Whether the messages of a route get anywhere. Progress is a message off the queue: accepted, or refused for good. A deferral is
 * none, and neither is a doubt. While messages are due and there is no progress, time is counted; at `patienceMs` the route is
 * stuck, until there is progress or nothing is due any more.
 *
 * A known end (a rest, a quota, the time of a next try) is waited for once. What is put off again and again without any progress
 * between is not: the first end that was named since the last progress counts, and no later one.
 */
export interface WatchMemory {
  /** Without progress, milliseconds; what is excused is left out. */
  readonly idleMs: number;
  readonly lookedAt: number;
  readonly settled: number;
  /** Until then, steady time, waiting is excused; null: nobody has named an end yet. */
  readonly excusedUntil: number | null;
}

/** What one look finds. */
export interface WatchLook {
  /** Steady milliseconds. */
  readonly at: number;
  /** Messages that were ever taken off the queue. */
  readonly settled: number;
  /** Messages that only the lanes hold back. */
  readonly due: number;
  /** Milliseconds until the first of them is to be tried, when all of them wait for a known time; else null. */
  readonly waitMs: number | null;
}

/** When the end that this look names is reached, by the steady clock. */
const endOf = ({ at, waitMs }: WatchLook): number | null => (waitMs === null ? null : at + waitMs);

const freshWatch = (look: WatchLook): WatchMemory => ({ idleMs: 0, lookedAt: look.at, settled: look.settled, excusedUntil: endOf(look) });

/** Between two looks at most this much counts: a computer that slept has not been waiting. */
const gapMsMax = 15_000;

export const watchOn = (before: WatchMemory | undefined, look: WatchLook): WatchMemory => {
  if (before === undefined || look.due === 0 || look.settled !== before.settled) return freshWatch(look);
  const excusedUntil = before.excusedUntil ?? endOf(look);
  const since = Math.max(before.lookedAt, Math.min(excusedUntil ?? 0, look.at));
  const passedMs = Math.min(gapMsMax, Math.max(0, look.at - since));
  return { idleMs: before.idleMs + passedMs, lookedAt: look.at, settled: look.settled, excusedUntil };
};

/** A minute; for a lane that is slow by its profile, the time of three of its messages. */
export const patienceMs = (perSecondMax: number): number => Math.max(60_000, perSecondMax > 0 ? 3_000 / perSecondMax : Infinity);
