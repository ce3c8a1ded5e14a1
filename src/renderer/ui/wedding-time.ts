/** Words for instants, always in the wedding's zone (ux.md 3.1: never a time without knowing whose). */

const format = (zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(undefined, { timeZone: zone, hourCycle: "h23", ...options });

/** `14:05`, with the day in front when it is not today in that zone. */
export const shortTime = (at: number, zone: string, now: number): string => {
  const time = format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
  return dayOf(at, zone) === dayOf(now, zone)
    ? time
    : `${format(zone, { weekday: "short", day: "numeric", month: "short" }).format(at)}, ${time}`;
};

/** `24 Dec`: a day of the wedding's zone. */
export const shortDay = (at: number, zone: string): string => format(zone, { day: "numeric", month: "short" }).format(at);

/** `24 Nov 2026, 14:05:09.123 GMT+1`: for the tooltip of a short time. */
export const exactTime = (at: number, zone: string): string =>
  format(zone, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZoneName: "short",
  }).format(at);

/** `14:05:09`. */
export const secondTime = (at: number, zone: string): string =>
  format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);

/** `Berlin` of `Europe/Berlin`. */
export const zoneCity = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** `less than a minute`, `about 4 min`, `about 2 h 10 min`; rounded up, because a forecast that is a little late disappoints nobody. */
export const durationWords = (seconds: number): string => {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const rest = minutes % 60;
  return `about ${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
};

const dayOf = (at: number, zone: string): string => format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
