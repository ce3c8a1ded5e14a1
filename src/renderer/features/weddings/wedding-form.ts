import type { EventInput, WeddingCard } from "#shared/api/weddings.ts";

/** One event as it is typed. An end at or before the start is on the next day: a dinner until 01:00. */
export interface EventRow {
  /** For React only; the id of an event that exists, otherwise made here. */
  readonly key: string;
  readonly id: string | null;
  readonly name: string;
  /** Empty: the wedding's day. */
  readonly day: string;
  readonly start: string;
  /** Empty: not told. */
  readonly end: string;
  /** Days from start to end as they were stored; null once a person changed one of them. */
  readonly span: number | null;
  /** Empty: the venue. */
  readonly place: string;
}

export interface WeddingForm {
  readonly name: string;
  readonly date: string;
  readonly venueName: string;
  readonly zone: string;
  /** The first is used for guests whose language nobody knows. */
  readonly languages: readonly string[];
  /** Empty: none. */
  readonly rsvpDeadline: string;
  /** Null until a person has chosen: it can never be changed later. */
  readonly practice: boolean | null;
  readonly events: readonly EventRow[];
}

export const blankEvent = (key: string, name = ""): EventRow => ({
  key,
  id: null,
  name,
  day: "",
  start: "",
  end: "",
  span: null,
  place: "",
});

export const blankForm = (zone: string, language: string): WeddingForm => ({
  name: "",
  date: "",
  venueName: "",
  zone,
  languages: [language],
  rsvpDeadline: "",
  practice: null,
  events: [{ ...blankEvent("first", "Ceremony"), start: "15:00" }],
});

export const formOf = (card: WeddingCard): WeddingForm => ({
  name: card.name,
  date: card.date,
  venueName: card.venueName,
  zone: card.zone,
  languages: card.languages,
  rsvpDeadline: card.rsvpDeadline ?? "",
  practice: card.practice,
  events: card.events.map(({ id, name, startsAtLocal, endsAtLocal, place }) => ({
    key: id,
    id,
    name,
    day: startsAtLocal.slice(0, 10),
    start: startsAtLocal.slice(11),
    end: endsAtLocal?.slice(11) ?? "",
    span: endsAtLocal === null ? null : daysBetween(startsAtLocal, endsAtLocal),
    place,
  })),
});

/** What a person still has to say, in the words of the labels. */
export const missingOf = (form: WeddingForm): string[] => {
  const gaps: [boolean, string][] = [
    [form.name.trim() === "", "whose wedding it is"],
    [form.date === "", "the day"],
    [form.zone === "", "the time zone"],
    [form.languages.length === 0, "a language"],
    [form.practice === null, "practice or real"],
    [form.events.length === 0, "an event"],
    [form.events.some(({ name }) => name.trim() === ""), "the event’s name"],
    [form.events.some(({ start }) => start === ""), "the event’s start"],
  ];
  return gaps.flatMap(([isMissing, words]) => (isMissing ? [words] : []));
};

export const detailsOf = ({ name, date, zone, venueName, languages, rsvpDeadline }: WeddingForm) => ({
  name: name.trim(),
  date,
  zone,
  venueName: venueName.trim(),
  languages: [...languages],
  rsvpDeadline: rsvpDeadline === "" ? null : rsvpDeadline,
});

export const eventOf = ({ name, day, start, end, span, place }: EventRow, { date, venueName }: WeddingForm): EventInput => {
  const startDay = day === "" ? date : day;
  return {
    name: name.trim(),
    startsAtLocal: `${startDay}T${start}`,
    endsAtLocal: end === "" ? null : `${dayAfter(startDay, span ?? (endsNextDay({ start, end }) ? 1 : 0))}T${end}`,
    place: place.trim() === "" ? venueName.trim() : place.trim(),
  };
};

export const endsNextDay = ({ start, end }: Pick<EventRow, "start" | "end">): boolean => end !== "" && start !== "" && end <= start;

const dayMs = 86_400_000;
const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to.slice(0, 10)}T00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00Z`)) / dayMs);
