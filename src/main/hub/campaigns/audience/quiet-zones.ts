import type { Guest, Wedding } from "#shared/domain/index.ts";
import { countryOfNumber } from "#shared/contact/phone-number.ts";
import { dailyHoursInAll, distinctZones, type DailyHours } from "#shared/time/zoned.ts";
import { zonesOfCountry, zonesOfNumber } from "./zones-of-number.ts";

/** The zones whose night is kept for a guest, and how they are known. */
export interface QuietZones {
  readonly zones: readonly [string, ...string[]];
  /** `said`: by a person, in the guest's own field. `number`: by a phone number. `wedding`: nothing says where the guest is. */
  readonly by: "said" | "number" | "wedding";
}

/**
 * Answers where it must not be night when a guest is written to. Mobile numbers move within their country and stay with people who
 * move, so a number from the wedding's own country counts together with the wedding's zone; one from abroad counts alone. Where
 * that leaves no hour of the day, the less certain gives way. Remembers what it found, by number and zone, for one assembly.
 */
export const createQuietZones = (wedding: Pick<Wedding, "zone">, hours: DailyHours | null, now: number): ((guest: Guest) => QuietZones) => {
  const known = new Map<string, QuietZones>();
  const byZones = new Map<string, QuietZones>();
  const byNumbers = (numbers: readonly string[]): QuietZones => {
    const fromNumbers = numbers.flatMap(zonesOfNumber);
    const atHome = numbers.some((number) => canonicalZonesOf(countryOfNumber(number)).has(canonical(wedding.zone)));
    // Numbers are many, and what they say of zones is little.
    const key = `${String(atHome)} ${[...new Set(fromNumbers)].join(" ")}`;
    const found = byZones.get(key) ?? sharedBy(fromNumbers, atHome);
    byZones.set(key, found);
    return found;
  };
  const sharedBy = (fromNumbers: readonly string[], atHome: boolean): QuietZones => {
    for (const zones of [atHome ? [wedding.zone, ...fromNumbers] : fromNumbers, fromNumbers]) {
      const [first, ...others] = distinctZones(zones, now);
      if (first === undefined) continue;
      if (hours === null || dailyHoursInAll(now, [first, ...others], hours).until !== null)
        return { zones: [first, ...others], by: "number" };
    }
    return { zones: [wedding.zone], by: "wedding" };
  };
  return (guest) => {
    if (guest.zone !== null) return { zones: [guest.zone], by: "said" };
    const numbers = guest.contactPoints.flatMap(({ channel, address }) => (channel === "sms" && address !== "" ? [address] : []));
    const key = numbers.join(" ");
    const found = known.get(key) ?? byNumbers(numbers);
    known.set(key, found);
    return found;
  };
};

const canonicalZones = new Map<string, ReadonlySet<string>>();
const canonicalZonesOf = (country: string): ReadonlySet<string> => {
  const known = canonicalZones.get(country) ?? new Set(zonesOfCountry(country).map(canonical));
  canonicalZones.set(country, known);
  return known;
};

const canonicalNames = new Map<string, string>();
/** Zones have old names and new ones. */
const canonical = (zone: string): string => {
  const known = canonicalNames.get(zone) ?? new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  canonicalNames.set(zone, known);
  return known;
};
