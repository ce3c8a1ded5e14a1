import { dailyHoursInAll } from "#shared/time/zoned.ts";
import { instantWords, people } from "../words.ts";
import { decide, note, type Finder } from "./finding.ts";

/** Who would wait for the morning, where each guest is, and until when in the wedding's time. */
export const quietHours: Finder = ({ schedule, now, resolved, world: { wedding }, quietHours: hours }) => {
  if (hours === null) return [];
  const at = Math.max(schedule.startsAt, now);
  const byZones = Map.groupBy(resolved.recipients, ({ quiet }) => quiet.zones.join(" "));
  return [...byZones.values()].flatMap((recipients) => {
    const zones = recipients[0]?.quiet.zones ?? [wedding.zone];
    const { open, until } = dailyHoursInAll(at, zones, hours);
    if (open) return [];
    const guestIds = recipients.map(({ guest }) => guest.id);
    if (until === null || until >= schedule.expiresAt) {
      const morning = until === null ? "for ever" : `until ${morningWords(until, zones, wedding.zone)}`;
      return [
        decide("quiet-hours-expire", {
          sentence: `${people(guestIds.length)} would wait ${morning}, which is after "not after": they would get nothing.`,
          fix: 'Choose an earlier start or a later "not after", or say in the guests\' details in which time zone they are.',
          fixAt: "when",
          guestIds,
        }),
      ];
    }
    return [
      decide("quiet-hours", {
        sentence: `It is quiet time for ${people(guestIds.length)}: they wait until ${morningWords(until, zones, wedding.zone)}.`,
        fix: `Leave it, or choose a start between ${hours.from} and ${hours.to} of their time.`,
        fixAt: "when",
        guestIds,
      }),
    ];
  });
};

/** Whose night is kept by their phone number alone. */
export const quietZonesGuessed: Finder = ({ resolved, world: { wedding }, quietHours: hours }) => {
  const guessed = resolved.recipients.filter(({ quiet: { by, zones } }) => by === "number" && zones.some((zone) => zone !== wedding.zone));
  if (hours === null || guessed.length === 0) return [];
  const guestIds = guessed.map(({ guest }) => guest.id);
  return [
    note("quiet-zones-guessed", {
      sentence: `The quiet hours of ${people(guestIds.length)} go by their phone number, because nothing says in which time zone they are.`,
      fix: "If some of them live elsewhere, choose the time zone in their details.",
      guestIds,
    }),
  ];
};

/** `Mon 1 Jun, 09:00 in Tokyo (01:00 wedding time)`. */
const morningWords = (until: number, zones: readonly string[], weddingZone: string): string => {
  if (zones.length > 1) return `${instantWords(until, weddingZone)} wedding time, when it is day wherever they may be`;
  const [zone = weddingZone] = zones;
  const there = `${instantWords(until, zone)} in ${cityOf(zone)}`;
  return zone === weddingZone ? there : `${there} (${instantWords(until, weddingZone)} wedding time)`;
};

/** `Europe/Berlin` as people say it: Berlin. */
const cityOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
