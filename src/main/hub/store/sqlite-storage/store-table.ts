import { lastChangesId } from "#shared/domain/damaged-entry.ts";
import { getPrimaryFieldOfPrimaryKey, type RxJsonSchema, type RxDocumentData } from "rxdb/plugins/core";
import { Subject } from "rxjs";
import type { SQLInputValue } from "node:sqlite";
import { crc32 } from "node:zlib";
import { keepAside, passOnAside } from "./aside-rows.ts";
import { createCensus, dropCensus } from "./census-tables.ts";
import type { Connection } from "./connection.ts";
import { fieldMapOf, pathReader, type FieldMap, type ScalarKind } from "./field-map.ts";
import { textTraits, traits } from "./text-order.ts";
import type { Census, ChangeBulk } from "./types.ts";

/** An indexed field that is kept beside the JSON text in a column of its own. */
export interface Column {
  readonly name: string;
  readonly path: string;
  readonly kind: ScalarKind;
  readonly read: (document: object) => unknown;
}

/** The census of a store, and how its combinations look to a compiled selector. */
export interface StoreCensus extends Census {
  readonly asStore: Pick<StoreTable, "columns" | "fields" | "primary">;
}

/**
 * The table of one (database, collection, schema version), shared by every instance of that triple in this process.
 * `sequence` and `seen` are the truth in memory; the file holds a sequence that is never below it.
 */
export interface StoreTable {
  readonly key: string;
  readonly store: number;
  readonly table: string;
  readonly primary: string;
  readonly columns: readonly Column[];
  readonly fields: FieldMap;
  readonly census: StoreCensus | undefined;
  readonly changes: Subject<ChangeBulk<never>>;
  /** The last sequence number given to a change. */
  sequence: number;
  /** Numbers up to this one are reserved in the file. */
  reserved: number;
  /** Bits of `traits`. */
  seen: number;
  holders: number;
  removed: boolean;
}

/** Sequence numbers reserved in the file at once. After a crash the rest of a block is skipped, never given twice. */
export const sequenceBlock = 1_000;

type Schema = RxJsonSchema<RxDocumentData<unknown>>;

interface IndexPlan {
  readonly columns: readonly string[];
  readonly liveOnly: boolean;
}

export interface TableLayout {
  readonly columns: readonly { readonly path: string; readonly kind: ScalarKind }[];
  readonly indexes: readonly IndexPlan[];
  /** All that SQL may speak about. When it changes, what the store has seen is worked out anew. */
  readonly scalars: readonly string[];
  /** Absent where there is none, so that layouts written before there was such a thing stay equal. */
  readonly census?: Census;
  /** Each row has a sum. Those from before there was such a thing get theirs from `checkTable`, a few at a time. */
  readonly sums: true;
}

const fixedColumns: Readonly<Record<string, string>> = { _deleted: "del", "_meta.lwt": "lwt" };

/** Which columns and indexes a filled schema asks for; a field that SQL cannot hold exactly gets none. */
export function layoutOf(schema: Schema, fields: FieldMap, census?: Census): TableLayout {
  const primary: string = getPrimaryFieldOfPrimaryKey(schema.primaryKey);
  const columns: { path: string; kind: ScalarKind }[] = [];
  const columnName = (path: string): string | undefined => {
    if (path === primary) return "id";
    if (fixedColumns[path] !== undefined) return fixedColumns[path];
    const kind = fields.scalars.get(path)?.kind;
    if (kind === undefined) return undefined;
    let at = columns.findIndex((column) => column.path === path);
    if (at < 0) at = columns.push({ path, kind }) - 1;
    return `c${String(at)}`;
  };
  const indexes = new Map<string, IndexPlan>();
  for (const index of [...(schema.indexes ?? []), ...(schema.internalIndexes ?? [])] as (string | string[])[]) {
    const paths = Array.isArray(index) ? index : [index];
    const names = paths.map(columnName);
    if (names.includes(undefined)) continue;
    const liveOnly = names[0] === "del";
    const own = (liveOnly ? names.slice(1) : names) as string[];
    // The order by id is there already; by lwt only RxDB's fallback for a change feed asks, and we have our own.
    if (own.join() === "id" || own.join() === "lwt,id") continue;
    indexes.set(`${String(liveOnly)} ${own.join()}`, { columns: own, liveOnly });
  }
  const scalars = [...fields.scalars.values()].map(({ path, kind }) => `${path}:${kind}`);
  return { columns, indexes: [...indexes.values()], scalars, ...(census === undefined ? {} : { census }), sums: true };
}

const sqlTypes: Readonly<Record<ScalarKind, string>> = { string: "TEXT", number: "REAL", boolean: "INTEGER" };

function createTable(connection: Connection, table: string, layout: TableLayout): void {
  const columns = layout.columns.map(({ kind }, at) => `, c${String(at)} ${sqlTypes[kind]}`).join("");
  connection.database.exec(`CREATE TABLE ${table}(id TEXT NOT NULL PRIMARY KEY, del INTEGER NOT NULL, lwt REAL NOT NULL,
    seq INTEGER NOT NULL, data TEXT NOT NULL, sum INTEGER${columns});
    CREATE UNIQUE INDEX ${table}_seq ON ${table}(seq);
    CREATE INDEX ${table}_gone ON ${table}(lwt) WHERE del = 1`);
  for (const [at, index] of layout.indexes.entries()) {
    const only = index.liveOnly ? " WHERE del = 0" : "";
    connection.database.exec(`CREATE INDEX ${table}_i${String(at)} ON ${table}(${index.columns.join(", ")})${only}`);
  }
  const { census } = layout;
  if (census === undefined) return;
  const order = layout.columns.findIndex(({ path, kind }) => path === census.order && kind === "number");
  if (order < 0) throw new Error(`a census needs an index with the number ${census.order}`);
  createCensus(connection, table, census, `c${String(order)}`);
}

const censusOf = (census: Census | undefined): StoreCensus | undefined =>
  census && {
    ...census,
    asStore: {
      // No document's own key can be asked for.
      primary: "",
      columns: census.by.map((path, at) => ({ name: `k${String(at)}`, path, kind: "string", read: pathReader(path) })),
      fields: { scalars: new Map(), conforms: () => true },
    },
  };

/** A key that UTF-8 can carry as it is, or an unmistakable stand-in (the store then has `offSchema` set). */
export const storedId = (id: string): string => (id.isWellFormed() ? id : `\u0000${JSON.stringify(id)}`);

/** Null stands for missing, null, and what breaks the schema; of the last the store keeps a trait. */
export function columnValue(value: unknown, kind: ScalarKind): Scalar {
  if (typeof value !== kind) return null;
  return typeof value === "boolean" ? Number(value) : (value as string | number);
}

/** What a document adds to the traits of its store. */
export function traitsOf(store: StoreTable, document: object): number {
  let found = store.fields.conforms(document) ? 0 : traits.offSchema;
  found |= textTraits(String((document as Record<string, unknown>)[store.primary]));
  for (const column of store.columns) {
    const value = column.read(document);
    if (value === null) found |= traits.nulls;
    else if (typeof value === "string") found |= textTraits(value);
  }
  return found;
}

/** Texts of statements, made once for each store: they are needed for every row. */
const statementTexts = new WeakMap<StoreTable, { readonly insert: string; readonly put: string; readonly update: string }>();

function textsOf(store: StoreTable) {
  let texts = statementTexts.get(store);
  if (texts === undefined) {
    const names = ["id", "del", "lwt", "seq", "data", "sum", ...store.columns.map((column) => column.name)];
    const insert = `INSERT INTO ${store.table}(${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT(id) DO`;
    const replaced = names.slice(1).map((name) => `${name} = excluded.${name}`);
    texts = {
      insert: `${insert} NOTHING`,
      put: `${insert} UPDATE SET ${replaced.join(", ")}`,
      update: `UPDATE ${store.table} SET lwt = ?, seq = ?, data = ?, sum = ? WHERE id = ?`,
    };
    statementTexts.set(store, texts);
  }
  return texts;
}

/** Inserts the values of `insertValues`, or changes nothing where the id is taken. */
export const insertSql = (store: StoreTable): string => textsOf(store).insert;

/** Inserts or replaces the values of `insertValues`. */
export const putSql = (store: StoreTable): string => textsOf(store).put;

/** Replaces lwt, seq, data and sum of a live document by id. */
export const updateSql = (store: StoreTable): string => textsOf(store).update;

export function insertValues(store: StoreTable, document: RxDocumentData<unknown>, sequence: number): SQLInputValue[] {
  const [first, others] = summedValues(store, document);
  const data = JSON.stringify(document);
  return [...first, sequence, data, sumOf(first, data, others), ...others];
}

/** As SQLite keeps them. */
export type Scalar = string | number | null;
type Values = readonly Scalar[];

/** What a row says beside its text, as the document has it: in front of the text, and behind it. The sequence number is ours alone. */
export function summedValues(store: StoreTable, document: RxDocumentData<unknown>): readonly [first: Values, others: Values] {
  const id = String((document as unknown as Record<string, unknown>)[store.primary]);
  const first = [storedId(id), document._deleted ? 1 : 0, document._meta.lwt];
  return [first, store.columns.map((column) => columnValue(column.read(document), column.kind))];
}

/** What every row carries: a bit that flips anywhere in it, in the text or in what is kept beside it, is found by `checkTable`. */
export const sumOf = (first: Values, data: string, others: Values): number => crc32(`${first.join("\0")}\0${data}\0${others.join("\0")}`);

interface CatalogRow {
  store: number;
  layout: string;
  sequence: number;
  traits: number;
}

/** A layout as it was written before there were sums. */
const unsummed = ({ columns, indexes, scalars, census }: TableLayout): string =>
  JSON.stringify({ columns, indexes, scalars, ...(census === undefined ? {} : { census }) });

function addSums(connection: Connection, { table, store }: StoreTable, layout: TableLayout): void {
  connection.database.exec(`ALTER TABLE ${table} ADD COLUMN sum INTEGER`);
  connection.database.prepare("UPDATE stores SET layout = ? WHERE store = ?").run(JSON.stringify(layout), store);
}

/** Moves the documents of a table into the columns that its schema asks for now. */
function relayout(connection: Connection, store: StoreTable, layout: TableLayout): void {
  const old = `${store.table}_old`;
  connection.database.exec(`DROP INDEX ${store.table}_seq; DROP INDEX ${store.table}_gone`);
  const indexes = connection.database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
    .all(store.table) as unknown as { name: string }[];
  for (const { name } of indexes) connection.database.exec(`DROP INDEX ${name}`);
  dropCensus(connection, store.table);
  connection.database.exec(`ALTER TABLE ${store.table} RENAME TO ${old}`);
  createTable(connection, store.table, layout);
  const insert = connection.database.prepare(insertSql(store));
  store.seen = 0;
  for (const row of connection.database.prepare(`SELECT id, seq, data FROM ${old}`).iterate()) {
    const document = documentIn(row["data"]);
    if (document === undefined) {
      keepAside(connection, store, { id: String(row["id"]), data: String(row["data"]) });
      continue;
    }
    store.seen |= traitsOf(store, document);
    insert.run(...insertValues(store, document, Number(row["seq"])));
  }
  connection.database.exec(`DROP TABLE ${old}`);
  connection.database
    .prepare("UPDATE stores SET layout = ?, traits = ? WHERE store = ?")
    .run(JSON.stringify(layout), store.seen, store.store);
}

/** A document as a row holds it; undefined where it cannot be read any more. */
export const documentIn = (data: unknown): RxDocumentData<unknown> | undefined => {
  try {
    const document = JSON.parse(String(data)) as RxDocumentData<unknown> | null;
    return typeof document === "object" && document !== null && "_meta" in document ? document : undefined;
  } catch {
    return undefined;
  }
};

/** Makes a table, its indexes and its census anew from its documents. */
export function rebuildStore(connection: Connection, store: StoreTable): void {
  const layout = connection.database.prepare("SELECT layout FROM stores WHERE store = ?").get(store.store)?.["layout"];
  relayout(connection, store, JSON.parse(String(layout)) as TableLayout);
}

function catalogRow(connection: Connection, name: readonly [string, string, number], layout: TableLayout): CatalogRow {
  const select = connection.prepare(
    "SELECT store, layout, sequence, traits FROM stores WHERE database = ? AND collection = ? AND version = ?",
  );
  const found = select.get(...name);
  if (found !== undefined) return found as unknown as CatalogRow;
  connection.prepare("INSERT INTO stores(database, collection, version, layout) VALUES (?, ?, ?, ?)").run(...name, JSON.stringify(layout));
  const row = select.get(...name) as unknown as CatalogRow;
  createTable(connection, `docs_${String(row.store)}`, layout);
  return row;
}

/** Finds or makes the table for a triple; instances of the same triple get the same object. */
export function holdStore(
  connection: Connection,
  databaseName: string,
  collectionName: string,
  schema: Schema,
  census?: Census,
): StoreTable {
  const key = JSON.stringify([databaseName, collectionName, schema.version]);
  let store = connection.shared.get(key) as StoreTable | undefined;
  if (store === undefined) {
    const fields = fieldMapOf(schema);
    const layout = layoutOf(schema, fields, census);
    store = connection.atomically("NORMAL", () => {
      const row = catalogRow(connection, [databaseName, collectionName, schema.version], layout);
      const made: StoreTable = {
        key,
        store: row.store,
        table: `docs_${String(row.store)}`,
        primary: getPrimaryFieldOfPrimaryKey(schema.primaryKey),
        columns: layout.columns.map(({ path, kind }, at) => ({ name: `c${String(at)}`, path, kind, read: pathReader(path) })),
        fields,
        census: censusOf(census),
        changes: new Subject(),
        sequence: row.sequence,
        reserved: row.sequence,
        seen: row.traits,
        holders: 0,
        removed: false,
      };
      noteLostTail(connection, made);
      if (row.layout === unsummed(layout)) addSums(connection, made, layout);
      else if (row.layout !== JSON.stringify(layout)) relayout(connection, made, layout);
      return made;
    });
    connection.shared.set(key, store);
  }
  store.holders += 1;
  return store;
}

const lastSequence = (connection: Connection, { table }: StoreTable): number =>
  Number(connection.database.prepare(`SELECT max(seq) AS n FROM ${table}`).get()?.["n"] ?? 0);

/** The table ends where it ends now: rows at its end may have gone on purpose. */
export const markTail = (connection: Connection, store: StoreTable): void =>
  connection.tail.set(store.table, lastSequence(connection, store));

/** Keeps, for a person to know, that the last commits of a table are lost. */
function noteLostTail(connection: Connection, store: StoreTable): void {
  if (connection.tail.keptOf(store.table) <= lastSequence(connection, store)) return;
  keepAside(connection, store, { id: lastChangesId, data: "" });
  markTail(connection, store);
}

/** Drops all data of a store. Further use through other instances fails. Idempotent. */
export function dropStore(connection: Connection, store: StoreTable): void {
  if (store.removed) return;
  store.removed = true;
  connection.shared.delete(store.key);
  connection.forgetStatements();
  connection.atomically("NORMAL", () => {
    connection.database.exec(`DROP TABLE IF EXISTS ${store.table}`);
    dropCensus(connection, store.table);
    connection.prepare("DELETE FROM attachments WHERE store = ?").run(store.store);
    passOnAside(connection, store);
    connection.prepare("DELETE FROM stores WHERE store = ?").run(store.store);
  });
  connection.tail.set(store.table, undefined);
}

export function releaseStore(connection: Connection, store: StoreTable): void {
  store.holders -= 1;
  if (store.holders === 0 && connection.shared.get(store.key) === store) connection.shared.delete(store.key);
}
