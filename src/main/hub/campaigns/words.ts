import { Temporal } from "temporal-polyfill";
import type { Channel } from "#shared/domain/fields.ts";
import type { Guest } from "#shared/domain/index.ts";

const rightToLeft = new Set(["ar", "he", "fa", "ur", "ps", "yi", "dv", "ckb", "sd"]);
export const isRightToLeft = (language: string): boolean => rightToLeft.has(language.split("-")[0] ?? "");

const known = new Map<string, Intl.DateTimeFormat>();
/** Formatters are slow to make and few: one per language and kind. */
const formatter = (language: string, kind: "date" | "time"): Intl.DateTimeFormat => {
  const key = `${kind} ${language}`;
  const made =
    known.get(key) ??
    new Intl.DateTimeFormat([language, "en"], {
      timeZone: "UTC",
      ...(kind === "date" ? { weekday: "long", day: "numeric", month: "long", year: "numeric" } : { hour: "2-digit", minute: "2-digit" }),
    });
  known.set(key, made);
  return made;
};

// Wall-clock time is formatted as if it were UTC: no zone can move it.
const asUtc = (local: string): number => Temporal.PlainDateTime.from(local).toZonedDateTime("UTC").epochMilliseconds;

/** A wedding has a handful of dates, times its languages; ten thousand guests ask for the same ones. */
const wordsMax = 500;
const remembered = new Map<string, string>();
const inWords = (local: string, language: string, kind: "date" | "time"): string => {
  const key = `${kind} ${language} ${local}`;
  const found = remembered.get(key);
  if (found !== undefined) return found;
  if (remembered.size >= wordsMax) remembered.clear();
  const words = formatter(language, kind).format(asUtc(local));
  remembered.set(key, words);
  return words;
};

/** `2027-06-12` or `2027-06-12T15:00` as a date in words. */
export const dateWords = (local: string, language: string): string => inWords(local, language, "date");
export const timeWords = (local: string, language: string): string => inWords(local, language, "time");

/** A moment as people of a zone read it: `Mon 1 Mar, 09:00`. */
export const instantWords = (instant: number, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })
    .format(instant)
    .replace(/^(\w+),/, "$1");

/** How a guest is called in lists; never empty. */
export const nameOf = (guest: Guest): string =>
  `${guest.givenName} ${guest.familyName}`.trim() || (guest.kind === "plus-one" ? "Unnamed plus-one" : "No name");

/** `1 person`, `3 people`. */
export const people = (count: number): string => (count === 1 ? "1 person" : `${count} people`);

const channelNames: Readonly<Record<Channel, string>> = { email: "Email", sms: "Text messages", push: "Pushes" };
export const channelWords = (channel: Channel): string => channelNames[channel];

const countryNames = new Intl.DisplayNames(["en"], { type: "region" });
/** Two letters as people say it; empty: a country that nobody can tell. */
export const countryWords = (country: string): string =>
  country === "" ? "numbers of no known country" : (countryNames.of(country) ?? country);

export const money = (cents: number, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency }).format(cents / 100);
