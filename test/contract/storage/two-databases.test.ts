import { addRxPlugin } from "rxdb/plugins/core";
import { disableWarnings, RxDBDevModePlugin } from "rxdb/plugins/dev-mode";
import { RxDBLocalDocumentsPlugin } from "rxdb/plugins/local-documents";
import { expect, test } from "vitest";
import { numbered, openHumans } from "./collection-kit.ts";
import { plainHumanSchema } from "./contract-kit.ts";

// RxDB opens one name twice only in its strict mode, which also freezes what it hands to a storage.
disableWarnings();
addRxPlugin(RxDBDevModePlugin);
addRxPlugin(RxDBLocalDocumentsPlugin);

test("two databases of one name in this process hear each other, until the collection is removed for both", async () => {
  const wish = {
    collection: { schema: plainHumanSchema(), localDocuments: true },
    database: { multiInstance: true, ignoreDuplicate: true },
  };
  const [one, two] = [await openHumans("pair.db", wish), await openHumans("pair.db", wish)];
  const counts: number[] = [];
  const listening = two.humans.find().$.subscribe((found) => counts.push(found.length));
  await one.humans.insert(numbered(1));
  await expect.poll(() => counts.at(-1)).toBe(1);
  await one.humans.insertLocal("table plan", { round: true });
  expect((await two.humans.getLocal("table plan"))?.toJSON()).toMatchObject({ data: { round: true } });
  const [mine, theirs] = [await one.humans.findOne().exec(true), await two.humans.findOne().exec(true)];
  await Promise.all([
    ...[1, 2, 3].map(() => mine.incrementalModify((data) => ({ ...data, age: data.age + 1 }))),
    ...[1, 2, 3].map(() => theirs.incrementalModify((data) => ({ ...data, age: data.age + 1 }))),
  ]);
  await expect.poll(() => mine.getLatest().age).toBe(7);
  listening.unsubscribe();
  await one.humans.remove();
  await expect.poll(() => two.humans.closed).toBe(true);
  await Promise.all([one.database.close(), two.database.close()]);
});
