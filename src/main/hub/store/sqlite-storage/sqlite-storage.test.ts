import { fillWithDefaultSettings, normalizeMangoQuery, prepareQuery, type RxDocumentData, type RxJsonSchema } from "rxdb/plugins/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdConnection, type Connection } from "./connection.ts";
import { getRxStorageNodeSqlite } from "./index.ts";
import { compileSelector, compileSort } from "./mango-to-sql.ts";
import { holdStore, releaseStore, type StoreTable } from "./store-table.ts";
import type { SqliteInstanceOptions } from "./types.ts";

interface Chair {
  id: string;
  table: string;
  seat: number;
  taken: boolean;
  guest: { name: string };
  colours: string[];
}

const schema = fillWithDefaultSettings({
  version: 0,
  primaryKey: "id",
  type: "object",
  properties: {
    id: { type: "string", maxLength: 40 },
    table: { type: "string", maxLength: 40 },
    seat: { type: "number", minimum: 0, maximum: 100, multipleOf: 1 },
    taken: { type: "boolean" },
    guest: { type: "object", properties: { name: { type: "string" } } },
    colours: { type: "array", items: { type: "string" } },
  },
  required: ["id"],
  indexes: ["table", ["table", "seat"]],
} as never) as unknown as RxJsonSchema<RxDocumentData<Chair>>;

let connection: Connection;
let store: StoreTable;
beforeEach(() => {
  connection = holdConnection(":memory:");
  store = holdStore(connection, "unit", "chairs", schema as never);
});
afterEach(() => {
  releaseStore(connection, store);
  connection.release();
});

const open = (options: SqliteInstanceOptions = {}, collectionName = "chairs") =>
  getRxStorageNodeSqlite({ path: ":memory:" }).createStorageInstance<Chair>({
    databaseInstanceToken: "unit",
    databaseName: "unit",
    collectionName,
    schema,
    options,
    multiInstance: false,
    devMode: false,
  });

const chair = (id: string, fields: Partial<Chair> = {}): RxDocumentData<Chair> => ({
  id,
  table: "t1",
  seat: 1,
  taken: false,
  guest: { name: "Léa" },
  colours: [],
  ...fields,
  _deleted: false,
  _attachments: {},
  _rev: "1-x",
  _meta: { lwt: 1_000 },
});

test.each([
  [{ table: { $eq: "t1" } }, true],
  [{ seat: { $gte: 3, $lt: 7 } }, true],
  [{ taken: { $ne: true } }, true],
  [{ "guest.name": { $regex: "^L", $options: "i" } }, true],
  [{ "guest.name": { $in: ["Léa", null] } }, true],
  [{ $or: [{ table: { $eq: "t1" } }, { $and: [{ seat: { $nin: [1] } }] }] }, true],
  [{ "guest.name": { $gt: "L" } }, false],
  [{ colours: { $eq: "red" } }, false],
  [{ seat: { $mod: [2, 0] } }, false],
  [{ $nor: [{ table: { $eq: "t1" } }] }, false],
  [{ guest: { $eq: { name: "Léa" } } }, false],
])("SQL says all of %j: %s", (selector, isExact) => {
  expect(compileSelector(store, selector).exact).toBe(isExact);
});

test("an alternative that SQL cannot say leaves the whole choice open, in a conjunction only itself", () => {
  const unknown = { colours: { $size: 2 } };
  expect(compileSelector(store, { $or: [{ table: { $eq: "t1" } }, unknown] })).toEqual({ sql: undefined, values: [], exact: false });
  expect(compileSelector(store, { $and: [{ table: { $eq: "t1" } }, unknown] })).toEqual({ sql: "c0 = ?", values: ["t1"], exact: false });
});

test("a sort is given to SQL for indexed fields only", () => {
  expect(compileSort(store, [{ table: "asc" }, { seat: "desc" }, { id: "asc" }])).toBe("c0, c1 DESC, id");
  expect(compileSort(store, [{ taken: "asc" }])).toBeUndefined();
});

test("text that the two orders see differently takes ranges and sorts of text away from SQL, and nothing else", async () => {
  const instance = await open();
  const insert = (...chairs: RxDocumentData<Chair>[]) =>
    instance.bulkWrite(
      chairs.map((document) => ({ document })),
      "unit",
    );
  await insert(chair("a", { table: "🎉" }));
  expect(compileSelector(store, { table: { $gt: "t1" } }).exact).toBe(true);
  expect(compileSelector(store, { table: { $gt: "！" } }).exact).toBe(false);
  await insert(chair("b", { table: "！" }));
  expect(compileSelector(store, { table: { $gt: "t1" } }).exact).toBe(false);
  expect(compileSelector(store, { table: { $eq: "🎉" } }).exact).toBe(true);
  expect(compileSort(store, [{ table: "asc" }])).toBeUndefined();
  expect(compileSort(store, [{ seat: "asc" }])).toBe("c1");
  await instance.close();
});

test("a query with sort and limit walks an index and sorts nothing", () => {
  const query = normalizeMangoQuery(schema, {
    selector: { table: "t1", seat: { $gte: 3 }, _deleted: { $eq: false } },
    sort: [{ seat: "asc" }],
  } as never);
  const prepared = prepareQuery(schema, query);
  const predicate = compileSelector(store, prepared.query.selector);
  const orderBy = compileSort(store, prepared.query.sort) ?? "";
  const plan = connection
    .prepare(`EXPLAIN QUERY PLAN SELECT data FROM ${store.table} WHERE ${predicate.sql ?? ""} ORDER BY ${orderBy} LIMIT 50`)
    .all(...predicate.values)
    .map((row) => String(row["detail"]));
  expect(plan).toEqual([expect.stringContaining("USING INDEX")]);
  expect(plan[0]).toContain("c0=? AND c1>?");
});

test("a durable collection presses its commits to the disk, the others do not", async () => {
  const level = () => (connection.database.prepare("PRAGMA synchronous").get() as { synchronous: number }).synchronous;
  const durable = await open({ synchronous: "FULL" }, "durable");
  const plain = await open();
  await durable.bulkWrite([{ document: chair("a") }], "unit");
  expect(level()).toBe(2);
  await plain.bulkWrite([{ document: chair("a") }], "unit");
  expect(level()).toBe(1);
  await durable.bulkWrite([{ document: chair("b") }, { document: chair("c") }], "unit");
  expect(level()).toBe(2);
  await durable.close();
  await plain.close();
});

test("two rows of one id in a batch leave the document where its last state says", async () => {
  const instance = await open();
  const first = chair("a", { table: "t1" });
  await instance.bulkWrite([{ document: first }], "unit");
  const moved = { ...chair("a", { table: "t2" }), _rev: "2-x" };
  const back = { ...chair("a", { table: "t1", seat: 9 }), _rev: "2-y" };
  await instance.bulkWrite(
    [
      { previous: first, document: moved },
      { previous: first, document: back },
    ],
    "unit",
  );
  const row = connection.prepare(`SELECT c0, c1 FROM ${store.table} WHERE id = 'a'`).get();
  expect(row).toEqual({ c0: "t1", c1: 9 });
  await instance.close();
});

test("a batch that SQLite cannot store is taken back whole, numbers too", async () => {
  const instance = await open();
  await instance.bulkWrite([{ document: chair("a") }], "unit");
  connection.database.exec(`CREATE TRIGGER no_b BEFORE INSERT ON ${store.table} WHEN new.id = 'b' BEGIN SELECT RAISE(ABORT, 'no'); END`);
  await expect(instance.bulkWrite([{ document: chair("c") }, { document: chair("b") }], "unit")).rejects.toThrow(/no/);
  expect(await instance.findDocumentsById(["a", "b", "c"], true)).toHaveLength(1);
  connection.database.exec("DROP TRIGGER no_b");
  await instance.bulkWrite([{ document: chair("d") }], "unit");
  const page = await instance.getChangedDocumentsSince?.(10);
  expect(page?.documents.map(({ id }) => id)).toEqual(["a", "d"]);
  await instance.close();
});
