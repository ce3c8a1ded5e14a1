import type { WeddingCard } from "#shared/api/weddings.ts";
import type { Wedding } from "#shared/domain/index.ts";
import { liveValue } from "#hub/live/index.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { createWedding, saveWedding, type NewWedding, type WeddingEdit } from "./details.ts";

/** The sample's documents, made anew relative to today. */
export interface SampleDocuments {
  readonly wedding: Wedding;
  insert(collections: StoreCollections): Promise<void>;
}

export interface WeddingsDeps {
  readonly collections: StoreCollections;
  readonly sample: () => SampleDocuments;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface Weddings {
  list(signal?: AbortSignal): AsyncGenerator<WeddingCard[], void, void>;
  create(input: NewWedding): Promise<Wedding>;
  /** Refuses with `wedding-gone`, `event-gone`, `event-ends-early` or `zone-unknown`. */
  save(input: WeddingEdit): Promise<Wedding>;
  /** Makes the sample wedding when there is none; answers its id either way. */
  openSample(): Promise<{ weddingId: string }>;
}

/** The tenants of all data: which there are, and how many people each has. */
export const createWeddings = ({ collections, sample, clock, ids }: WeddingsDeps): Weddings => {
  let opening: Promise<{ weddingId: string }> | undefined;
  return {
    list: (signal) =>
      liveValue({ read: () => readCards(collections), subscribe: (changed) => subscribeCards(collections, changed) }, clock, signal),
    create: (input) => createWedding({ collections, clock, ids }, input),
    save: (input) => saveWedding({ collections, clock, ids }, input),
    openSample: () => {
      opening ??= openSample(collections, sample).finally(() => (opening = undefined));
      return opening;
    },
  };
};

const readCards = async (collections: StoreCollections): Promise<WeddingCard[]> => {
  const weddings = await collections.weddings.find().exec();
  return Promise.all(
    weddings
      .toSorted((a, b) => (a.date < b.date ? -1 : 1))
      .map(async (document) => {
        const selector = { weddingId: document.id };
        const [events, guestCount, householdCount] = await Promise.all([
          collections.events.find({ selector }).exec(),
          collections.guests.count({ selector }).exec(),
          collections.households.count({ selector }).exec(),
        ]);
        const sorted = events.map((event) => event.toMutableJSON()).toSorted((a, b) => (a.startsAtLocal < b.startsAtLocal ? -1 : 1));
        return { ...document.toMutableJSON(), events: sorted, guestCount, householdCount };
      }),
  );
};

const subscribeCards = (collections: StoreCollections, changed: () => void): (() => void) => {
  const subscriptions = [
    collections.weddings.$.subscribe(changed),
    collections.events.$.subscribe(changed),
    collections.guests.$.subscribe(changed),
    collections.households.$.subscribe(changed),
  ];
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
};

const openSample = async (collections: StoreCollections, sample: () => SampleDocuments): Promise<{ weddingId: string }> => {
  const weddings = await collections.weddings.find().exec();
  const known = weddings.find((wedding) => wedding.sample);
  if (known !== undefined) return { weddingId: known.id };
  const fresh = sample();
  await fresh.insert(collections);
  return { weddingId: fresh.wedding.id };
};
