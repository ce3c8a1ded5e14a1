import { sampleGuest } from "#test/store/sample-rows.ts";
import { addRxPlugin, createRxDatabase } from "rxdb/plugins/core";
import { RxDBMigrationSchemaPlugin } from "rxdb/plugins/migration-schema";
import { RxDBDevModePlugin, disableWarnings } from "rxdb/plugins/dev-mode";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { collectionPlan, migrationsTo } from "./collections.ts";
import { openStore } from "./open-store.ts";

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "usher-store-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const guest = sampleGuest("guest-1");

test("a guest written before closing is read after the file is opened again", async () => {
  const path = join(folder(), "usher.db");
  const first = await openStore({ path });
  await first.collections.guests.insert(guest);
  await first.close();
  await first.close();
  const second = await openStore({ path });
  const found = await second.collections.guests.findOne("guest-1").exec();
  expect(found?.toJSON()).toEqual(guest);
  expect(await second.collections.guests.count({ selector: { weddingId: "wedding-1" } }).exec()).toBe(1);
  await second.close();
});

test("a second store in the same process is refused, and harms neither the first nor the next", async () => {
  const made = folder();
  const first = await openStore({ path: join(made, "1.db") });
  await expect(openStore({ path: join(made, "2.db") })).rejects.toThrow(/COL23/);
  await first.collections.guests.insert(guest);
  await first.close();
  const next = await openStore({ path: join(made, "2.db") });
  expect(await next.collections.guests.count().exec()).toBe(0);
  await next.close();
});

test("a document that breaks its schema is refused", async () => {
  const store = await openStore({ path: ":memory:" });
  await expect(store.collections.guests.insert({ ...guest, kind: 5 } as never)).rejects.toThrow(/VD2/);
  await store.close();
});

test("RxDB's strict mode accepts the schemas of all ten collections", async () => {
  disableWarnings();
  addRxPlugin(RxDBDevModePlugin);
  addRxPlugin(RxDBMigrationSchemaPlugin);
  const database = await createRxDatabase({
    name: "strict",
    storage: wrappedValidateAjvStorage({ storage: getRxStorageMemory() }),
    multiInstance: false,
  });
  const collections = await database.addCollections(
    Object.fromEntries(
      Object.entries(collectionPlan).map(([name, { schema }]) => [name, { schema, migrationStrategies: migrationsTo(schema.version) }]),
    ) as never,
  );
  expect(Object.keys(collections)).toHaveLength(10);
  await database.close();
});
