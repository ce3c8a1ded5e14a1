import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lastChangesId } from "#shared/domain/damaged-entry.ts";
import { sampleGuest, sampleMessage } from "#test/store/sample-rows.ts";
import { spoilRows } from "#test/store/spoil-rows.ts";
import { openStore, type Store } from "./open-store.ts";
import { purgeRemoved } from "./purge-removed.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-damaged-"));
  path = join(folder, "store.sqlite");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const noTurn = (): Promise<void> => Promise.resolve();
const withStore = async (work: (store: Store) => Promise<void>): Promise<void> => {
  const store = await openStore({ path });
  try {
    await work(store);
  } finally {
    await store.close();
  }
};
/** Changes the file behind the store's back, as a flipped bit does. */
const harm = (collection: string, change: string): void => {
  const database = new DatabaseSync(path);
  const { store } = database.prepare("SELECT store FROM stores WHERE collection = ?").get(collection) as { store: number };
  // They would keep the census right, as a disk does not.
  for (const { name } of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string }[])
    database.exec(`DROP TRIGGER ${name}`);
  database.exec(`UPDATE docs_${store} SET ${change}`);
  database.close();
};
const inWedding = { selector: { weddingId: "wedding-1" } };

describe("a row that is not what was written", () => {
  beforeEach(() =>
    withStore(async ({ collections }) => {
      await collections.guests.bulkInsert(["g1", "g2", "g3"].map((id) => sampleGuest(id)));
    }),
  );

  it("is found though it can be read, is found again, and counts no more once a person keeps it", async () => {
    harm("guests", "data = replace(data, '\"familyName\":\"', '\"familyName\":\"X') WHERE id = 'g2'");
    await withStore(async (store) => {
      expect(store.damaged.all()).toEqual([]);
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([{ collection: "guests", id: "g2" }]);
      expect((await store.collections.guests.find(inWedding).exec()).map(({ id }) => id)).toEqual(["g1", "g2", "g3"]);
    });
    await withStore(async (store) => {
      await store.check(["guests"], noTurn);
      expect(store.damaged.has("guests", "g2")).toBe(true);
      store.damaged.accept("guests", "g2");
      expect(store.damaged.all()).toEqual([]);
    });
    await withStore(async (store) => {
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([]);
      const kept = await store.collections.guests.findOne("g2").exec();
      expect(kept?.familyName.startsWith("X")).toBe(true);
    });
  });

  it("is whole again when it is written anew", async () => {
    harm("guests", "data = replace(data, '\"familyName\":\"', '\"familyName\":\"X') WHERE id = 'g2'");
    await withStore(async (store) => {
      await store.collections.guests.upsert(sampleGuest("g2"));
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([]);
    });
  });

  it.for([
    ["its mark of deletion", "del = 1 WHERE id = 'g2'"],
    ["its key", "id = 'g2x' WHERE id = 'g2'"],
    ["a column that lists go by", "c0 = 'wedding-7' WHERE id = 'g2'"],
    ["the time of its last change", "lwt = lwt + 1 WHERE id = 'g2'"],
  ] as const)("is put right where only %s is wrong", async ([, change]) => {
    harm("guests", change);
    await withStore(async (store) => {
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([]);
      expect((await store.collections.guests.find(inWedding).exec()).map(({ id }) => id).toSorted()).toEqual(["g1", "g2", "g3"]);
    });
  });

  it("is kept aside where somebody has taken its place meanwhile: the newer one stays", async () => {
    harm("guests", "id = 'g2x' WHERE id = 'g2'");
    await withStore(async (store) => {
      await store.collections.guests.upsert({ ...sampleGuest("g2"), familyName: "Newer" });
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([{ collection: "guests", id: "g2x" }]);
    });
    await withStore(async ({ collections }) => {
      expect((await collections.guests.findOne("g2").exec())?.familyName).toBe("Newer");
      expect(await collections.guests.count(inWedding).exec()).toBe(3);
    });
  });

  it("that only marks a removal goes without a word", async () => {
    await withStore(async ({ collections }) => void (await (await collections.guests.findOne("g2").exec())?.remove()));
    spoilRows(path, "guests", "g2");
    await withStore(async (store) => {
      await store.check(["guests"], noTurn);
      expect([store.damaged.all(), await store.collections.guests.count(inWedding).exec()]).toEqual([[], 2]);
    });
  });

  it("is told when its sum itself is wrong: nobody can say which of the two is", async () => {
    harm("guests", "sum = sum + 1 WHERE id = 'g2'");
    await withStore(async (store) => {
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([{ collection: "guests", id: "g2" }]);
    });
  });

  it("that cannot be read is set aside by the check alone", async () => {
    spoilRows(path, "guests", "g2");
    await withStore(async (store) => {
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([{ collection: "guests", id: "g2" }]);
      expect((await store.collections.guests.find(inWedding).exec()).map(({ id }) => id)).toEqual(["g1", "g3"]);
    });
  });

  it.for([
    ["nothing", "'null'"],
    ["a number", "'7'"],
    ["bytes", "x'00ff'"],
    ["a sector of zeros", "zeroblob(512)"],
  ] as const)("that holds %s in the place of its document is set aside, by whoever meets it first", async ([, data]) => {
    harm("guests", `data = ${data} WHERE id = 'g2'`);
    await withStore(async (store) => {
      expect((await store.collections.guests.find(inWedding).exec()).map(({ id }) => id)).toEqual(["g1", "g3"]);
      await store.check(["guests"], noTurn);
      expect(store.damaged.all()).toEqual([{ collection: "guests", id: "g2" }]);
    });
  });

  it("is looked for in turns, and no longer once the looking is ended", async () => {
    await withStore(async (store) => {
      await expect(store.check(["guests"], () => Promise.reject(new Error("ended")))).rejects.toThrow("ended");
    });
  });
});

describe("a row of a list that is counted ahead", () => {
  const ofState = (state: "accepted" | "rejected") => ({ selector: { weddingId: "wedding-1", state } });

  beforeEach(() =>
    withStore(async ({ collections }) => void (await collections.messages.bulkInsert(["m1", "m2", "m3"].map((id) => sampleMessage(id))))),
  );

  it.for([
    ["its mark of deletion", "del = 1 WHERE id = 'm2'"],
    ["its key", "id = 'm2x' WHERE id = 'm2'"],
    ["its place", "c1 = 7 WHERE id = 'm2'"],
  ] as const)("is put right, and counted right, where only %s is wrong", async ([, change]) => {
    harm("messages", change);
    await withStore(async (store) => {
      const { state } = sampleMessage("m1");
      await store.check(["messages"], noTurn);
      expect(store.damaged.all()).toEqual([]);
      expect(await store.collections.messages.count({ selector: { weddingId: "wedding-1", state } }).exec()).toBe(3);
    });
  });

  it("is counted as what it says once a person keeps it", async () => {
    const { state } = sampleMessage("m1");
    const other = state === "rejected" ? "accepted" : "rejected";
    harm("messages", `data = replace(data, '"state":"${state}"', '"state":"${other}"') WHERE id = 'm2'`);
    await withStore(async (store) => {
      await store.check(["messages"], noTurn);
      expect(store.damaged.all()).toEqual([{ collection: "messages", id: "m2" }]);
      store.damaged.accept("messages", "m2");
      expect(await store.collections.messages.count(ofState(other)).exec()).toBe(1);
      expect(await store.collections.messages.count({ selector: { weddingId: "wedding-1" } }).exec()).toBe(3);
    });
  });
});

it("rows that were changed, deleted and inserted in any way are as written", async () => {
  await withStore(async (store) => {
    const { guests, messages } = store.collections;
    await guests.bulkInsert(Array.from({ length: 500 }, (_, index) => sampleGuest(`g${index}`)));
    await guests.upsert({ ...sampleGuest("g1"), familyName: "Ö\u0000x\u{1F600}" });
    await (await guests.findOne("g2").exec())?.incrementalPatch({ table: "7" });
    await (await guests.findOne("g3").exec())?.remove();
    await messages.bulkInsert(["m1", "m2"].map((id) => sampleMessage(id)));
    await store.check(["guests", "messages", "settings", "weddings"], noTurn);
    expect(store.damaged.all()).toEqual([]);
  });
  await withStore(async (store) => {
    await store.check(["guests", "messages"], noTurn);
    expect(store.damaged.all()).toEqual([]);
  });
});

it("a file from before there were sums gets them when it is opened", async () => {
  await withStore(async ({ collections }) => void (await collections.guests.bulkInsert([sampleGuest("g1"), sampleGuest("g2")])));
  const database = new DatabaseSync(path);
  for (const { store, layout } of database.prepare("SELECT store, layout FROM stores").all() as { store: number; layout: string }[]) {
    database.exec(`ALTER TABLE docs_${store} DROP COLUMN sum`);
    const { sums, ...before } = JSON.parse(layout) as Record<string, unknown>;
    expect(sums).toBe(true);
    database.prepare("UPDATE stores SET layout = ? WHERE store = ?").run(JSON.stringify(before), store);
  }
  database.close();
  spoilRows(path, "guests", "g2");
  await withStore(async (store) => {
    expect((await store.collections.guests.find(inWedding).exec()).map(({ id }) => id)).toEqual(["g1"]);
    await store.check(["guests"], noTurn);
    expect(store.damaged.all()).toEqual([{ collection: "guests", id: "g2" }]);
  });
});

it("a mark beside the file that cannot be written costs nothing but itself", async () => {
  mkdirSync(`${path}-tail`);
  await withStore(async ({ collections, damaged }) => {
    await collections.guests.insert(sampleGuest("g1"));
    expect([await collections.guests.count(inWedding).exec(), damaged.all()]).toEqual([1, []]);
  });
});

describe("the last changes of a killed process", () => {
  /** As `kill -9` leaves a folder: the log is not in the file yet. */
  const killedCopy = async (harmLog: (log: Buffer) => Buffer): Promise<void> => {
    const lost = join(folder, "killed");
    await withStore(async ({ collections }) => {
      await collections.guests.bulkInsert(Array.from({ length: 50 }, (_, index) => sampleGuest(`g${index}`)));
      await collections.suppressions.insert({ ...sampleBlock, id: "block-1" });
      mkdirSync(lost);
      for (const name of readdirSync(folder)) if (name !== "killed") cpSync(join(folder, name), join(lost, name));
    });
    path = join(lost, "store.sqlite");
    writeFileSync(`${path}-wal`, harmLog(readFileSync(`${path}-wal`)));
  };
  const sampleBlock = {
    weddingId: "wedding-1",
    channel: "email",
    address: "a@x.example",
    reason: "by-hand",
    createdAt: 1,
    updatedAt: 1,
  } as const;
  const lostIn = async (): Promise<unknown> => {
    let found: unknown;
    await withStore(async ({ damaged }) => void (found = damaged.all().filter(({ id }) => id === lastChangesId)));
    return found;
  };

  it("are there, and nothing is told, when only the process died", async () => {
    await killedCopy((log) => log);
    expect(await lostIn()).toEqual([]);
    await withStore(async ({ collections }) => expect(await collections.suppressions.count().exec()).toBe(1));
  });

  it.for([
    ["cut short", (log: Buffer) => log.subarray(0, log.length - 5_000)],
    [
      "damaged by one bit",
      (log: Buffer) => {
        const at = log.length - 2_000;
        log.writeUInt8(log.readUInt8(at) ^ 4, at);
        return log;
      },
    ],
    ["gone", () => Buffer.alloc(0)],
  ] as const)("are missed when the log is %s, until a person knows", async ([, harmLog]) => {
    await killedCopy(harmLog);
    expect(await lostIn()).toContainEqual({ collection: "suppressions", id: lastChangesId });
    expect(await lostIn()).toContainEqual({ collection: "suppressions", id: lastChangesId });
    await withStore(async ({ damaged }) => {
      for (const { collection, id } of damaged.all()) damaged.accept(collection, id);
    });
    expect(await lostIn()).toEqual([]);
  });

  it("are not missed where the newest rows were purged", async () => {
    await withStore(async ({ collections }) => {
      await collections.guests.bulkInsert(["g1", "g2"].map((id) => sampleGuest(id)));
      await (await collections.guests.findOne("g2").exec())?.remove();
      await purgeRemoved(collections.guests, 0, noTurn);
    });
    expect(await lostIn()).toEqual([]);
  });
});
