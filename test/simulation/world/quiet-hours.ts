import type { Intent } from "#shared/message/ledger-rows.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  formats.set(zone, made);
  return made;
};

/** The guest's wall clock, as the platform's own calendar says it. */
const minutesOf = (at: number, zone: string): number => {
  const [hours = "0", minutes = "0"] = formatOf(zone).format(at).split(":");
  return Number(hours) * 60 + Number(minutes);
};

const opens = 9 * 60;
const closes = 20 * 60;

/** S11, said without the product's calendar: from eight in the evening to nine in the morning. */
export const isQuietAt = (at: number, { quietZone }: Pick<Intent, "quietZone">): boolean => {
  const minutes = minutesOf(at, quietZone);
  return minutes < opens || minutes >= closes;
};
