import { Temporal } from "temporal-polyfill";

/** The first instant of the day or month of `now`, and of the next one, as UTC has them. */
export const utcWindowAt = (now: number, window: "utc-day" | "utc-month"): { readonly startsAt: number; readonly endsAt: number } => {
  const day = Temporal.Instant.fromEpochMilliseconds(Math.floor(now)).toZonedDateTimeISO("UTC").startOfDay();
  const first = window === "utc-day" ? day : day.with({ day: 1 });
  const next = first.add(window === "utc-day" ? { days: 1 } : { months: 1 });
  return { startsAt: first.epochMilliseconds, endsAt: next.epochMilliseconds };
};
