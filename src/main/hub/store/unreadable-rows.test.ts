import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleGuest, sampleMessage } from "#test/store/sample-rows.ts";
import { spoilRows } from "#test/store/spoil-rows.ts";
import { openStore, type Store } from "./open-store.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-unreadable-"));
  path = join(folder, "store.sqlite");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const spoil = (collection: string, id: string): void => void spoilRows(path, collection, id);
const kept = (): unknown[] => {
  const database = new DatabaseSync(path);
  const ids = database
    .prepare("SELECT id FROM unreadable")
    .all()
    .map(({ id }) => id);
  database.close();
  return ids;
};
const reopened = async (work: (store: Store) => Promise<void>): Promise<void> => {
  const store = await openStore({ path });
  await work(store);
  await store.close();
};

describe("a row of the store that cannot be read", () => {
  it("takes nobody else's with it, stays in the file, and can be written anew", async () => {
    await reopened(async ({ collections }) => {
      await collections.guests.bulkInsert(["g1", "g2", "g3"].map((id) => sampleGuest(id)));
    });
    spoil("guests", "g2");
    await reopened(async ({ collections }) => {
      const found = await collections.guests.find({ selector: { weddingId: "wedding-1" } }).exec();
      expect(found.map(({ id }) => id)).toEqual(["g1", "g3"]);
      await collections.guests.upsert(sampleGuest("g2"));
      expect(await collections.guests.count({ selector: { weddingId: "wedding-1" } }).exec()).toBe(3);
    });
    expect(kept()).toEqual(["g2"]);
  });

  it("leaves the census right where a collection has one", async () => {
    await reopened(async ({ collections }) => {
      await collections.messages.bulkInsert(["m1", "m2", "m3"].map((id) => sampleMessage(id)));
    });
    spoil("messages", "m2");
    await reopened(async ({ collections }) => {
      const { weddingId } = sampleMessage("m1");
      const found = await collections.messages
        .find({ selector: { weddingId }, sort: [{ updatedAt: "desc" }, { id: "asc" }], limit: 10 })
        .exec();
      expect(found.map(({ id }) => id)).toEqual(["m1", "m3"]);
    });
    await reopened(async ({ collections }) => {
      const { weddingId } = sampleMessage("m1");
      expect(await collections.messages.count({ selector: { weddingId } }).exec()).toBe(2);
      await collections.messages.upsert(sampleMessage("m2"));
      expect(await collections.messages.count({ selector: { weddingId } }).exec()).toBe(3);
    });
  });
});
