import { getRxStorageNodeSqlite } from "#hub/store/sqlite-storage/index.ts";
import { randomDelayStorage, RXDB_VERSION } from "rxdb/plugins/core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { both, human, humanSchema, idsOf, insert, prepared, write, type Human } from "./contract-kit.ts";
import { freshName, openInstance, storages } from "./storage-pair.ts";

const folder = mkdtempSync(join(tmpdir(), "usher-storage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(both)("instances of $name", ({ storage }) => {
  test("of one database, collection and version share documents and changes", async () => {
    const wish = { schema: humanSchema(), databaseName: freshName() };
    const [one, two] = [await openInstance<Human>(storage(), wish), await openInstance<Human>(storage(), wish)];
    const heard: string[] = [];
    two.changeStream().subscribe(({ events }) => heard.push(...events.map(({ documentId }) => documentId)));
    await insert(one, human("a"));
    expect(heard).toEqual(["a"]);
    expect(await idsOf(two, {})).toEqual(["a"]);
    expect((await insert(two, human("a"))).error).toMatchObject([{ status: 409 }]);
    await one.close();
    expect(await idsOf(two, {})).toEqual(["a"]);
    await two.remove();
  });

  test("of another version, collection or database are apart", async () => {
    const databaseName = freshName();
    const one = await openInstance<Human>(storage(), { schema: humanSchema(), databaseName });
    const others = [
      await openInstance<Human>(storage(), { schema: humanSchema({ version: 1 }), databaseName }),
      await openInstance<Human>(storage(), { schema: humanSchema(), databaseName, collectionName: "others" }),
      await openInstance<Human>(storage(), { schema: humanSchema() }),
    ];
    await insert(one, human("a"));
    for (const other of others) {
      expect(await idsOf(other, {})).toEqual([]);
      await other.remove();
    }
    expect(await idsOf(one, {})).toEqual(["a"]);
    await one.remove();
  });

  test("close as often as asked and are gone after removal", async () => {
    const wish = { schema: humanSchema(), databaseName: freshName() };
    const one = await openInstance<Human>(storage(), wish);
    const two = await openInstance<Human>(storage(), wish);
    await insert(one, human("a"));
    await one.remove();
    await one.close();
    await expect(async () => insert(two, human("b"))).rejects.toThrow(/removed/);
    await two.close();
    await two.close();
    const three = await openInstance<Human>(storage(), wish);
    expect(await three.findDocumentsById(["a"], true)).toEqual([]);
    await three.remove();
  });

  test("refuse schemas that a wrapper should have taken care of", async () => {
    const broken = [
      { keyCompression: true },
      { encrypted: ["name"] },
      { attachments: { encrypted: true } },
      { attachments: { compression: "gzip" } },
    ];
    for (const extra of broken) {
      await expect(async () => openInstance<Human>(storage(), { schema: humanSchema(extra) })).rejects.toThrow(/UT[567]/);
    }
  });

  test("purge tombstones that are old enough, and nothing else", async () => {
    const instance = await openInstance<Human>(storage(), { schema: humanSchema() });
    const isoNow = Date.parse(new Date().toISOString());
    await insert(
      instance,
      human("old", { deleted: true, lwt: 1_000 }),
      human("fresh", { deleted: true, lwt: isoNow }),
      human("alive", { lwt: 1_000 }),
    );
    expect(await instance.cleanup(60_000)).toBe(true);
    const left = await instance.findDocumentsById(["old", "fresh", "alive"], true);
    expect(left.map(({ id }) => id).sort()).toEqual(["alive", "fresh"]);
    await instance.remove();
  });
});

describe("our storage", () => {
  test("says which RxDB version it is made for, and has a name of its own for each file", () => {
    expect(storages.sqlite()).toMatchObject({ name: "node-sqlite", rxdbVersion: RXDB_VERSION });
    const names = ["a.db", "b.db"].map((file) => getRxStorageNodeSqlite({ path: join(folder, file) }).name);
    expect(new Set(names).size).toBe(2);
  });

  test("is removed by two instances at the same time", async () => {
    const wish = { schema: humanSchema(), databaseName: freshName() };
    const [one, two] = [await openInstance<Human>(storages.sqlite(), wish), await openInstance<Human>(storages.sqlite(), wish)];
    await insert(one, human("a"));
    await Promise.all([one.remove(), two.remove()]);
    const after = await openInstance<Human>(storages.sqlite(), wish);
    expect(await idsOf(after, {})).toEqual([]);
    await after.remove();
  });

  test("hears no more of other instances once it is closed, and ends what listens to it", async () => {
    const wish = { schema: humanSchema(), databaseName: freshName() };
    const [one, two] = [await openInstance<Human>(storages.sqlite(), wish), await openInstance<Human>(storages.sqlite(), wish)];
    const heard: string[] = [];
    let ended = false;
    one.changeStream().subscribe({
      next: ({ events }) => heard.push(...events.map(({ documentId }) => documentId)),
      complete: () => {
        ended = true;
      },
    });
    await insert(two, human("a"));
    await one.close();
    await insert(two, human("b"));
    expect({ heard, ended }).toEqual({ heard: ["a"], ended: true });
    await two.remove();
  });

  test("refuses every call after closing", async () => {
    const instance = await openInstance<Human>(storages.sqlite(), { schema: humanSchema() });
    await instance.close();
    await expect(insert(instance, human("a"))).rejects.toThrow(/closed/);
    await expect(instance.query(prepared({}))).rejects.toThrow(/closed/);
    await expect(instance.remove()).rejects.toThrow(/closed/);
  });

  test("finishes running writes before it closes", async () => {
    const path = join(folder, "closing.db");
    const wish = { schema: humanSchema({ attachments: {} }), databaseName: "db" };
    const instance = await openInstance<Human>(getRxStorageNodeSqlite({ path }), wish);
    const photo = { data: new Blob(["x".repeat(500_000)]), digest: "d", length: 500_000, type: "text/plain" };
    const writing = insert(instance, { ...human("a"), _attachments: { photo } });
    await instance.close();
    expect((await writing).error).toEqual([]);
    const again = await openInstance<Human>(getRxStorageNodeSqlite({ path }), wish);
    expect(await idsOf(again, {})).toEqual(["a"]);
    await again.close();
  });

  test("asks to be called again while more than a thousand old tombstones are left", async () => {
    const instance = await openInstance<Human>(storages.sqlite(), { schema: humanSchema() });
    await insert(instance, ...Array.from({ length: 1_500 }, (_, at) => human(`h${String(at)}`, { deleted: true })));
    expect(await instance.cleanup(0)).toBe(false);
    expect(await instance.cleanup(0)).toBe(true);
    expect((await instance.getChangedDocumentsSince?.(10))?.documents).toEqual([]);
    await instance.remove();
  });

  test("purges without a minimum age also what a clock, set back since, has in the future", async () => {
    const instance = await openInstance<Human>(storages.sqlite(), { schema: humanSchema() });
    const inAnHour = Date.parse(new Date().toISOString()) + 3_600_000;
    await insert(instance, human("gone", { deleted: true, lwt: inAnHour }), human("alive", { lwt: inAnHour }));
    await instance.cleanup(1);
    expect(await instance.findDocumentsById(["gone"], true)).toHaveLength(1);
    await instance.cleanup(0);
    expect((await instance.findDocumentsById(["gone", "alive"], true)).map(({ id }) => id)).toEqual(["alive"]);
    await instance.remove();
  });

  test("pages through its changes behind RxDB's delaying storage, which calls that method without its instance", async () => {
    const delayed = randomDelayStorage({ storage: storages.sqlite(), delayTimeBefore: () => 0, delayTimeAfter: () => 0 });
    const instance = await openInstance<Human>(delayed, { schema: humanSchema() });
    await insert(instance, human("a"), human("b"));
    const first = await instance.getChangedDocumentsSince?.(1);
    const second = await instance.getChangedDocumentsSince?.(5, first?.checkpoint);
    expect([first, second].map((page) => page?.documents.map(({ id }) => id))).toEqual([["a"], ["b"]]);
    await instance.remove();
  });

  test("continues its sequence of changes after the file is opened again", async () => {
    const path = join(folder, "sequence.db");
    const wish = { schema: humanSchema(), databaseName: "db" };
    const first = await openInstance<Human>(getRxStorageNodeSqlite({ path }), wish);
    await insert(first, human("gone", { deleted: true }));
    const page = await first.getChangedDocumentsSince?.(10);
    await first.cleanup(0);
    await first.close();
    const second = await openInstance<Human>(getRxStorageNodeSqlite({ path }), wish);
    await insert(second, human("b"));
    const next = await second.getChangedDocumentsSince?.(10, page?.checkpoint);
    expect(next?.documents.map(({ id }) => id)).toEqual(["b"]);
    await second.close();
  });

  test("moves its documents when the same version asks for other indexes", async () => {
    const path = join(folder, "layout.db");
    const first = await openInstance<Human>(getRxStorageNodeSqlite({ path }), { schema: humanSchema(), databaseName: "db" });
    const document = human("a", { name: "！", age: 7 });
    await insert(first, document, human("b", { name: "🎉", age: 8 }), human("gone", { deleted: true }));
    const before = await first.getChangedDocumentsSince?.(10);
    await first.close();
    const schema = humanSchema({ indexes: ["name"] });
    const second = await openInstance<Human>(getRxStorageNodeSqlite({ path }), { schema, databaseName: "db" });
    const { documents } = await second.query(prepared({ sort: [{ name: "asc" }] }, schema));
    expect(documents.map(({ id }) => id)).toEqual(["b", "a"]);
    expect(await second.getChangedDocumentsSince?.(10)).toEqual(before);
    expect((await write(second, { previous: document, document: human("a", { age: 9 }) })).error).toEqual([]);
    await second.close();
  });
});
