import { rxSchemaOf } from "#hub/store/rx-schema.ts";
import { getRxStorageNodeSqlite } from "#hub/store/sqlite-storage/index.ts";
import { guestSchema, type Guest } from "#shared/domain/index.ts";
import { createRxDatabase, type RxCollection, type RxDatabase } from "rxdb/plugins/core";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measure } from "./measure.ts";

/**
 * What our storage costs against hand-written `node:sqlite` code doing the same work in the same process: JSON text, the
 * same three indexes, WAL, synchronous NORMAL. Ours goes through the public RxDB collection with the ajv wrapper, as the
 * app does. Both sides run in turn, several rounds, the least time of each counts. Raw keeps SQLite's default log length;
 * what our longer log gains on a big insert is told by the last row.
 */
const guestCount = 10_000;
const rounds = 5;
const findCount = 300;
const readCount = 5_000;
const countCount = 100;
const patchCount = 1_000;

/** Pages in the log before SQLite moves them into the file: its default, and what our storage sets. */
const sqliteLogPages = 1_000;
const ourLogPages = 4_000;

const wedding = "wedding-1";
const familyOf = (at: number) => `Family ${String((at * 7_919) % guestCount).padStart(5, "0")}`;
const householdOf = (at: number) => `household-${String(Math.floor(at / 4) % 2_500)}`;
const idOf = (at: number) => `guest-${String((at * 104_729) % guestCount).padStart(6, "0")}-01h5zt`;

function guestAt(at: number): Guest {
  return {
    id: idOf(at),
    weddingId: wedding,
    householdId: householdOf(at),
    kind: "adult",
    givenName: `Given ${String(at)}`,
    familyName: familyOf(at),
    language: "en",
    zone: null,
    side: at % 2 === 0 ? "hers" : "his",
    tags: ["family", "friday"],
    diet: "",
    accessNeeds: "",
    table: "",
    note: "came from the list",
    contactPoints: [
      {
        id: `contact-${String(at)}`,
        channel: "email",
        address: `guest${String(at)}@guests.usher.test`,
        entered: `guest${String(at)}@guests.usher.test`,
        lineType: "unknown",
        standing: "unproven",
        consent: "assumed",
      },
    ],
    preferredChannel: null,
    invitedTo: ["event-1"],
    importId: null,
    createdAt: 1_800_000_000_000,
    updatedAt: 1_800_000_000_000,
  };
}

interface Side {
  bulkInsert(guests: Guest[]): Promise<void>;
  find(from: number): Promise<number>;
  read(at: number): Promise<string | undefined>;
  count(at: number): Promise<number>;
  patch(at: number, note: string): Promise<void>;
  /** Closes and opens again, so that nothing is answered from what was just written. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

function rawSide(path: string, checkpointPages: number): Side {
  const open = () => {
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${String(checkpointPages)};
      CREATE TABLE IF NOT EXISTS guests(id TEXT PRIMARY KEY, wedding TEXT, household TEXT, family TEXT, data TEXT);
      CREATE INDEX IF NOT EXISTS by_wedding ON guests(wedding, id);
      CREATE INDEX IF NOT EXISTS by_household ON guests(wedding, household, id);
      CREATE INDEX IF NOT EXISTS by_family ON guests(wedding, family, id)`);
    return {
      database,
      insert: database.prepare("INSERT INTO guests VALUES (?, ?, ?, ?, ?)"),
      find: database.prepare("SELECT data FROM guests WHERE wedding = ? AND family >= ? ORDER BY family, id LIMIT 50"),
      read: database.prepare("SELECT data FROM guests WHERE id = ?"),
      count: database.prepare("SELECT count(*) AS n FROM guests WHERE wedding = ? AND household >= ?"),
      update: database.prepare("UPDATE guests SET wedding = ?, household = ?, family = ?, data = ? WHERE id = ?"),
    };
  };
  let on = open();
  const parse = (row: unknown) => JSON.parse((row as { data: string }).data) as Guest;
  return {
    bulkInsert: async (guests) => {
      on.database.exec("BEGIN");
      for (const guest of guests) {
        on.insert.run(guest.id, guest.weddingId, guest.householdId, guest.familyName, JSON.stringify(guest));
      }
      on.database.exec("COMMIT");
    },
    find: async (from) => on.find.all(wedding, familyOf(from)).map(parse).length,
    read: async (at) => parse(on.read.get(idOf(at))).id,
    count: async (at) => Number((on.count.get(wedding, householdOf(at)) as { n: number }).n),
    patch: async (at, note) => {
      const guest = { ...parse(on.read.get(idOf(at))), note };
      on.update.run(guest.weddingId, guest.householdId, guest.familyName, JSON.stringify(guest), guest.id);
    },
    reopen: async () => {
      on.database.close();
      on = open();
    },
    close: async () => on.database.close(),
  };
}

async function rxSide(path: string): Promise<Side> {
  const schema = rxSchemaOf(guestSchema, {
    version: 0,
    primaryKey: "id",
    indexes: ["weddingId", ["weddingId", "householdId"], ["weddingId", "familyName"]],
  });
  const open = async (): Promise<{ database: RxDatabase; guests: RxCollection<Guest> }> => {
    const database = await createRxDatabase({
      name: "bench",
      storage: wrappedValidateAjvStorage({ storage: getRxStorageNodeSqlite({ path, synchronous: "NORMAL" }) }),
      multiInstance: false,
      eventReduce: true,
    });
    const { guests } = await database.addCollections({ guests: { schema } });
    return { database, guests: guests as unknown as RxCollection<Guest> };
  };
  let on = await open();
  return {
    bulkInsert: async (guests) => {
      const { error } = await on.guests.bulkInsert(guests);
      if (error.length > 0) throw new Error("a bench document was refused");
    },
    find: async (from) => {
      const query = {
        selector: { weddingId: wedding, familyName: { $gte: familyOf(from) } },
        sort: [{ familyName: "asc" as const }],
        limit: 50,
      };
      return (await on.guests.find(query).exec()).length;
    },
    read: async (at) => (await on.guests.findOne(idOf(at)).exec())?.id,
    count: (at) => on.guests.count({ selector: { weddingId: wedding, householdId: { $gte: householdOf(at) } } }).exec(),
    patch: async (at, note) => {
      const guest = await on.guests.findOne(idOf(at)).exec();
      await guest?.incrementalPatch({ note });
    },
    reopen: async () => {
      await on.database.close();
      on = await open();
    },
    close: async () => {
      await on.database.close();
    },
  };
}

const works = ["bulkInsert", "indexed find", "point read", "count", "patch"] as const;
type Work = (typeof works)[number];
type Times = Record<Work, number>;

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measureRound(side: Side, guests: Guest[]): Promise<Times> {
  const inserted = await timed(() => side.bulkInsert(guests));
  await side.reopen();
  const read = await timed(async () => {
    for (let at = 0; at < readCount; at += 1) if ((await side.read(at)) !== idOf(at)) throw new Error("read another guest");
  });
  await side.reopen();
  const found = await timed(async () => {
    for (let at = 0; at < findCount; at += 1) if ((await side.find(at * 31)) === 0) throw new Error("found nobody");
  });
  const counted = await timed(async () => {
    for (let at = 0; at < countCount; at += 1) if ((await side.count(at * 97)) === 0) throw new Error("counted nobody");
  });
  await side.reopen();
  const patched = await timed(async () => {
    for (let at = 0; at < patchCount; at += 1) await side.patch(at * 7, `changed ${String(at)}`);
  });
  return { bulkInsert: inserted, "point read": read, "indexed find": found, count: counted, patch: patched };
}

const budgets: Times = { bulkInsert: 1.5, "indexed find": 2, "point read": 3, count: 2, patch: 2.2 };

/** Ratios to raw `node:sqlite`, and the milliseconds behind them. */
export async function storageRows(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), "usher-bench-"));
  const best = { raw: {} as Partial<Times>, ours: {} as Partial<Times> };
  let rawLongLog = Infinity;
  const keep = (name: "raw" | "ours", times: Times) => {
    for (const work of works) best[name][work] = Math.min(best[name][work] ?? Infinity, times[work]);
  };
  try {
    const guests = Array.from({ length: guestCount }, (_, at) => guestAt(at));
    for (let round = 0; round < rounds; round += 1) {
      const raw = rawSide(join(folder, `raw-${String(round)}.db`), sqliteLogPages);
      keep("raw", await measureRound(raw, guests));
      await raw.close();
      const longLog = rawSide(join(folder, `long-${String(round)}.db`), ourLogPages);
      rawLongLog = Math.min(rawLongLog, await timed(() => longLog.bulkInsert(guests)));
      await longLog.close();
      const ours = await rxSide(join(folder, `rx-${String(round)}.db`));
      keep("ours", await measureRound(ours, guests));
      await ours.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const sameLog = {
    name: "storage bulkInsert vs raw with our log length",
    value: (best.ours.bulkInsert ?? Number.NaN) / rawLongLog,
    unit: "x",
    budget: null,
  };
  const rows = works.flatMap((work) => {
    const [raw = Number.NaN, ours = Number.NaN] = [best.raw[work], best.ours[work]];
    return [
      { name: `storage ${work} vs raw`, value: ours / raw, unit: "x", budget: budgets[work] },
      { name: `storage ${work}`, value: ours, unit: "ms", budget: null },
    ];
  });
  return [...rows, sameLog];
}
