import { dailyHoursAt } from "#shared/time/zoned.ts";
import { instantWords, people } from "../words.ts";
import { decide, type Finder } from "./finding.ts";

/** Who would wait for the morning, in each guest's own zone, and until when in the wedding's time. */
export const quietHours: Finder = ({ schedule, now, resolved, world: { wedding }, quietHours: hours }) => {
  if (hours === null) return [];
  const at = Math.max(schedule.startsAt, now);
  const byZone = Map.groupBy(resolved.recipients, ({ guest }) => guest.zone ?? wedding.zone);
  return [...byZone].flatMap(([zone, recipients]) => {
    const { open, until } = dailyHoursAt(at, zone, hours);
    if (open) return [];
    const guestIds = recipients.map(({ guest }) => guest.id);
    const morning = `${instantWords(until, zone)} in ${cityOf(zone)}${zone === wedding.zone ? "" : ` (${instantWords(until, wedding.zone)} wedding time)`}`;
    if (until >= schedule.expiresAt) {
      return [
        decide("quiet-hours-expire", {
          sentence: `${people(guestIds.length)} would wait until ${morning}, which is after "not after": they would get nothing.`,
          fix: 'Choose an earlier start or a later "not after".',
          fixAt: "when",
          guestIds,
        }),
      ];
    }
    return [
      decide("quiet-hours", {
        sentence: `It is quiet time for ${people(guestIds.length)}: they wait until ${morning}.`,
        fix: `Leave it, or choose a start between ${hours.from} and ${hours.to}.`,
        fixAt: "when",
        guestIds,
      }),
    ];
  });
};

/** `Europe/Berlin` as people say it: Berlin. */
const cityOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
