import { createGuests, sampleWedding } from "../../src/main/hub/guests/index.ts";
import { createSystemClock } from "../../src/main/hub/ports/system/system-clock.ts";
import { createSystemIds } from "../../src/main/hub/ports/system/system-ids.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../src/main/hub/ports/index.ts";
import { openStore } from "../../src/main/hub/store/index.ts";
import { guestViewSchema } from "../../src/shared/domain/guest-view.ts";
import type { Measure } from "./measure.ts";

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, part: () => silent };
const given = [
  "Léa",
  "Omar",
  "Siobhán",
  "José",
  "ليلى",
  "Małgorzata",
  "Zoë",
  "François",
  "Jürgen",
  "Åsa",
  "Yuki",
  "Elif",
  "Chloë",
  "Igor",
  "Kate",
  "Robert",
  "Anna",
  "Thomas",
  "Inès",
  "Paul",
];
const syllables = [
  "ha",
  "mü",
  "ko",
  "wal",
  "gar",
  "cí",
  "ngu",
  "yen",
  "smi",
  "tho",
  "ber",
  "łuk",
  "ta",
  "na",
  "ros",
  "si",
  "van",
  "del",
  "fer",
  "reira",
  "dub",
  "ois",
  "schu",
  "mann",
  "o’",
  "neill",
  "pat",
  "el",
  "kha",
  "lil",
];

const familyOf = (index: number): string => {
  const name = [index % 30, Math.floor(index / 30) % 30, Math.floor(index / 900) % 30].map((part) => syllables[(part * 7) % 30]).join("");
  return name.charAt(0).toUpperCase() + name.slice(1);
};

/** A guest list of couples: every other row joins the household of the row above it; one in three has a phone. */
export const guestCsvOf = (rows: number): string =>
  [
    "First name,Surname,Household,Email,Mobile,Diet",
    ...Array.from({ length: rows }, (_, index) => {
      const couple = Math.floor(index / 2);
      const phone = index % 3 === 0 ? `+49 171 ${String(3_920_000 + index)}` : "";
      return `${given[(index * 13) % 20]},${familyOf(couple)},The ${familyOf(couple)}s no. ${couple},guest${index}@guests.usher.test,${phone},${index % 9 === 0 ? "vegan" : ""}`;
    }),
  ].join("\r\n");

const columns = ["given-name", "family-name", "household", "email", "phone", "diet"] as const;

const importList = async (guests: ReturnType<typeof createGuests>, weddingId: string, csv: string): Promise<void> => {
  const bytes = Buffer.from(csv);
  const { importId, chunkBytes } = await guests.imports.start({ weddingId, fileName: "guests.csv", sizeBytes: bytes.length });
  for (let index = 0; index * chunkBytes < bytes.length; index += 1) {
    await guests.imports.chunk({
      importId,
      index,
      base64: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes).toString("base64"),
    });
  }
  await guests.imports.read({ importId });
  await guests.imports.preview({ importId, mapping: columns.map((field, index) => ({ index, field })), defaultCountry: "DE" });
  for (let offset = 0; ; offset += 400) {
    const { rows, total } = await guests.imports.rows({ importId, verdict: "duplicate", offset, limit: 400 });
    for (const row of rows)
      await guests.imports.fix({ importId, row: row.row, change: { kind: "decision", decision: "different-person" } });
    if (offset + rows.length >= total) break;
  }
  await guests.imports.commit({ importId });
};

const withRoom = async <Result>(run: (guests: ReturnType<typeof createGuests>, weddingId: string) => Promise<Result>): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), "usher-bench-guests-"));
  const clock = createSystemClock();
  const ids = createSystemIds();
  const store = await openStore({ path: join(folder, "store.sqlite") });
  const guests = createGuests({ collections: store.collections, historyPath: join(folder, "history.sqlite"), clock, ids, logger: silent });
  const { wedding, events } = sampleWedding({ clock, ids });
  await store.collections.weddings.insert(wedding);
  await store.collections.events.bulkInsert([...events]);
  try {
    return await run(guests, wedding.id);
  } finally {
    await guests.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const queries = [
  "l",
  "le",
  "lea",
  "smi",
  "kowlaski",
  "müller",
  "o'neill",
  "171 39",
  "guest77",
  "vegan",
  "zoe ha",
  "tho ber",
  "xqz",
  "malgorz",
  "the ha",
];

/** Hub time of an import from the first chunk to the last write, and of a search from typed letter to ids. */
export const guestRows = async (): Promise<Measure[]> => {
  const { seconds, cpuSeconds } = await withRoom(async (guests, weddingId) => {
    const csv = guestCsvOf(50_000);
    const start = performance.now();
    const cpuBefore = process.threadCpuUsage();
    await importList(guests, weddingId, csv);
    const { user, system } = process.threadCpuUsage(cpuBefore);
    return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1_000_000 };
  });
  const p99 = await withRoom(async (guests, weddingId) => {
    await importList(guests, weddingId, guestCsvOf(10_000));
    const times: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      for (const search of queries) {
        const start = performance.now();
        await guests.ids({ weddingId, view: guestViewSchema.parse({ search }) });
        if (round > 0) times.push(performance.now() - start);
      }
    }
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  });
  return [
    { name: "import 50,000 rows", value: seconds, unit: "s", budget: 3 },
    // What it would be if nothing else ran on the machine, and the disk took no time.
    { name: "import 50,000 rows, CPU of the hub's thread", value: cpuSeconds, unit: "s", budget: null },
    { name: "search 10,000 guests p99", value: p99, unit: "ms", budget: 5 },
  ];
};
