import { openStore } from "#hub/store/index.ts";
import { getRxStorageNodeSqlite } from "#hub/store/sqlite-storage/index.ts";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { human, humanSchema, insert, type Human } from "./contract-kit.ts";
import { openInstance } from "./storage-pair.ts";

const folder = mkdtempSync(join(tmpdir(), "usher-refusals-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (path: string) => openInstance<Human>(getRxStorageNodeSqlite({ path }), { schema: humanSchema(), databaseName: "db" });
const refusedWith = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) as unknown }) as unknown;

async function filled(name: string): Promise<string> {
  const path = join(folder, name);
  const instance = await open(path);
  await insert(instance, ...Array.from({ length: 2_000 }, (_, at) => human(`h${String(at)}`)));
  await instance.close();
  return path;
}

test("a file of a newer Usher is refused and left as it is", async () => {
  const path = await filled("newer.db");
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 2");
  database.close();
  const before = readFileSync(path);
  await expect(open(path)).rejects.toEqual(refusedWith("store-newer"));
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("a file that is no database is refused and left as it is", async () => {
  const path = join(folder, "text.db");
  writeFileSync(path, "this is a letter to a guest, not a database ".repeat(100));
  const before = readFileSync(path);
  await expect(open(path)).rejects.toEqual(refusedWith("store-damaged"));
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("a database of another program is refused and left as it is", async () => {
  const path = join(folder, "foreign.db");
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE music(title TEXT); INSERT INTO music VALUES ('Waltz')");
  database.close();
  await expect(open(path)).rejects.toEqual(refusedWith("store-damaged"));
  const again = new DatabaseSync(path);
  expect(again.prepare("SELECT title FROM music").all()).toEqual([{ title: "Waltz" }]);
  again.close();
});

test("damage inside the file is told as damage, not as an empty answer", async () => {
  const path = await filled("damaged.db");
  const size = statSync(path).size;
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(size - 40_960, 0x5a), 0, size - 40_960, 40_960);
  closeSync(file);
  const read = async () => {
    const instance = await open(path);
    try {
      return await instance.findDocumentsById(
        Array.from({ length: 2_000 }, (_, at) => `h${String(at)}`),
        true,
      );
    } finally {
      await instance.close();
    }
  };
  await expect(read()).rejects.toEqual(refusedWith("store-damaged"));
});

test("a folder that does not exist is told as such", async () => {
  await expect(open(join(folder, "nowhere", "usher.db"))).rejects.toEqual(refusedWith("store-unreachable"));
});

async function holder(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./hold-file.ts", import.meta.url)), path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("no output to read");
  await once(child.stdout, "data");
  return child;
}

test("a file that another process has open is refused, and opens once that process has ended", async () => {
  const path = await filled("busy.db");
  const child = await holder(path);
  await expect(open(path)).rejects.toEqual(refusedWith("store-in-use"));
  child.kill("SIGKILL");
  await once(child, "close");
  const instance = await open(path);
  expect(await instance.findDocumentsById(["h1"], false)).toHaveLength(1);
  await instance.close();
});

test("the refusal reaches whoever opens the store, who may try again", async () => {
  const path = await filled("store.db");
  const child = await holder(path);
  await expect(openStore({ path })).rejects.toEqual(refusedWith("store-in-use"));
  child.kill("SIGKILL");
  await once(child, "close");
  const store = await openStore({ path });
  expect(await store.collections.guests.count().exec()).toBe(0);
  await store.close();
});
