import { openStore } from "#hub/store/index.ts";
import { writeSync } from "node:fs";
import { sampleGuest, sampleResponse } from "#test/store/sample-rows.ts";

/** Writes guests and responses until it is killed; prints an id only once the store has acknowledged it. */
const [path = "", prefix = ""] = process.argv.slice(2);
const store = await openStore({ path });
for (let batch = 0; ; batch += 1) {
  const ids = Array.from({ length: 1 + (batch % 25) }, (_, at) => `${prefix}-${String(batch)}-${String(at)}`);
  const isDurable = batch % 5 === 0;
  const { error } = isDurable
    ? await store.collections.responses.bulkInsert(ids.map(sampleResponse))
    : await store.collections.guests.bulkInsert(ids.map(sampleGuest));
  if (error.length > 0) throw new Error("a row was refused");
  const kind = isDurable ? "response" : "guest";
  writeSync(1, `${ids.map((id) => `${kind} ${id}`).join("\n")}\n`);
}
