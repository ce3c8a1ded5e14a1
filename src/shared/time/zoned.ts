import { Temporal } from "temporal-polyfill";

/** The one place that maths with zones; everything else passes instants (milliseconds) and IANA names about. */

/** Hours of a day, `HH:MM`, `from` before `to`. */
export interface DailyHours {
  readonly from: string;
  readonly to: string;
}

/**
 * Whether `now` lies in these local hours, and the instant at which that changes. Days are taken as the zone has
 * them: an hour that the spring gap swallows begins at the next valid minute.
 */
export const dailyHoursAt = (now: number, zone: string, hours: DailyHours): { readonly open: boolean; readonly until: number } => {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const opens = local.withPlainTime(hours.from).epochMilliseconds;
  const closes = local.withPlainTime(hours.to).epochMilliseconds;
  if (now < opens) return { open: false, until: opens };
  if (now < closes) return { open: true, until: closes };
  return { open: false, until: local.add({ days: 1 }).withPlainTime(hours.from).epochMilliseconds };
};

/**
 * The instant of a local time (`2027-06-12T15:00`) in a zone. In the spring gap the next valid minute; in the autumn
 * overlap the earlier instant for "not before", the later one for "not after" (reliability.md 1.7).
 */
export const instantOfLocal = (local: string, zone: string, use: "not-before" | "not-after"): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone, {
    disambiguation: overlaps(local, zone) && use === "not-after" ? "later" : "compatible",
  }).epochMilliseconds;

const overlaps = (local: string, zone: string): boolean => {
  const plain = Temporal.PlainDateTime.from(local);
  const earlier = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
  return earlier.toPlainDateTime().equals(plain) && !earlier.equals(plain.toZonedDateTime(zone, { disambiguation: "later" }));
};

/** Local date and time (`2027-06-12T15:00`) of an instant in a zone. */
export const localOfInstant = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "minute" });
