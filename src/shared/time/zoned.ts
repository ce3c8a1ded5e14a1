import { Temporal } from "temporal-polyfill";

/** The one place that maths with zones; everything else passes instants (milliseconds) and IANA names about. */

/** Hours of a day, `HH:MM` up to `24:00`. A `to` that is not after `from` is one of the next day; the same one is the whole day. */
export interface DailyHours {
  readonly from: string;
  readonly to: string;
}

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
/** Boundaries looked at: two of a day, and on a day of a switch the switch, before and after. */
const looksMax = 6;

/**
 * Whether the clock on the wall stands within these hours at `now`, and the instant at which that changes (for a whole day, one at
 * which to ask again). An hour that comes twice is open or closed both times; one that the spring gap swallows begins at its end.
 * Throws a `RangeError` for a zone that this runtime does not know (`isKnownZone`).
 */
export const dailyHoursAt = (now: number, zone: string, { from, to }: DailyHours): { readonly open: boolean; readonly until: number } => {
  const opens = msOfDay(from);
  const closes = msOfDay(to);
  const isOpen = (at: number, offsetMs: number): boolean => {
    const wall = modulo(at + offsetMs, dayMs);
    return opens < closes ? wall >= opens && wall < closes : wall >= opens || wall < closes;
  };
  let offsetMs = offsetMsOf(now, zone);
  const open = isOpen(now, offsetMs);
  let until = now;
  for (let looks = 0; looks < looksMax && isOpen(until, offsetMs) === open; looks += 1) {
    const wall = until + offsetMs;
    // Strictly later: it stands on one of them after each look.
    const next = until + 1 + Math.min(modulo(opens - wall - 1, dayMs), modulo(closes - wall - 1, dayMs));
    until = offsetMsOf(next, zone) === offsetMs ? next : Math.min(next, switchAfter(until, zone) ?? next);
    offsetMs = offsetMsOf(until, zone);
  }
  return { open, until };
};

/** Openings looked at in search of one that all zones share: those of about a week in two zones. */
const sharedLooksMax = 16;

/**
 * The same for somebody who may be in any of several zones: open only while it is in all of them. `until` is null when they share no
 * time of the day.
 */
export const dailyHoursInAll = (
  now: number,
  zones: readonly string[],
  hours: DailyHours,
): { readonly open: boolean; readonly until: number | null } => {
  let at = now;
  for (let looks = 0; looks < sharedLooksMax; looks += 1) {
    const all = zones.map((zone) => dailyHoursAt(at, zone, hours));
    const closed = all.filter(({ open }) => !open);
    if (closed.length > 0) at = Math.max(...closed.map(({ until }) => until));
    else return at === now ? { open: true, until: Math.min(...all.map(({ until }) => until)) } : { open: false, until: at };
  }
  return { open: false, until: null };
};

const msOfDay = (time: string): number => {
  const [hours, minutes] = time.split(":");
  return (Number(hours) * 60 + Number(minutes)) * minuteMs;
};

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

const zonedOf = (instant: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(zone);

const offsetMsOf = (instant: number, zone: string): number => zonedOf(instant, zone).offsetNanoseconds / 1e6;

const switchAfter = (instant: number, zone: string): number | undefined =>
  zonedOf(instant, zone).getTimeZoneTransition("next")?.epochMilliseconds;

/** Names come from files and other desktops; a newer one may not be known here. */
export const isKnownZone = (zone: string): boolean => {
  try {
    zonedOf(0, zone);
    return true;
  } catch {
    return false;
  }
};

/** One zone for each way in which their clocks run from `now` on for a year, in the order given; those unknown here are left out. */
export const distinctZones = (zones: Iterable<string>, now: number): readonly string[] => {
  const byClock = new Map<string, string>();
  for (const zone of zones) {
    if (!isKnownZone(zone)) continue;
    const offsets = Array.from({ length: monthsOfYear + 1 }, (_, month) => offsetMsOf(now + month * monthMs, zone));
    const clock = offsets.join(" ");
    if (!byClock.has(clock)) byClock.set(clock, zone);
  }
  return [...byClock.values()];
};

const monthsOfYear = 12;
const monthMs = 30.5 * dayMs;

/**
 * The instant of a local time (`2027-06-12T15:00`) in a zone. In the spring gap the next valid minute; in the autumn
 * overlap the earlier instant for "not before", the later one for "not after" (reliability.md 1.7).
 */
export const instantOfLocal = (local: string, zone: string, use: "not-before" | "not-after"): number => {
  const plain = Temporal.PlainDateTime.from(local);
  const earlier = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = plain.toZonedDateTime(zone, { disambiguation: "later" });
  // Where there is no such time, `earlier` lies before the gap.
  if (!earlier.toPlainDateTime().equals(plain)) return switchAfter(earlier.epochMilliseconds, zone) ?? later.epochMilliseconds;
  return (use === "not-after" ? later : earlier).epochMilliseconds;
};

/** Local date and time (`2027-06-12T15:00`) of an instant in a zone. */
export const localOfInstant = (instant: number, zone: string): string =>
  zonedOf(instant, zone).toPlainDateTime().toString({ smallestUnit: "minute" });
