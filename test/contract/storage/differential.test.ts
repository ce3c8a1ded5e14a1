import { normalizeMangoQuery, prepareQuery, type BulkWriteRow, type MangoQuery } from "rxdb/plugins/core";
import { expect, test } from "vitest";
import { flavours, randomText, randomThing, thingSchema, type Flavour, type StoredThing, type Thing } from "./fuzz-documents.ts";
import { randomQuery } from "./fuzz-queries.ts";
import { randomSource, type RandomSource } from "./random-source.ts";
import { openInstance, storages, type AnyInstance } from "./storage-pair.ts";

const isFull = process.env["USHER_FULL"] === "1";
/** Fuzzing is random on purpose; a failure prints the seed, and `USHER_SEED` repeats it. */
const seed = Number(process.env["USHER_SEED"] ?? 20_270_612);
const stepsPerRound = isFull ? 1_000 : 130;

interface Pair {
  readonly ours: AnyInstance<Thing>;
  readonly reference: AnyInstance<Thing>;
}

const indexed = thingSchema(true);
const bare = thingSchema(false);

async function outcome(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch {
    return "refused";
  }
}

async function compareQuery({ ours, reference }: Pair, query: MangoQuery<Thing>, note: string): Promise<void> {
  const normal = () => normalizeMangoQuery(indexed, structuredClone(query) as never);
  const ask = (instance: AnyInstance<Thing>, schema: typeof indexed) =>
    outcome(async () => (await instance.query(prepareQuery(schema, normal()) as never)).documents);
  const expected = await ask(reference, bare);
  expect(await ask(ours, indexed), `${note} query ${JSON.stringify(query)}`).toEqual(expected);
  const count = (instance: AnyInstance<Thing>, schema: typeof indexed) =>
    outcome(async () => (await instance.count(prepareQuery(schema, normal()) as never)).count);
  expect(await count(ours, indexed), `${note} count ${JSON.stringify(query)}`).toBe(await count(reference, bare));
}

class Writer {
  readonly ids: string[] = [];
  readonly current = new Map<string, StoredThing>();
  readonly #random: RandomSource;
  readonly #flavour: Flavour;
  #clock = 1_000;

  constructor(random: RandomSource, flavour: Flavour) {
    this.#random = random;
    this.#flavour = flavour;
  }

  rows(): BulkWriteRow<Thing>[] {
    const rows = new Map<string, BulkWriteRow<Thing>>();
    for (let at = this.#random.int(6); at >= 0; at -= 1) {
      const row = this.#row();
      rows.set(row.document.id, row);
    }
    return [...rows.values()];
  }

  #row(): BulkWriteRow<Thing> {
    const random = this.#random;
    const isNew = this.ids.length < 20 || random.chance(0.4);
    const id = isNew ? `${randomText(random, this.#flavour)}${String(this.ids.length)}` : random.pick(this.ids);
    if (!this.ids.includes(id)) this.ids.push(id);
    const known = this.current.get(id);
    this.#clock += 1;
    const document = {
      ...randomThing(random, this.#flavour, id),
      _deleted: random.chance(0.15),
      _attachments: {},
      _rev: `${String(this.#clock)}-x`,
      _meta: { lwt: this.#clock },
    } as StoredThing;
    if (known === undefined || random.chance(0.1)) return { document };
    const previous = random.chance(0.1) ? { ...known, _rev: "0-stale" } : known;
    return { previous, document };
  }
}

async function compareWrite({ ours, reference }: Pair, writer: Writer, note: string): Promise<void> {
  const rows = writer.rows();
  const run = async (instance: AnyInstance<Thing>) => {
    const heard: unknown[] = [];
    const listening = instance.changeStream().subscribe((bulk) => heard.push({ context: bulk.context, events: bulk.events }));
    const { error } = await instance.bulkWrite(structuredClone(rows), "fuzz");
    listening.unsubscribe();
    return { error, heard };
  };
  const expected = await run(reference);
  const got = await run(ours);
  expect(got, `${note} write ${JSON.stringify(rows)}`).toEqual(expected);
  const failed = new Set(expected.error.map((error) => error.documentId));
  for (const { document } of rows) if (!failed.has(document.id)) writer.current.set(document.id, document as StoredThing);
}

async function compareEverything({ ours, reference }: Pair, writer: Writer, note: string): Promise<void> {
  const byId = (documents: readonly StoredThing[]) => new Map(documents.map((document) => [document.id, document]));
  for (const withDeleted of [true, false]) {
    const expected = await reference.findDocumentsById(writer.ids, withDeleted);
    expect(byId(await ours.findDocumentsById(writer.ids, withDeleted)), `${note} by id`).toEqual(byId(expected));
  }
  const seen: StoredThing[] = [];
  let checkpoint: unknown;
  for (;;) {
    const page = await ours.getChangedDocumentsSince?.(7, checkpoint);
    if (page === undefined || page.documents.length === 0) break;
    seen.push(...page.documents);
    checkpoint = page.checkpoint;
  }
  expect(seen, `${note} changes`).toHaveLength(writer.current.size);
  expect(byId(seen), `${note} changes`).toEqual(writer.current);
}

async function round(flavour: Flavour, number: number): Promise<{ queries: number; writes: number }> {
  const random = randomSource(seed + number);
  const pair: Pair = {
    ours: await openInstance<Thing>(storages.sqlite(), { schema: indexed }),
    reference: await openInstance<Thing>(storages.memory(), { schema: bare }),
  };
  const writer = new Writer(random, flavour);
  const done = { queries: 0, writes: 0 };
  for (let step = 0; step < stepsPerRound; step += 1) {
    const note = `seed ${String(seed)} round ${String(number)} step ${String(step)}:`;
    if (step < 10 || random.chance(0.15)) {
      await compareWrite(pair, writer, note);
      done.writes += 1;
    } else {
      await compareQuery(pair, randomQuery(random, flavour, writer.ids), note);
      done.queries += 1;
    }
  }
  await compareEverything(pair, writer, `seed ${String(seed)} round ${String(number)}`);
  await pair.ours.close();
  await pair.reference.remove();
  return done;
}

test.each(flavours.map((flavour, number) => ({ flavour, number })))(
  "random queries and writes give what RxDB's memory storage gives, flavour $number",
  { timeout: 120_000 },
  async ({ flavour, number }) => {
    const done = await round(flavour, number);
    expect(done.queries).toBeGreaterThan(stepsPerRound / 2);
    expect(done.writes).toBeGreaterThan(stepsPerRound / 20);
  },
);
