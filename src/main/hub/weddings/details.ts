import type { z } from "zod";
import type { EventInput, weddingsContract } from "#shared/api/weddings.ts";
import type { Wedding, WeddingEvent } from "#shared/domain/index.ts";
import { UsherError } from "#shared/problem.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";

export type NewWedding = z.infer<NonNullable<(typeof weddingsContract.create)["~orpc"]["inputSchema"]>>;
export type WeddingEdit = z.infer<NonNullable<(typeof weddingsContract.save)["~orpc"]["inputSchema"]>>;

interface DetailsDeps {
  readonly collections: StoreCollections;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Its events come first: a wedding that shows is whole. */
export const createWedding = async ({ collections, clock, ids }: DetailsDeps, { events, ...input }: NewWedding): Promise<Wedding> => {
  assertZone(input.zone);
  events.forEach(assertOrder);
  const now = clock.now();
  const wedding: Wedding = {
    id: ids.next(),
    ...input,
    venueAddress: "",
    defaultLanguage: input.languages[0] ?? "en",
    sample: false,
    createdAt: now,
    updatedAt: now,
  };
  for (const event of events) await collections.events.insert({ id: ids.next(), weddingId: wedding.id, ...event, updatedAt: now });
  await collections.weddings.insert(wedding);
  return wedding;
};

/** What is already approved keeps its texts; everything later is told by the new details. */
export const saveWedding = async (
  { collections, clock, ids }: DetailsDeps,
  { weddingId, events, ...details }: WeddingEdit,
): Promise<Wedding> => {
  assertZone(details.zone);
  events.forEach(assertOrder);
  const document = await collections.weddings.findOne(weddingId).exec();
  if (document === null) {
    throw new UsherError({ code: "wedding-gone", sentence: "This wedding is no longer here.", nextStep: "Choose another wedding." });
  }
  const now = clock.now();
  const before = await collections.events.find({ selector: { weddingId } }).exec();
  const known = new Set(before.map(({ id }) => id));
  if (events.some(({ id }) => id !== null && !known.has(id))) {
    throw new UsherError({ code: "event-gone", sentence: "One of these events is no longer here.", nextStep: "Open the details again." });
  }
  const changed: WeddingEvent[] = [];
  const fresh: WeddingEvent[] = [];
  for (const { id, ...event } of events)
    (id === null ? fresh : changed).push({ id: id ?? ids.next(), weddingId, ...event, updatedAt: now });
  for (const event of [...changed, ...fresh]) await collections.events.incrementalUpsert(event);
  if (fresh.length > 0)
    await inviteTo(
      collections,
      weddingId,
      [...known],
      fresh.map(({ id }) => id),
      clock,
    );
  const saved = await document.incrementalModify((wedding) => ({
    ...wedding,
    ...details,
    defaultLanguage: details.languages.includes(wedding.defaultLanguage)
      ? wedding.defaultLanguage
      : (details.languages[0] ?? wedding.defaultLanguage),
    updatedAt: Math.max(now, wedding.updatedAt + 1),
  }));
  return saved.toMutableJSON();
};

const inviteTo = async (
  collections: StoreCollections,
  weddingId: string,
  known: readonly string[],
  fresh: readonly string[],
  clock: Clock,
): Promise<void> => {
  const guests = await collections.guests.find({ selector: { weddingId } }).exec();
  const invited = guests.filter(({ invitedTo }) => known.every((id) => invitedTo.includes(id)));
  const now = clock.now();
  // RxDB writes those that come together at once; other work has its turn in between.
  for (let start = 0; start < invited.length; start += guestsPerWrite) {
    await Promise.all(
      invited.slice(start, start + guestsPerWrite).map((guest) =>
        guest.incrementalModify((current) => ({
          ...current,
          invitedTo: [...new Set([...current.invitedTo, ...fresh])],
          updatedAt: Math.max(now, current.updatedAt + 1),
        })),
      ),
    );
    await clock.sleep(0);
  }
};

/** A few milliseconds for the store. */
const guestsPerWrite = 200;

const assertOrder = ({ name, startsAtLocal, endsAtLocal }: EventInput): void => {
  if (endsAtLocal !== null && endsAtLocal <= startsAtLocal) {
    throw new UsherError({
      code: "event-ends-early",
      sentence: `${name} ends before it starts.`,
      nextStep: "Choose a later end, also on the next day.",
    });
  }
};

const assertZone = (zone: string): void => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch (cause) {
    throw new UsherError(
      { code: "zone-unknown", sentence: "This time zone is not known here.", nextStep: "Choose a place such as Europe/Berlin." },
      { cause },
    );
  }
};
