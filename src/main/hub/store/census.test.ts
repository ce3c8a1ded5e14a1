import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MangoQuerySelector } from "rxdb/plugins/core";
import { afterAll, expect, test } from "vitest";
import type { Message } from "#shared/domain/message.ts";
import { messageOf } from "#hub/delivery/message-of.ts";
import { oneIntent } from "#test/dispatch/rows.ts";
import { openStore, type Store } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "usher-census-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const template = messageOf(
  { intent: oneIntent, attempts: [], facts: [], damaged: 0, earlier: [], state: { kind: "cancelled" } },
  () => null,
);

/** A few values of each field, so that combinations meet; times that fall into a few hours, and together. */
const message = fc.record({
  id: fc.nat(12).map((at) => `m${at}`),
  weddingId: fc.constantFrom("wedding-1", "wedding-2"),
  campaignId: fc.constantFrom("campaign-1", "campaign-2"),
  state: fc.constantFrom<Message["state"]>("accepted", "queued", "held"),
  delivery: fc.constantFrom<Message["delivery"]>(null, "sent", "bounced"),
  provider: fc.constantFrom<Message["provider"]>(null, "resend", "resend#2"),
  updatedAt: fc.nat(40).map((quarters) => quarters * 900_000),
});

type Change = { readonly write: Partial<Message> } | { readonly remove: string };
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: message.map((write) => ({ write })) },
  { weight: 1, arbitrary: fc.nat(12).map((at) => ({ remove: `m${at}` })) },
);

const selector: fc.Arbitrary<MangoQuerySelector<Message>> = fc.constantFrom<MangoQuerySelector<Message>>(
  { weddingId: "wedding-1" },
  { weddingId: "wedding-1", campaignId: "campaign-2" },
  { weddingId: "wedding-1", state: { $in: ["queued", "held"] } },
  { weddingId: "wedding-2", $or: [{ state: "held" }, { state: "accepted", delivery: { $in: ["bounced"] } }] },
  { weddingId: "wedding-1", provider: null },
  { weddingId: "wedding-1", provider: { $ne: "resend" } },
);

const apply = async ({ collections: { messages } }: Store, changes: readonly Change[]): Promise<void> => {
  for (const one of changes) {
    if ("write" in one) await messages.bulkUpsert([{ ...template, ...one.write }]);
    else await (await messages.findOne(one.remove).exec())?.remove();
  }
};

/** The same question with a word more that the census does not know, so that the documents themselves answer. */
const plainly = (asked: MangoQuerySelector<Message>): MangoQuerySelector<Message> => ({ ...asked, attempts: { $gte: 0 } });

let files = 0;
test(
  "pages and counts by the census are those of the documents, after any course of writes and removals",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 40 }), fc.array(selector, { minLength: 3, maxLength: 3 }), async (changes, asked) => {
        const store = await openStore({ path: join(folder, `${(files += 1)}.db`) });
        try {
          await apply(store, changes);
          const { messages } = store.collections;
          for (const one of asked) {
            const all = await messages.find({ selector: plainly(one), sort: [{ updatedAt: "desc" }] }).exec();
            expect(await messages.count({ selector: one }).exec()).toBe(all.length);
            for (const [skip, limit] of [
              [0, 3],
              [2, 4],
              [5, 100],
            ] as const) {
              const page = await messages.find({ selector: one, sort: [{ updatedAt: "desc" }], skip, limit }).exec();
              expect(page.map(({ id }) => id)).toEqual(all.slice(skip, skip + limit).map(({ id }) => id));
            }
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns: 25 },
    );
  },
);

test("what is kept incrementally is what a recount gives, and nothing is kept of what has gone", async () => {
  const path = join(folder, "recount.db");
  const store = await openStore({ path });
  await apply(store, fc.sample(change, { numRuns: 300, seed: 7 }));
  await store.close();
  const file = new DatabaseSync(path);
  const [name] = file.prepare("SELECT name FROM sqlite_schema WHERE name LIKE '%\\_tally' ESCAPE '\\'").all();
  const table = String(name?.["name"]).replace("_tally", "");
  const kept = file.prepare(`SELECT tuple, span, n FROM ${table}_tally ORDER BY tuple, span`).all();
  const counted = file
    .prepare(`SELECT tuple, CAST(at / 3600000 AS INTEGER) AS span, count(*) AS n FROM ${table}_place GROUP BY 1, 2 ORDER BY 1, 2`)
    .all();
  const [places, live] = [`SELECT count(*) AS n FROM ${table}_place`, `SELECT count(*) AS n FROM ${table} WHERE del = 0`].map(
    (sql) => file.prepare(sql).get()?.["n"],
  );
  file.close();
  expect(kept).toEqual(counted);
  expect(places).toBe(live);
});

test("a store that was written before there was a census gets one when it is opened", async () => {
  const path = join(folder, "older.db");
  const first = await openStore({ path });
  await apply(first, fc.sample(change, { numRuns: 50, seed: 3 }));
  await first.close();
  const file = new DatabaseSync(path);
  const [stored] = file.prepare("SELECT store, layout FROM stores WHERE collection = 'messages'").all();
  const table = `docs_${String(stored?.["store"])}`;
  file.exec(
    ["insert", "update", "delete"].map((name) => `DROP TRIGGER ${table}_census_${name};`).join("") +
      ["tuple", "tally", "place"].map((name) => `DROP TABLE ${table}_${name};`).join(""),
  );
  const { census: _, ...layout } = JSON.parse(String(stored?.["layout"])) as Record<string, unknown>;
  file.prepare("UPDATE stores SET layout = ? WHERE collection = 'messages'").run(JSON.stringify(layout));
  file.close();
  const second = await openStore({ path });
  const { messages } = second.collections;
  const asked = { weddingId: "wedding-1" };
  expect(await messages.count({ selector: asked }).exec()).toBe((await messages.find({ selector: plainly(asked) }).exec()).length);
  await second.close();
});
