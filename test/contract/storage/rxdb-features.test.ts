import { getRxStorageNodeSqlite } from "#hub/store/sqlite-storage/index.ts";
import { addRxPlugin, createRxDatabase, removeRxDatabase, type RxCollection, type RxDatabase } from "rxdb/plugins/core";
import { RxDBMigrationSchemaPlugin } from "rxdb/plugins/migration-schema";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

addRxPlugin(RxDBMigrationSchemaPlugin);

interface Song {
  id: string;
  title: string;
  plays: number;
}

const folder = mkdtempSync(join(tmpdir(), "usher-rxdb-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const songSchema = (version: number, more: object = {}) => ({
  version,
  primaryKey: "id",
  type: "object",
  properties: {
    id: { type: "string", maxLength: 40 },
    title: { type: "string", maxLength: 40 },
    plays: { type: "integer", minimum: 0, maximum: 1_000, multipleOf: 1 },
    ...more,
  },
  required: ["id", "title", "plays"],
  indexes: ["plays"],
});

async function openSongs(file: string, collection: object = { schema: songSchema(0) }) {
  const database: RxDatabase = await createRxDatabase({
    name: "songs",
    storage: wrappedValidateAjvStorage({ storage: storageAt(file) }),
    multiInstance: false,
    eventReduce: true,
  });
  await database.addCollections({ songs: collection } as never);
  return { database, songs: database.collections["songs"] as unknown as RxCollection<Song> };
}

const storageAt = (file: string) => getRxStorageNodeSqlite({ path: join(folder, file) });
const song = (at: number): Song => ({ id: `song-${String(at).padStart(4, "0")}`, title: `Waltz ${String(at)}`, plays: at % 100 });

test("a newer schema moves all documents over, and they stay moved", async () => {
  const old = await openSongs("migration.db");
  await old.songs.bulkInsert(Array.from({ length: 300 }, (_, at) => song(at)));
  await old.songs.findOne("song-0000").remove();
  await old.database.close();
  const newer = {
    schema: songSchema(1, { mood: { type: "string" } }),
    migrationStrategies: { 1: (document: Song) => ({ ...document, mood: "happy" }) },
  };
  for (let opening = 0; opening < 2; opening += 1) {
    const { database, songs } = await openSongs("migration.db", newer);
    expect(await songs.count().exec()).toBe(299);
    expect((await songs.findOne("song-0007").exec())?.toJSON()).toEqual({ ...song(7), mood: "happy" });
    await database.close();
  }
});

test("a live query follows writes, patches and removals", async () => {
  const { database, songs } = await openSongs("live.db");
  const seen: string[] = [];
  const listening = songs
    .find({ selector: { plays: { $gte: 2 } }, sort: [{ plays: "desc" }], limit: 2 })
    .$.subscribe((found) => seen.push(found.map(({ id }) => id.slice(-1)).join("")));
  const settled = async (wanted: string) => {
    await expect.poll(() => seen.at(-1)).toBe(wanted);
  };
  await settled("");
  await songs.bulkInsert([song(1), song(2), song(3), song(4)]);
  await settled("43");
  await songs.findOne("song-0001").incrementalPatch({ plays: 50 });
  await settled("14");
  await songs.findOne("song-0004").remove();
  await settled("13");
  listening.unsubscribe();
  await database.close();
});

test("two patches at once are both kept", async () => {
  const { database, songs } = await openSongs("patches.db");
  const document = await songs.insert(song(1));
  await Promise.all(Array.from({ length: 20 }, () => document.incrementalModify((data) => ({ ...data, plays: data.plays + 1 }))));
  expect((await songs.findOne(document.id).exec())?.plays).toBe(21);
  await database.close();
});

test("a replica receives what changed, deletions too, and pushes its own changes back", async () => {
  const { database, songs } = await openSongs("main.db");
  await songs.bulkInsert(Array.from({ length: 25 }, (_, at) => song(at)));
  await songs.findOne("song-0003").remove();
  const replica = await openSongs("replica.db");
  const pushed: string[] = [];
  const replication = replicateRxCollection<Song, unknown>({
    collection: replica.songs,
    replicationIdentifier: "main",
    live: false,
    pull: {
      batchSize: 10,
      handler: async (checkpoint, batchSize) => {
        const page = await songs.storageInstance.getChangedDocumentsSince?.(batchSize, checkpoint);
        return { documents: page?.documents ?? [], checkpoint: page?.checkpoint as unknown };
      },
    },
    push: {
      batchSize: 10,
      handler: async (rows) => {
        pushed.push(...rows.map(({ newDocumentState }) => newDocumentState.id));
        return [];
      },
    },
  });
  await replica.songs.insert(song(99));
  await replication.awaitInitialReplication();
  expect(await replica.songs.count().exec()).toBe(25);
  expect(await replica.songs.findOne("song-0003").exec()).toBeNull();
  expect(pushed).toEqual(["song-0099"]);
  await replica.database.close();
  await database.close();
});

test("a removed collection comes back empty, a removed database leaves nothing, even removed twice at once", async () => {
  const { database, songs } = await openSongs("remove.db");
  await songs.insert(song(1));
  await songs.remove();
  await database.addCollections({ songs: { schema: songSchema(0) } } as never);
  const again = database.collections["songs"] as unknown as RxCollection<Song>;
  expect(await again.count().exec()).toBe(0);
  await again.insert(song(2));
  await database.close();
  await Promise.all([removeRxDatabase("songs", storageAt("remove.db")), removeRxDatabase("songs", storageAt("remove.db"))]);
  const after = await openSongs("remove.db");
  expect(await after.songs.count().exec()).toBe(0);
  await after.database.close();
});
