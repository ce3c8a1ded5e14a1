const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** `today 14:05`, `24 November 14:05`. */
export const whenWords = (at: number, now: number): string => `${sameDay(at, now) ? "today" : day.format(at)} ${time.format(at)}`;

/** `24 December`. */
export const dayWords = (at: number): string => day.format(at);
