import {
  fillWithDefaultSettings,
  normalizeMangoQuery,
  prepareQuery,
  type BulkWriteRow,
  type MangoQuery,
  type RxDocumentData,
  type RxJsonSchema,
} from "rxdb/plugins/core";
import { storages, type AnyInstance } from "./storage-pair.ts";

export interface Human {
  id: string;
  name: string;
  age: number;
}
export type StoredHuman = RxDocumentData<Human>;
export type HumanInstance = AnyInstance<Human>;

/** Both storages, each test once with either: what only ours must do is tested apart. */
export const both = Object.entries(storages).map(([name, storage]) => ({ name, storage }));

interface SchemaExtra {
  readonly properties?: object;
  readonly [part: string]: unknown;
}

/** As a collection is given it; a storage instance wants it filled. */
export function plainHumanSchema({ properties, ...extra }: SchemaExtra = {}) {
  return {
    version: 0,
    primaryKey: "id",
    type: "object",
    properties: {
      id: { type: "string", maxLength: 40 },
      name: { type: "string", maxLength: 40 },
      age: { type: "integer", minimum: 0, maximum: 200, multipleOf: 1 },
      ...properties,
    },
    required: ["id", "name", "age"],
    indexes: ["age", ["name", "age"]],
    ...extra,
  };
}

export function humanSchema(extra: SchemaExtra = {}): RxJsonSchema<StoredHuman> {
  return fillWithDefaultSettings(plainHumanSchema(extra) as never) as unknown as RxJsonSchema<StoredHuman>;
}

let revisions = 0;

export function human(id: string, fields: Partial<Human> & { deleted?: boolean; lwt?: number } = {}): StoredHuman {
  const { deleted = false, lwt, ...rest } = fields;
  revisions += 1;
  return {
    id,
    name: `name of ${id}`,
    age: 30,
    ...rest,
    _deleted: deleted,
    _attachments: {},
    _rev: `${String(revisions)}-test`,
    _meta: { lwt: lwt ?? 1_000_000 + revisions },
  };
}

export const write = (instance: HumanInstance, ...rows: BulkWriteRow<Human>[]) => instance.bulkWrite(rows, "test");
export const insert = (instance: HumanInstance, ...documents: StoredHuman[]) =>
  instance.bulkWrite(
    documents.map((document) => ({ document })),
    "test",
  );

export function prepared(query: MangoQuery<Human>, schema = humanSchema()) {
  const selector = { ...query.selector, _deleted: { $eq: false } };
  return prepareQuery(schema, normalizeMangoQuery(schema, { ...query, selector } as never)) as never;
}

export async function idsOf(instance: HumanInstance, query: MangoQuery<Human>): Promise<string[]> {
  return (await instance.query(prepared(query))).documents.map(({ id }) => id);
}
