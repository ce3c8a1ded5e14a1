import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRxDatabase, type RxJsonSchema } from "rxdb/plugins/core";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleGuest } from "#test/store/sample-rows.ts";
import { collectionPlan, migrationsTo } from "./collections.ts";
import { openStore } from "./open-store.ts";
import hashes from "./schema-hashes.json" with { type: "json" };
import { getRxStorageNodeSqlite } from "./sqlite-storage/index.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-versions-"));
  path = join(folder, "store.sqlite");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Name = keyof typeof collectionPlan;
const names = Object.keys(collectionPlan) as Name[];

/** Writes a file as another Usher would: each collection under the version and schema that `change` gives it. */
const writeAs = async (
  change: (schema: RxJsonSchema<object>) => RxJsonSchema<object>,
  documents: Partial<Record<Name, readonly object[]>>,
  also: Record<string, { schema: RxJsonSchema<object> }> = {},
): Promise<void> => {
  const database = await createRxDatabase({
    name: "usher",
    storage: wrappedValidateAjvStorage({ storage: getRxStorageNodeSqlite({ path, synchronous: "NORMAL" }) }),
    multiInstance: false,
  });
  const schemaOf = (name: Name): RxJsonSchema<object> => change(collectionPlan[name].schema as unknown as RxJsonSchema<object>);
  const plan = Object.fromEntries(
    names.map((name) => [name, { schema: schemaOf(name), migrationStrategies: migrationsTo(schemaOf(name).version) }]),
  );
  const collections = await database.addCollections({ ...plan, ...also } as never);
  for (const [name, rows] of Object.entries(documents)) {
    await collections[name]?.bulkInsert([...rows]);
  }
  await database.close();
};

/** As version 0 was: the same documents, and words of lists in the schema. */
const asVersion0 = (schema: RxJsonSchema<object>): RxJsonSchema<object> => ({
  ...schema,
  version: 0,
  properties: { ...schema.properties, ...("kind" in schema.properties ? { kind: { type: "string", enum: ["adult", "child"] } } : {}) },
});

describe("the schemas of the store", () => {
  it("have the hashes that are on record for their versions", async () => {
    const store = await openStore({ path: ":memory:" });
    const found: Record<string, object> = {};
    for (const name of names) {
      const { version, hash } = store.collections[name].schema;
      found[name] = { version, hash: await hash };
    }
    await store.close();
    expect(
      found,
      "A schema changed, so data folders that exist would not open. Raise its version in collections.ts, say there what becomes of older documents, and put the new hash into schema-hashes.json.",
    ).toEqual(hashes);
  });

  it("know no list of words, which would make each new word a new version", () => {
    expect(JSON.stringify(Object.values(collectionPlan).map(({ schema }) => schema))).not.toContain('"enum"');
  });
});

describe("a store file", () => {
  it("of an older version opens with every document, once and at the next start", async () => {
    const guests = Array.from({ length: 450 }, (_, at) => sampleGuest(`guest-${String(at)}`));
    await writeAs(asVersion0, { guests });
    for (const start of ["first", "second"]) {
      const store = await openStore({ path });
      const found = await store.collections.guests.find().exec();
      expect(
        found.map((guest) => guest.toJSON()).toSorted((a, b) => a.id.localeCompare(b.id)),
        start,
      ).toEqual(guests.toSorted((a, b) => a.id.localeCompare(b.id)));
      await store.close();
    }
  });

  it("of a newer version is refused, and is as it was", async () => {
    const newer = (schema: RxJsonSchema<object>): RxJsonSchema<object> => ({ ...schema, version: schema.version + 1 });
    await writeAs(newer, { guests: [sampleGuest("guest-1")] });
    await expect(openStore({ path })).rejects.toMatchObject({ problem: { code: "store-newer" } });
    await writeAs(newer, { guests: [sampleGuest("guest-2")] });
  });

  it("with a collection that only a newer Usher knows is refused", async () => {
    const { schema } = collectionPlan.templates;
    await writeAs((known) => known, {}, { seats: { schema: { ...(schema as unknown as RxJsonSchema<object>), version: 0 } } });
    await expect(openStore({ path })).rejects.toMatchObject({ problem: { code: "store-newer" } });
  });
});
