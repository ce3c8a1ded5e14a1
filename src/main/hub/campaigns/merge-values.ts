import type { Guest, Household, Wedding, WeddingEvent } from "#shared/domain/index.ts";
import { dateWords, timeWords } from "./words.ts";

/** What the merge values of one guest are made from. */
export interface ValueSources {
  readonly wedding: Wedding;
  readonly events: ReadonlyMap<string, WeddingEvent>;
  readonly households: ReadonlyMap<string, Household>;
  /** Address of the guests' page; null when it has none yet. */
  readonly rsvpPageUrl: string | null;
}

type Source = (guest: Guest, language: string, sources: ValueSources) => string;

const firstEvent = (guest: Guest, { events }: ValueSources): WeddingEvent | undefined =>
  guest.invitedTo.flatMap((id) => events.get(id) ?? []).toSorted((a, b) => (a.startsAtLocal < b.startsAtLocal ? -1 : 1))[0];

const ofEvent =
  (part: (event: WeddingEvent, language: string) => string): Source =>
  (guest, language, sources) => {
    const event = firstEvent(guest, sources);
    return event === undefined ? "" : part(event, language);
  };

/** One entry per merge field; a test holds them equal. */
export const valueSources: Readonly<Record<string, Source>> = {
  "guest.first_name": (guest) => guest.givenName,
  "guest.last_name": (guest) => guest.familyName,
  "guest.full_name": (guest) => `${guest.givenName} ${guest.familyName}`.trim(),
  "guest.table": (guest) => guest.table,
  "household.name": (guest, _language, { households }) => households.get(guest.householdId)?.label ?? "",
  "couple.names": (_guest, _language, { wedding }) => wedding.name,
  "wedding.date": (_guest, language, { wedding }) => dateWords(wedding.date, language),
  "wedding.venue": (_guest, _language, { wedding }) => wedding.venueName,
  "wedding.address": (_guest, _language, { wedding }) => wedding.venueAddress,
  "event.name": ofEvent((event) => event.name),
  "event.date": ofEvent((event, language) => dateWords(event.startsAtLocal, language)),
  "event.time": ofEvent((event, language) => timeWords(event.startsAtLocal, language)),
  "event.place": ofEvent((event) => event.place),
  "rsvp.deadline": (_guest, language, { wedding }) => (wedding.rsvpDeadline === null ? "" : dateWords(wedding.rsvpDeadline, language)),
  "rsvp.link": (guest, _language, { households, rsvpPageUrl }) => {
    const token = households.get(guest.householdId)?.rsvpToken ?? "";
    return rsvpPageUrl === null || token === "" ? "" : `${rsvpPageUrl}#${token}`;
  },
};

/**
 * Dates are written as the guest's own language and country do (`de-CH`), as long as one of the texts is in that language;
 * a date in a language that the rest of the text is not in would be a riddle.
 */
export const dateLanguageOf = (guest: Pick<Guest, "language">, texts: readonly { readonly language: string }[]): string =>
  texts.some(({ language }) => baseOf(language) === baseOf(guest.language)) ? guest.language : (texts[0]?.language ?? guest.language);

const baseOf = (language: string): string => language.split("-")[0] ?? language;

/** Values of the fields that the texts use, and only of those: what is not said is not kept. */
export const valuesOf = (guest: Guest, language: string, fields: ReadonlySet<string>, sources: ValueSources): Record<string, string> =>
  Object.fromEntries([...fields].map((field) => [field, valueSources[field]?.(guest, language, sources).trim() ?? ""]));
