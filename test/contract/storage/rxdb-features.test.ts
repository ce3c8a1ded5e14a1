import { addRxPlugin, removeRxDatabase, type RxCollection } from "rxdb/plugins/core";
import { RxDBMigrationSchemaPlugin } from "rxdb/plugins/migration-schema";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { expect, test } from "vitest";
import { numbered, numberedUpTo, openHumans, storageAt } from "./collection-kit.ts";
import { plainHumanSchema, type Human } from "./contract-kit.ts";

addRxPlugin(RxDBMigrationSchemaPlugin);

test("a newer schema moves all documents over, and they stay moved", async () => {
  const old = await openHumans("migration.db");
  await old.humans.bulkInsert(numberedUpTo(300));
  await old.humans.findOne("human-0000").remove();
  await old.database.close();
  const newer = {
    schema: plainHumanSchema({ version: 1, properties: { mood: { type: "string" } } }),
    migrationStrategies: { 1: (document: Human) => ({ ...document, mood: "happy" }) },
  };
  for (let opening = 0; opening < 2; opening += 1) {
    const { database, humans } = await openHumans("migration.db", { collection: newer });
    expect(await humans.count().exec()).toBe(299);
    expect((await humans.findOne("human-0007").exec())?.toJSON()).toEqual({ ...numbered(7), mood: "happy" });
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
  await humans.bulkInsert([numbered(1), numbered(2), numbered(3), numbered(4)]);
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
  const document = await humans.insert(numbered(1));
  await Promise.all(Array.from({ length: 20 }, () => document.incrementalModify((data) => ({ ...data, age: data.age + 1 }))));
  expect((await humans.findOne(document.id).exec())?.age).toBe(21);
  await database.close();
});

test("a replica receives what changed, deletions too, and pushes its own changes back", async () => {
  const { database, humans } = await openHumans("main.db");
  await humans.bulkInsert(numberedUpTo(25));
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
  await replica.humans.insert(numbered(99));
  await replication.awaitInitialReplication();
  expect(await replica.humans.count().exec()).toBe(25);
  expect(await replica.humans.findOne("human-0003").exec()).toBeNull();
  expect(pushed).toEqual(["human-0099"]);
  await replica.database.close();
  await database.close();
});

test("a removed collection comes back empty, a removed database leaves nothing, even removed twice at once", async () => {
  const { database, humans } = await openHumans("remove.db");
  await humans.insert(numbered(1));
  await humans.remove();
  await database.addCollections({ humans: { schema: plainHumanSchema() } } as never);
  const again = database.collections["humans"] as unknown as RxCollection<Human>;
  expect(await again.count().exec()).toBe(0);
  await again.insert(numbered(2));
  await database.close();
  await Promise.all([removeRxDatabase("humans", storageAt("remove.db")), removeRxDatabase("humans", storageAt("remove.db"))]);
  const after = await openHumans("remove.db");
  expect(await after.humans.count().exec()).toBe(0);
  await after.database.close();
});
