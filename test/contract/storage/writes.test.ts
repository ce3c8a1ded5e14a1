import { describe, expect, test } from "vitest";
import { both, human, humanSchema, insert, prepared, write, type Human } from "./contract-kit.ts";
import { openInstance } from "./storage-pair.ts";

/** Freezes deeply, so that a storage that changes its input fails. */
function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

describe.each(both)("writing to $name", ({ storage }) => {
  const open = () => openInstance<Human>(storage(), { schema: humanSchema() });

  test("a document comes back exactly as it was written", async () => {
    const instance = await open();
    const document = human("a", { name: 'Zoë "quote" \u0000 🎉' });
    expect((await insert(instance, frozen(document))).error).toEqual([]);
    expect(await instance.findDocumentsById(["a"], false)).toEqual([document]);
    await instance.remove();
  });

  test("inserting over a document is a conflict that tells what is there", async () => {
    const instance = await open();
    const first = human("a");
    await insert(instance, first);
    const second = human("a", { age: 31 });
    const { error } = await insert(instance, second);
    expect(error).toEqual([
      { isError: true, status: 409, documentId: "a", writeRow: { document: second }, documentInDb: first, context: "test" },
    ]);
    expect(await instance.findDocumentsById(["a"], false)).toEqual([first]);
    await instance.remove();
  });

  test("a tombstone conflicts like a document", async () => {
    const instance = await open();
    const tombstone = human("a", { deleted: true });
    await insert(instance, tombstone);
    const { error } = await insert(instance, human("a"));
    expect(error[0]).toMatchObject({ status: 409, documentInDb: tombstone });
    await instance.remove();
  });

  test("a previous state is not needed where nothing is, and does not hurt", async () => {
    const instance = await open();
    const { error } = await write(instance, { previous: human("a"), document: human("a", { age: 40 }) });
    expect(error).toEqual([]);
    expect(await instance.findDocumentsById(["a"], false)).toMatchObject([{ age: 40 }]);
    await instance.remove();
  });

  test("only the revision decides whether a previous state is the right one", async () => {
    const instance = await open();
    const first = human("a");
    await insert(instance, first);
    const stale = await write(instance, { previous: { ...first, _rev: "0-other" }, document: human("a") });
    expect(stale.error).toMatchObject([{ status: 409 }]);
    const right = await write(instance, { previous: { ...first, age: 99 }, document: human("a", { age: 32 }) });
    expect(right.error).toEqual([]);
    await instance.remove();
  });

  test("conflicting rows fail alone and the others land", async () => {
    const instance = await open();
    await insert(instance, human("a"));
    const { error } = await insert(instance, human("b"), human("a"), human("c"));
    expect(error.map(({ documentId }) => documentId)).toEqual(["a"]);
    expect(await instance.findDocumentsById(["a", "b", "c"], false)).toHaveLength(3);
    await instance.remove();
  });

  test("of two rows with one id the right one lands and is told, the stale one is an error", async () => {
    const instance = await open();
    const heard: string[] = [];
    instance.changeStream().subscribe(({ events }) => heard.push(...events.map(({ documentData }) => documentData._rev)));
    const [first, second, stale] = [human("a"), human("a", { age: 2 }), human("a", { age: 3 })] as const;
    await insert(instance, first);
    const { error } = await write(instance, { previous: first, document: second }, { document: stale });
    expect(error).toMatchObject([{ status: 409, writeRow: { document: stale } }]);
    expect(heard).toEqual([first._rev, second._rev]);
    expect(await instance.findDocumentsById(["a"], false)).toEqual([second]);
    await instance.remove();
  });

  test("of overlapping writes the first one called wins", async () => {
    const instance = await open();
    const answers = await Promise.all(["first", "second", "third"].map((name) => insert(instance, human("a", { name }))));
    expect(answers.map(({ error }) => error.length)).toEqual([0, 1, 1]);
    expect(await instance.findDocumentsById(["a"], false)).toMatchObject([{ name: "first" }]);
    await instance.remove();
  });

  test("listeners hear of a write before it is acknowledged, and nothing of one that changed nothing", async () => {
    const instance = await open();
    const heard: string[] = [];
    instance.changeStream().subscribe((bulk) => heard.push(bulk.events.map(({ operation }) => operation).join()));
    await insert(instance, human("a")).then(() => heard.push("acknowledged"));
    await insert(instance, human("a"));
    await insert(instance, human("gone", { deleted: true }));
    expect(heard).toEqual(["INSERT", "acknowledged"]);
    await instance.remove();
  });

  test("insert, update, delete and undelete are told with what was there before", async () => {
    const instance = await open();
    const told: unknown[] = [];
    instance.changeStream().subscribe(({ events, context }) => {
      for (const { operation, documentData, previousDocumentData } of events) {
        told.push([context, operation, documentData._rev, previousDocumentData?._rev]);
      }
    });
    const states = [human("a"), human("a", { age: 2 }), human("a", { deleted: true }), human("a", { age: 3 })] as const;
    const [first, second, third, fourth] = states;
    await insert(instance, first);
    await write(instance, { previous: first, document: second });
    await write(instance, { previous: second, document: third });
    await write(instance, { previous: third, document: fourth });
    expect(told).toEqual([
      ["test", "INSERT", first._rev, undefined],
      ["test", "UPDATE", second._rev, first._rev],
      ["test", "DELETE", third._rev, second._rev],
      ["test", "INSERT", fourth._rev, undefined],
    ]);
    await instance.remove();
  });

  test("a document is found under its new values after a change of an indexed field", async () => {
    const instance = await open();
    const first = human("a", { age: 10 });
    await insert(instance, first);
    await write(instance, { previous: first, document: { ...first, age: 20, _rev: "2-x" } });
    const { documents } = await instance.query(prepared({ selector: { age: 20 } }));
    expect(documents.map(({ id }) => id)).toEqual(["a"]);
    await instance.remove();
  });
});
