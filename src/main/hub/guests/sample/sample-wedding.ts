import { Temporal } from "temporal-polyfill";
import type { Guest, Household, Response, Wedding, WeddingEvent } from "#shared/domain/index.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { createChance } from "./chance.ts";
import { nameStocks } from "./names.ts";
import { samplePeople } from "./people.ts";
import { sampleResponses } from "./answers.ts";

export interface SampleDeps {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The documents of the sample wedding. */
export interface Sample {
  readonly wedding: Wedding;
  readonly events: readonly WeddingEvent[];
  readonly households: readonly Household[];
  readonly guests: readonly Guest[];
  readonly responses: readonly Response[];
}

export interface SampleWedding extends Sample {
  insert(collections: StoreCollections): Promise<void>;
}

const zone = "Europe/Paris";
/** The wedding is on the first Saturday that is at least this far away: time to invite, remind and seat. */
const daysAhead = 75;
const deadlineDaysBefore = 21;
/** Any number; another one makes another guest list. */
const seed = 20_270_612;

/**
 * Léa & Omar: about 480 guests in 12 languages, messy on purpose, dates relative to today. Apart from ids and dates it is
 * the same every time. Every address is at a reserved domain or in a number range kept for fiction.
 */
export const createSample = ({ clock, ids }: SampleDeps): Sample => {
  const now = clock.now();
  const wedding = sampleWeddingDocument(ids.next(), now);
  const events = sampleEvents(wedding, ids, now);
  const chance = createChance(seed);
  const { households, guests } = samplePeople({ wedding, events, chance, ids, now });
  return { wedding, events, households, guests, responses: sampleResponses(guests, events, chance, now) };
};

/** The sample, ready to be put into the store: the wedding last, so that a torn insert leaves no half wedding in the list. */
export const sampleWedding = (deps: SampleDeps): SampleWedding => {
  const sample = createSample(deps);
  return {
    ...sample,
    insert: async (collections) => {
      assertWritten(await collections.events.bulkInsert([...sample.events]));
      assertWritten(await collections.households.bulkInsert([...sample.households]));
      assertWritten(await collections.guests.bulkInsert([...sample.guests]));
      assertWritten(await collections.responses.bulkInsert([...sample.responses]));
      await collections.weddings.insert(sample.wedding);
    },
  };
};

const assertWritten = ({ error }: { readonly error: readonly unknown[] }): void => {
  if (error.length > 0) throw new Error(`${error.length} documents of the sample wedding were refused by the store`, { cause: error[0] });
};

const sampleWeddingDocument = (id: string, now: number): Wedding => {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const earliest = today.add({ days: daysAhead });
  const saturday = earliest.add({ days: (6 - earliest.dayOfWeek + 7) % 7 });
  return {
    id,
    name: "Léa & Omar",
    date: saturday.toString(),
    zone,
    venueName: "Domaine des Tilleuls",
    venueAddress: "1 allée des Tilleuls, 00000 Saint-Exemple",
    languages: nameStocks.map(({ language }) => language),
    defaultLanguage: "fr",
    rsvpDeadline: saturday.subtract({ days: deadlineDaysBefore }).toString(),
    practice: true,
    sample: true,
    createdAt: now,
    updatedAt: now,
  };
};

const sampleEvents = (wedding: Wedding, ids: Ids, now: number): WeddingEvent[] => {
  const date = Temporal.PlainDate.from(wedding.date);
  const event = (name: string, days: number, from: string, to: string, toDays = days, place = wedding.venueName): WeddingEvent => ({
    id: ids.next(),
    weddingId: wedding.id,
    name,
    startsAtLocal: `${date.add({ days }).toString()}T${from}`,
    endsAtLocal: `${date.add({ days: toDays }).toString()}T${to}`,
    place,
    updatedAt: now,
  });
  return [
    event("Ceremony", 0, "15:00", "16:00", 0, "Chapelle Saint-Exemple"),
    event("Dinner and dancing", 0, "18:30", "02:00", 1),
    event("Brunch", 1, "11:00", "14:00"),
  ];
};
