import { addRxPlugin, randomDelayStorage } from "rxdb/plugins/core";
import { RxDBAttachmentsPlugin } from "rxdb/plugins/attachments";
import { RxDBCleanupPlugin } from "rxdb/plugins/cleanup";
import { wrappedKeyCompressionStorage } from "rxdb/plugins/key-compression";
import { RxDBMigrationSchemaPlugin } from "rxdb/plugins/migration-schema";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { exposeRxStorageRemote, getRxStorageRemote } from "rxdb/plugins/storage-remote";
import { Subject } from "rxjs";
import { expect, test } from "vitest";
import { numbered, numberedUpTo, openHumans } from "./collection-kit.ts";
import { plainHumanSchema, type Human } from "./contract-kit.ts";

const plugins = [RxDBAttachmentsPlugin, RxDBCleanupPlugin, RxDBMigrationSchemaPlugin];
for (const plugin of plugins) addRxPlugin(plugin);

const text = (words: string) => new Blob([words], { type: "text/plain" });

test("shortened keys are queried, sorted and counted like the long ones", async () => {
  const { database, humans } = await openHumans("short.db", {
    collection: { schema: plainHumanSchema({ keyCompression: true }) },
    wrap: (storage) => wrappedKeyCompressionStorage({ storage }),
  });
  await humans.bulkInsert(numberedUpTo(20));
  const found = await humans.find({ selector: { age: { $gte: 17 } }, sort: [{ age: "desc" }] }).exec();
  expect(found.map(({ age }) => age)).toEqual([19, 18, 17]);
  expect(await humans.count({ selector: { name: { $regex: "^Name 1" } } }).exec()).toBe(11);
  await database.close();
});

test("attachments follow their document through a migration and go with the collection", async () => {
  const old = await openHumans("album.db", { collection: { schema: plainHumanSchema({ attachments: {} }) } });
  const kept = await old.humans.insert(numbered(1));
  await Promise.all(
    ["a", "b", "c"].map((id) => kept.incrementalPatch({}).then(() => kept.putAttachment({ id, data: text(id), type: "text/plain" }))),
  );
  await kept.getLatest().getAttachment("b")?.remove();
  await old.database.close();
  const schema = plainHumanSchema({ version: 1, attachments: {}, properties: { mood: { type: "string" } } });
  const collection = { schema, migrationStrategies: { 1: (document: Human) => ({ ...document, mood: "happy" }) } };
  const { database, humans } = await openHumans("album.db", { collection });
  const moved = await humans.findOne().exec(true);
  const all = moved.allAttachments();
  expect(await Promise.all(all.map(async (attachment) => [attachment.id, await attachment.getStringData()]))).toEqual([
    ["a", "a"],
    ["c", "c"],
  ]);
  await humans.remove();
  await database.addCollections({ humans: collection } as never);
  const { storageInstance } = database.collections["humans"] as typeof humans;
  await expect(storageInstance.getAttachmentData(moved.id, "a", all[0]?.digest ?? "")).rejects.toThrow(/does not exist/);
  await database.close();
});

test("a push that starts again after the file was closed sends what changed since, and nothing twice", async () => {
  const pushed: string[] = [];
  const pushAll = async (humans: Awaited<ReturnType<typeof openHumans>>["humans"]) => {
    const handler = async (rows: { newDocumentState: Human }[]) => {
      pushed.push(...rows.map(({ newDocumentState }) => newDocumentState.id));
      return [];
    };
    const replication = replicateRxCollection<Human, unknown>({
      collection: humans,
      replicationIdentifier: "cloud",
      live: false,
      push: { batchSize: 7, handler },
    });
    await replication.awaitInitialReplication();
  };
  const first = await openHumans("resumed.db");
  await first.humans.bulkInsert(numberedUpTo(30));
  await pushAll(first.humans);
  expect(pushed.splice(0)).toHaveLength(30);
  await first.humans.findOne("human-0003").remove();
  await first.humans.insert(numbered(40));
  await first.database.close();
  const second = await openHumans("resumed.db");
  await pushAll(second.humans);
  expect(pushed.sort()).toEqual(["human-0003", "human-0040"]);
  await second.database.close();
});

test("a purged document may come back under its id", async () => {
  const { database, humans } = await openHumans("purge.db");
  for (let life = 0; life < 3; life += 1) {
    await humans.insert({ ...numbered(1), age: life });
    expect((await humans.findOne("human-0001").exec())?.age).toBe(life);
    await humans.findOne("human-0001").remove();
    await humans.cleanup(0);
    expect(await humans.storageInstance.findDocumentsById(["human-0001"], true)).toEqual([]);
  }
  await database.close();
});

test("a replica behind delays and a storage behind messages both end with what the main one has", async () => {
  const [asked, answered] = [new Subject<never>(), new Subject<never>()];
  const channel = async () => ({ messages$: answered, send: (message: never) => asked.next(message), close: async () => undefined });
  const main = await openHumans("distant.db", {
    wrap: (storage) => {
      exposeRxStorageRemote({ storage, messages$: asked, send: (message) => answered.next(message as never) });
      return getRxStorageRemote({ identifier: "distant", mode: "storage", messageChannelCreator: channel });
    },
  });
  await main.humans.bulkInsert(numberedUpTo(25));
  await main.humans.findOne("human-0007").remove();
  const delay = () => 1;
  const replica = await openHumans("delayed.db", {
    wrap: (storage) => randomDelayStorage({ storage, delayTimeBefore: delay, delayTimeAfter: delay }),
  });
  const source = main.humans.storageInstance;
  const replication = replicateRxCollection<Human, unknown>({
    collection: replica.humans,
    replicationIdentifier: "distant",
    live: false,
    pull: {
      batchSize: 10,
      handler: async (checkpoint, batchSize) => {
        const page = await source.getChangedDocumentsSince?.(batchSize, checkpoint);
        return { documents: page?.documents ?? [], checkpoint: page?.checkpoint as unknown };
      },
    },
  });
  await replication.awaitInitialReplication();
  const [expected, found] = await Promise.all([main, replica].map(({ humans }) => humans.find({ sort: [{ age: "asc" }] }).exec()));
  expect(found?.map((document) => document.toJSON())).toEqual(expected?.map((document) => document.toJSON()));
  expect(found).toHaveLength(24);
  await replica.database.close();
  await main.database.close();
});
