import { dirname, join } from "node:path";
import type { Guest, Household, Response } from "../../../src/shared/domain/index.ts";
import { createGuests, sampleWedding, type Guests, type SampleWedding } from "../../../src/main/hub/guests/index.ts";
import { createSystemClock } from "../../../src/main/hub/ports/system/system-clock.ts";
import { createSystemIds } from "../../../src/main/hub/ports/system/system-ids.ts";
import type { Logger } from "../../../src/main/hub/ports/index.ts";
import { openStore, type StoreCollections } from "../../../src/main/hub/store/index.ts";

export interface GuestRoom {
  readonly guests: Guests;
  readonly collections: StoreCollections;
  readonly sample: SampleWedding;
  readonly weddingId: string;
  /** Everything that guests' commands may write, in a fixed order. */
  documents(): Promise<{ guests: Guest[]; households: Household[]; responses: Response[] }>;
  close(): Promise<void>;
}

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, part: () => silent };

/** The real room on a real store, with the sample wedding in it. */
export const openGuestRoom = async (path: string): Promise<GuestRoom> => {
  const clock = createSystemClock();
  const ids = createSystemIds();
  const store = await openStore({ path });
  const { collections } = store;
  const guests = createGuests({ collections, historyPath: join(dirname(path), "history.sqlite"), clock, ids, logger: silent });
  await guests.start();
  const sample = sampleWedding({ clock, ids });
  await sample.insert(collections);
  const weddingId = sample.wedding.id;
  const all = async <Document extends { readonly id: string }>(name: "guests" | "households" | "responses"): Promise<Document[]> => {
    const found = await (collections[name] as unknown as { find(query: object): { exec(): Promise<{ toMutableJSON(): Document }[]> } })
      .find({ selector: { weddingId } })
      .exec();
    return found.map((one) => one.toMutableJSON()).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  };
  return {
    guests,
    collections,
    sample,
    weddingId,
    documents: async () => ({ guests: await all("guests"), households: await all("households"), responses: await all("responses") }),
    close: async () => {
      await guests.stop();
      await store.close();
    },
  };
};
