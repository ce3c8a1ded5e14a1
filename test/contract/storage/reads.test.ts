import { describe, expect, test } from "vitest";
import { both, human, humanSchema, idsOf, insert, prepared, write, type Human, type HumanInstance } from "./contract-kit.ts";
import { openInstance } from "./storage-pair.ts";

async function changedIds(instance: HumanInstance, limit: number, checkpoint?: unknown) {
  const page = await instance.getChangedDocumentsSince?.(limit, checkpoint);
  return { ids: page?.documents.map(({ id }) => id), checkpoint: page?.checkpoint as unknown };
}

describe.each(both)("reading from $name", ({ storage }) => {
  const open = () => openInstance<Human>(storage(), { schema: humanSchema() });

  test("ids that do not exist are left out, tombstones too unless asked for", async () => {
    const instance = await open();
    await insert(instance, human("a"), human("gone", { deleted: true }));
    const ids = async (withDeleted: boolean) =>
      (await instance.findDocumentsById(["a", "gone", "never"], withDeleted)).map(({ id }) => id).sort();
    expect(await ids(false)).toEqual(["a"]);
    expect(await ids(true)).toEqual(["a", "gone"]);
    expect(await instance.findDocumentsById([], true)).toEqual([]);
    await instance.remove();
  });

  test("five thousand ids are asked for at once", async () => {
    const instance = await open();
    const ids = Array.from({ length: 5_000 }, (_, at) => `h${String(at)}`);
    // Fewer documents: the memory storage compares each with each id.
    const there = ids.filter((_, at) => at % 10 === 0);
    await insert(instance, ...there.map((id) => human(id)));
    expect(await instance.findDocumentsById(ids, false)).toHaveLength(there.length);
    expect(await idsOf(instance, { selector: { id: { $in: ids } } })).toHaveLength(there.length);
    await instance.remove();
  });

  test("skip and limit cut the sorted result, limit 0 gives none", async () => {
    const instance = await open();
    await insert(instance, ...[5, 3, 1, 4, 2].map((age) => human(`h${String(age)}`, { age })));
    const sort = [{ age: "desc" as const }];
    expect(await idsOf(instance, { sort })).toEqual(["h5", "h4", "h3", "h2", "h1"]);
    expect(await idsOf(instance, { sort, skip: 1, limit: 2 })).toEqual(["h4", "h3"]);
    expect(await idsOf(instance, { sort, skip: 3 })).toEqual(["h2", "h1"]);
    expect(await idsOf(instance, { sort, limit: 0 })).toEqual([]);
    await instance.remove();
  });

  test("a count is fast and says how many a query would find", async () => {
    const instance = await open();
    await insert(instance, ...[1, 2, 3, 4].map((age) => human(`h${String(age)}`, { age })), human("gone", { age: 2, deleted: true }));
    expect(await instance.count(prepared({ selector: { age: { $lte: 3 } } }))).toEqual({ count: 3, mode: "fast" });
    expect(await instance.count(prepared({ selector: { name: { $regex: "h[12]$" } } }))).toEqual({ count: 2, mode: "fast" });
    await instance.remove();
  });

  test("one prepared query is answered by two stores with different indexes", async () => {
    const schemas = [humanSchema({ indexes: ["age"] }), humanSchema({ indexes: ["name", "age"] })];
    const query = prepared({ selector: { age: { $gt: 1 } }, sort: [{ age: "desc" }] }, schemas[1]);
    for (const schema of [...schemas].reverse()) {
      const instance = await openInstance<Human>(storage(), { schema });
      await insert(instance, ...[1, 2, 3].map((age) => human(`h${String(age)}`, { age })));
      expect((await instance.query(query)).documents.map(({ id }) => id)).toEqual(["h3", "h2"]);
      expect((await instance.count(query)).count).toBe(2);
      await instance.remove();
    }
  });

  test("text sorts by UTF-16 units: an emoji comes before a full-width letter", async () => {
    const instance = await open();
    await insert(instance, human("1", { name: "！" }), human("2", { name: "🎉" }), human("3", { name: "z" }));
    expect(await idsOf(instance, { sort: [{ name: "asc" }] })).toEqual(["3", "2", "1"]);
    expect((await idsOf(instance, { selector: { name: { $gt: "🎉" } } })).sort()).toEqual(["1"]);
    await instance.remove();
  });

  test("two thousand alternatives in one selector are answered", async () => {
    const instance = await open();
    await insert(instance, ...[1, 2, 3].map((age) => human(`h${String(age)}`, { age })));
    const $or = Array.from({ length: 2_000 }, (_, at) => ({ age: { $eq: at + 2 }, name: { $ne: String(at) } }));
    expect((await idsOf(instance, { selector: { $or } })).sort()).toEqual(["h2", "h3"]);
    const $and = Array.from({ length: 2_000 }, (_, at) => ({ age: { $ne: at + 2 } }));
    expect(await idsOf(instance, { selector: { $and } })).toEqual(["h1"]);
    await instance.remove();
  });

  test("a pattern that is none is refused", async () => {
    const instance = await open();
    await expect(async () => instance.query(prepared({ selector: { name: { $regex: "(" } } }))).rejects.toThrow(SyntaxError);
    await instance.remove();
  });
});

test("a count with skip and limit is the length of what the query gives, exact in SQL or not", async () => {
  const instance = await openInstance<Human>(both[0]?.storage(), { schema: humanSchema() });
  await insert(instance, ...[1, 2, 3, 4, 5].map((age) => human(`h${String(age)}`, { age })));
  for (const selector of [{ age: { $lte: 4 } }, { age: { $not: { $gt: 4 } } }]) {
    const counts = [{ limit: 3 }, { skip: 1 }, { skip: 3, limit: 3 }, { skip: 9 }, { limit: 0 }].map(async (cut) => {
      const query = prepared({ selector, ...cut });
      const { count } = await instance.count(query);
      expect((await instance.query(query)).documents).toHaveLength(count);
      return count;
    });
    expect(await Promise.all(counts)).toEqual([3, 3, 1, 0, 0]);
  }
  await instance.remove();
});

describe("the feed of changes", () => {
  const open = async () => openInstance<Human>(both[0]?.storage(), { schema: humanSchema() });

  test("gives each changed document once in its newest state, page by page, tombstones too", async () => {
    const instance = await open();
    const first = human("a");
    await insert(instance, first, human("b"), human("c", { deleted: true }));
    await write(instance, { previous: first, document: human("a", { age: 50 }) });
    const one = await changedIds(instance, 2);
    expect(one.ids).toEqual(["b", "c"]);
    const two = await changedIds(instance, 2, one.checkpoint);
    expect(two.ids).toEqual(["a"]);
    const three = await changedIds(instance, 2, two.checkpoint);
    expect(three).toEqual({ ids: [], checkpoint: two.checkpoint });
    await instance.remove();
  });

  test("goes on after the checkpoint of an event", async () => {
    const instance = await open();
    let checkpoint: unknown;
    instance.changeStream().subscribe((bulk) => (checkpoint ??= bulk.checkpoint));
    await insert(instance, human("a"), human("b"));
    await insert(instance, human("c"));
    expect((await changedIds(instance, 10, checkpoint)).ids).toEqual(["c"]);
    await instance.remove();
  });

  test("does not depend on the clock: a write stamped in the past is still a newer change", async () => {
    const instance = await open();
    await insert(instance, human("a", { lwt: 2_000_000_000_000 }));
    const { checkpoint } = await changedIds(instance, 10);
    await insert(instance, human("b", { lwt: 1_000 }));
    expect((await changedIds(instance, 10, checkpoint)).ids).toEqual(["b"]);
    await instance.remove();
  });

  test("never gives a number twice, even after the newest tombstone was purged", async () => {
    const instance = await open();
    await insert(instance, human("a"), human("gone", { deleted: true }));
    const { checkpoint } = await changedIds(instance, 10);
    expect(await instance.cleanup(0)).toBe(true);
    await insert(instance, human("b"));
    expect((await changedIds(instance, 10, checkpoint)).ids).toEqual(["b"]);
    await instance.remove();
  });
});
