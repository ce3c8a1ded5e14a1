import { getRxStorageNodeSqlite } from "#hub/store/sqlite-storage/index.ts";
import { createRxDatabase, type RxCollection, type RxDatabase, type RxStorage } from "rxdb/plugins/core";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { plainHumanSchema, type Human } from "./contract-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "usher-rxdb-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type AnyStorage = RxStorage<unknown, unknown>;

export const storageAt = (file: string): AnyStorage => getRxStorageNodeSqlite({ path: join(folder, file) }) as AnyStorage;

export interface CollectionWish {
  readonly collection?: object;
  readonly database?: object;
  /** What stands between RxDB and our storage. */
  readonly wrap?: (storage: AnyStorage) => unknown;
}

/** A database `humans` in a file of its own, with one collection, as the app opens them: behind the validator. */
export async function openHumans(file: string, { collection, database: more, wrap = (storage) => storage }: CollectionWish = {}) {
  const database: RxDatabase = await createRxDatabase({
    name: "humans",
    storage: wrappedValidateAjvStorage({ storage: wrap(storageAt(file)) as AnyStorage }),
    multiInstance: false,
    eventReduce: true,
    ...more,
  });
  await database.addCollections({ humans: collection ?? { schema: plainHumanSchema() } } as never);
  return { database, humans: database.collections["humans"] as unknown as RxCollection<Human> };
}

export const numbered = (at: number): Human => ({
  id: `human-${String(at).padStart(4, "0")}`,
  name: `Name ${String(at)}`,
  age: at % 100,
});

export const numberedUpTo = (count: number): Human[] => Array.from({ length: count }, (_, at) => numbered(at));
