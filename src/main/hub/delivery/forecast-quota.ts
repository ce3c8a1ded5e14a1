import { utcWindowAt } from "#shared/time/utc-windows.ts";
import type { Quota } from "#hub/providers/contract.ts";
import type { QuotaOutlook } from "./forecast.ts";

/**
 * How much of a rolling window was used is known, but not when: `early` believes that all of it leaves at once, `late` that it
 * stays for a whole window.
 */
export type QuotaView = "early" | "late";

/** One quota while a forecast runs ahead of time. It is asked and used with instants that never go back. */
export interface QuotaCourse {
  readonly title: string;
  readonly unit: Quota["unit"];
  /** A short window is a rate; then it is never full. `Infinity` for the others. */
  readonly perSecondMax: number;
  /** The longest stretch in which what is taken counts as taken at its end. */
  readonly stepMsMax: number;
  room(now: number): number;
  /** When there is room for so many; `Infinity`: never. */
  roomAt(now: number, units: number): number;
  take(at: number, units: number): void;
}

/** Up to here one window more or less is no news to anybody. */
const rateWindowMsMax = 60_000;
/** Of a message: below, rounding is all that is left. */
export const tiny = 1e-6;
/** Of a rolling window; each makes the forecast at most 2 % of a window too late. */
const stepsPerWindow = 50;

export const quotaCourse = (quota: QuotaOutlook, now: number, view: QuotaView): QuotaCourse => {
  const { window, title, unit, limit } = quota;
  if (window.kind !== "rolling") return { title, unit, ...calendar(quota, window.kind, now), perSecondMax: Infinity, stepMsMax: Infinity };
  if (window.windowMs <= rateWindowMsMax) {
    const none = { room: () => Infinity, roomAt: (at: number) => at, take: () => undefined };
    return { title, unit, ...none, perSecondMax: (limit * 1000) / window.windowMs, stepMsMax: Infinity };
  }
  const course = rolling(quota, window.windowMs, now, view);
  return { title, unit, ...course, perSecondMax: Infinity, stepMsMax: window.windowMs / stepsPerWindow };
};

type Course = Pick<QuotaCourse, "room" | "roomAt" | "take">;

const calendar = ({ used, limit, roomAt }: QuotaOutlook, kind: "utc-day" | "utc-month", start: number): Course => {
  let left = limit - used;
  // A minute of slack may be in the time that was stated.
  let turnsAt = roomAt !== null && roomAt > start ? roomAt : utcWindowAt(start, kind).endsAt;
  const turn = (now: number): void => {
    if (now < turnsAt) return;
    left = limit;
    turnsAt = utcWindowAt(now, kind).endsAt;
  };
  return {
    room: (now) => {
      turn(now);
      return Math.max(0, left);
    },
    roomAt: (now, units) => {
      turn(now);
      if (left >= units - tiny) return now;
      return limit >= units ? turnsAt : Infinity;
    },
    take: (at, units) => {
      turn(at);
      left -= units;
    },
  };
};

const rolling = (quota: QuotaOutlook, windowMs: number, start: number, view: QuotaView): Course => {
  const { used, limit } = quota;
  /** When how much leaves the window, in order. */
  const leaving = pastUse(quota, windowMs, start, view);
  let taken = used;
  let next = 0;
  const trim = (now: number): void => {
    for (let one = leaving[next]; one !== undefined && one.at <= now; one = leaving[next]) {
      taken -= one.units;
      next += 1;
    }
  };
  return {
    room: (now) => {
      trim(now);
      return Math.max(0, limit - taken);
    },
    roomAt: (now, units) => {
      trim(now);
      if (limit < units) return Infinity;
      let free = limit - taken;
      if (free >= units - tiny) return now;
      for (const { at, units: leaves } of leaving.slice(next)) {
        free += leaves;
        if (free >= units - tiny) return at;
      }
      return Infinity;
    },
    take: (at, units) => {
      taken += units;
      leaving.push({ at: at + windowMs, units });
    },
  };
};

const pastUse = ({ used, limit, roomAt }: QuotaOutlook, windowMs: number, start: number, view: QuotaView) => {
  const last = start + windowMs;
  const first = Math.min(last, Math.max(start, roomAt ?? start));
  if (view === "early") return [{ at: first, units: used }];
  // Full, and one place is known to come earlier.
  const early = roomAt === null ? 0 : Math.min(used, Math.max(0, used - limit + 1));
  return [
    { at: first, units: early },
    { at: last, units: used - early },
  ];
};
