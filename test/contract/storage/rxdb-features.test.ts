import { getRxStorageNodeSqlite } from "#hub/store/sqlite-storage/index.ts";
import { addRxPlugin, createRxDatabase, removeRxDatabase, type RxCollection, type RxDatabase } from "rxdb/plugins/core";
import { RxDBMigrationSchemaPlugin } from "rxdb/plugins/migration-schema";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { plainHumanSchema, type Human } from "./contract-kit.ts";

addRxPlugin(RxDBMigrationSchemaPlugin);

const folder = mkdtempSync(join(tmpdir(), "usher-rxdb-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function openHumans(file: string, collection: object = { schema: plainHumanSchema() }) {
  const database: RxDatabase = await createRxDatabase({
    name: "humans",
    storage: wrappedValidateAjvStorage({ storage: storageAt(file) }),
    multiInstance: false,
    eventReduce: true,
  });
  await database.addCollections({ humans: collection } as never);
  return { database, humans: database.collections["humans"] as unknown as RxCollection<Human> };
}

const storageAt = (file: string) => getRxStorageNodeSqlite({ path: join(folder, file) });
const human = (at: number): Human => ({ id: `human-${String(at).padStart(4, "0")}`, name: `Name ${String(at)}`, age: at % 100 });

test("a newer schema moves all documents over, and they stay moved", async () => {
  const old = await openHumans("migration.db");
  await old.humans.bulkInsert(Array.from({ length: 300 }, (_, at) => human(at)));
  await old.humans.findOne("human-0000").remove();
  await old.database.close();
  const newer = {
    schema: plainHumanSchema({ version: 1, properties: { mood: { type: "string" } } }),
    migrationStrategies: { 1: (document: Human) => ({ ...document, mood: "happy" }) },
  };
  for (let opening = 0; opening < 2; opening += 1) {
    const { database, humans } = await openHumans("migration.db", newer);
    expect(await humans.count().exec()).toBe(299);
    expect((await humans.findOne("human-0007").exec())?.toJSON()).toEqual({ ...human(7), mood: "happy" });
    await database.close();
  }
});

test("a live query follows writes, patches and removals", async () => {
  const { database, humans } = await openHumans("live.db");
  const seen: string[] = [];
  const listening = humans
    .find({ selector: { age: { $gte: 2 } }, sort: [{ age: "desc" }], limit: 2 })
    .$.subscribe((found) => seen.push(found.map(({ id }) => id.slice(-1)).join("")));
  const settled = async (wanted: string) => {
    await expect.poll(() => seen.at(-1)).toBe(wanted);
  };
  await settled("");
  await humans.bulkInsert([human(1), human(2), human(3), human(4)]);
  await settled("43");
  await humans.findOne("human-0001").incrementalPatch({ age: 50 });
  await settled("14");
  await humans.findOne("human-0004").remove();
  await settled("13");
  listening.unsubscribe();
  await database.close();
});

test("two patches at once are both kept", async () => {
  const { database, humans } = await openHumans("patches.db");
  const document = await humans.insert(human(1));
  await Promise.all(Array.from({ length: 20 }, () => document.incrementalModify((data) => ({ ...data, age: data.age + 1 }))));
  expect((await humans.findOne(document.id).exec())?.age).toBe(21);
  await database.close();
});

test("a replica receives what changed, deletions too, and pushes its own changes back", async () => {
  const { database, humans } = await openHumans("main.db");
  await humans.bulkInsert(Array.from({ length: 25 }, (_, at) => human(at)));
  await humans.findOne("human-0003").remove();
  const replica = await openHumans("replica.db");
  const pushed: string[] = [];
  const replication = replicateRxCollection<Human, unknown>({
    collection: replica.humans,
    replicationIdentifier: "main",
    live: false,
    pull: {
      batchSize: 10,
      handler: async (checkpoint, batchSize) => {
        const page = await humans.storageInstance.getChangedDocumentsSince?.(batchSize, checkpoint);
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
  await replica.humans.insert(human(99));
  await replication.awaitInitialReplication();
  expect(await replica.humans.count().exec()).toBe(25);
  expect(await replica.humans.findOne("human-0003").exec()).toBeNull();
  expect(pushed).toEqual(["human-0099"]);
  await replica.database.close();
  await database.close();
});

test("a removed collection comes back empty, a removed database leaves nothing, even removed twice at once", async () => {
  const { database, humans } = await openHumans("remove.db");
  await humans.insert(human(1));
  await humans.remove();
  await database.addCollections({ humans: { schema: plainHumanSchema() } } as never);
  const again = database.collections["humans"] as unknown as RxCollection<Human>;
  expect(await again.count().exec()).toBe(0);
  await again.insert(human(2));
  await database.close();
  await Promise.all([removeRxDatabase("humans", storageAt("remove.db")), removeRxDatabase("humans", storageAt("remove.db"))]);
  const after = await openHumans("remove.db");
  expect(await after.humans.count().exec()).toBe(0);
  await after.database.close();
});
