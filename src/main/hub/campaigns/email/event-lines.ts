import type { WeddingEvent } from "#shared/domain/index.ts";
import { dateWords, timeWords } from "../words.ts";

export interface EventContext {
  readonly language: string;
  readonly events: ReadonlyMap<string, WeddingEvent>;
}

/** The three lines of an event card with tags; without a fixed event it is the first one that the guest is invited to. */
export const eventLines = (eventId: string | null, { events, language }: EventContext): readonly [string, string, string] => {
  const event = eventId === null ? undefined : events.get(eventId);
  if (event === undefined) return ["{{ event.name }}", "{{ event.date }} · {{ event.time }}", "{{ event.place }}"];
  const when = `${dateWords(event.startsAtLocal, language)} · ${timeWords(event.startsAtLocal, language)}`;
  return [withoutTags(event.name), withoutTags(when), withoutTags(event.place)];
};

/** What people typed elsewhere (an event's name) must not turn into tags here. */
const withoutTags = (text: string): string => text.replaceAll(/[{}]/g, "");
