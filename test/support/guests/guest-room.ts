import { dirname, join } from "node:path";
import type { ImportReading } from "#shared/api/imports.ts";
import type { Guest, Household, Response } from "#shared/domain/index.ts";
import { createGuests, sampleWedding, type Guests, type SampleWedding } from "#hub/guests/index.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { createSystemIds } from "#hub/ports/system/system-ids.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";
import { openStore, type StoreCollections } from "#hub/store/index.ts";

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

/** The room without the sample: what a restart opens again. */
export interface BareRoom extends Pick<GuestRoom, "guests" | "collections" | "close"> {
  documentsOf(weddingId: string): ReturnType<GuestRoom["documents"]>;
}

export const openBareRoom = async (path: string, clock: Clock = createSystemClock()): Promise<BareRoom> => {
  const store = await openStore({ path });
  const { collections } = store;
  const historyPath = join(dirname(path), "history.sqlite");
  const guests = createGuests({ collections, historyPath, clock, ids: createSystemIds(), logger: silent });
  await guests.start();
  const all = async <Document extends { readonly id: string }>(
    name: "guests" | "households" | "responses",
    weddingId: string,
  ): Promise<Document[]> => {
    const found = await (collections[name] as unknown as { find(query: object): { exec(): Promise<{ toMutableJSON(): Document }[]> } })
      .find({ selector: { weddingId } })
      .exec();
    return found.map((one) => one.toMutableJSON()).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  };
  return {
    guests,
    collections,
    documentsOf: async (weddingId) => ({
      guests: await all("guests", weddingId),
      households: await all("households", weddingId),
      responses: await all("responses", weddingId),
    }),
    close: async () => {
      await guests.stop();
      await store.close();
    },
  };
};

/** The real room on a real store, with the sample wedding in it. */
export const openGuestRoom = async (path: string, clock: Clock = createSystemClock()): Promise<GuestRoom> => {
  const room = await openBareRoom(path, clock);
  const sample = sampleWedding({ clock, ids: createSystemIds() });
  await sample.insert(room.collections);
  const weddingId = sample.wedding.id;
  return { ...room, sample, weddingId, documents: () => room.documentsOf(weddingId) };
};

type Door = Pick<GuestRoom, "guests" | "weddingId">;

/** Hands a file over in pieces, as the screens do, and reads it. */
export const readList = async ({ guests, weddingId }: Door, content: string | Buffer): Promise<ImportReading> => {
  const bytes = Buffer.from(content as string);
  const { imports } = guests;
  const { importId, chunkBytes } = await imports.start({ weddingId, fileName: "list.csv", sizeBytes: bytes.length });
  for (let index = 0; index * chunkBytes < bytes.length; index += 1) {
    await imports.chunk({ importId, index, base64: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes).toString("base64") });
  }
  return imports.read({ importId });
};

interface Previewed {
  readonly reading: ImportReading;
  readonly importId: string;
  readonly counts: Awaited<ReturnType<Guests["imports"]["preview"]>>;
}

/** Reads a list and compares it with the columns as suggested; nothing is written before `commit`. */
export const previewList = async (door: Door, content: string | Buffer): Promise<Previewed> => {
  const reading = await readList(door, content);
  const { importId } = reading;
  const mapping = reading.columns.map(({ index, suggested }) => ({ index, field: suggested }));
  return { reading, importId, counts: await door.guests.imports.preview({ importId, mapping, defaultCountry: "DE" }) };
};
