import { readPhone } from "#shared/contact/phone-number.ts";
import table from "./phone-zones.json" with { type: "json" };

/** Digits of the longest prefix in the table. */
let prefixLengthMax = 0;
/** Prefixes of countries with several zones, each with those of its places; whole countries are not in it. */
const zonesOfPrefix = new Map<string, readonly string[]>();
for (const [zones, prefixes] of Object.entries(table.zones)) {
  for (const prefix of prefixes.split(" ")) {
    zonesOfPrefix.set(prefix, zones.split(" "));
    prefixLengthMax = Math.max(prefixLengthMax, prefix.length);
  }
}

/** The zones in which the owner of an E.164 number may be: of its area where the number tells, else of its country. Empty: nobody can tell. */
export const zonesOfNumber = (e164: string): readonly string[] => {
  const reading = readPhone(e164, "");
  if (!reading.ok) return [];
  const { country, lineType } = reading;
  const tellsArea = lineType !== "mobile" || countriesWithAreasInMobiles.has(country);
  return (tellsArea ? zonesOfArea(e164.slice(1)) : undefined) ?? zonesOfCountry(country);
};

/** Elsewhere a mobile number says nothing of a place (libphonenumber, `GEO_MOBILE_COUNTRIES`); North America's numbers are both. */
const countriesWithAreasInMobiles: ReadonlySet<string> = new Set(["AR", "BR", "MX"]);

const zonesOfArea = (digits: string): readonly string[] | undefined => {
  for (let length = Math.min(prefixLengthMax, digits.length); length > 0; length -= 1) {
    const zones = zonesOfPrefix.get(digits.slice(0, length));
    if (zones !== undefined) return zones;
  }
  return undefined;
};

/** `country` is two letters, or empty. */
export const zonesOfCountry = (country: string): readonly string[] =>
  country === "" ? [] : ((new Intl.Locale(`und-${country}`) as LocaleWithZones).getTimeZones() ?? []);

/** TypeScript does not know it yet. */
interface LocaleWithZones extends Intl.Locale {
  getTimeZones(): string[] | undefined;
}
