import { isKnownZone } from "./zoned.ts";
import { foldText } from "../contact/fold-text.ts";

const placeOf = (zone: string): string => foldText((zone.split("/").at(-1) ?? zone).replaceAll("_", " "));

/** Zones by their whole name and by their place; where two have the same place, by the whole name alone. */
const zonesByName = (): ReadonlyMap<string, string> => {
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const byPlace = Map.groupBy(zones, placeOf);
  return new Map([
    ...[...byPlace].flatMap(([place, [zone = "", ...others]]) => (others.length === 0 ? [[place, zone] as const] : [])),
    ...zones.map((zone) => [foldText(zone.replaceAll("_", " ")), zone] as const),
  ]);
};

let known: ReadonlyMap<string, string> | undefined;

/** The IANA zone that a person means by `Europe/Berlin`, `america/new york` or `Tokyo`; undefined when nobody can tell. */
export const readZone = (text: string): string | undefined => {
  known ??= zonesByName();
  return known.get(foldText(text.trim().replaceAll("_", " "))) ?? otherName(text.trim().replaceAll(" ", "_"));
};

/** Zones have had several names; this runtime lists one of each. */
const otherName = (name: string): string | undefined =>
  name.includes("/") && isKnownZone(name) ? new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone : undefined;
