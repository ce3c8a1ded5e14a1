import { createHub } from "#hub/index.ts";
import { createSystemPorts } from "#hub/ports/system/index.ts";
import { guestCsvOf } from "./guests.ts";
import type { UsherClient } from "#shared/api/contract.ts";

/** Runs one hub in this process: `fill` writes guests through the import, `measure` starts, opens the list, and tells its figures. */
const [folder = "", count = "0", task] = process.argv.slice(2);

const startedAt = performance.now();
const hub = await createHub({
  ...createSystemPorts(() => undefined, {}),
  dataFolder: folder,
  host: "headless",
  version: "bench",
});
await hub.start();
const startMs = performance.now() - startedAt;

const fill = async (client: UsherClient): Promise<void> => {
  const { id: weddingId } = await client.weddings.create({
    name: "Bench",
    date: "2027-06-12",
    zone: "Europe/Berlin",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: true,
  });
  const bytes = Buffer.from(guestCsvOf(Number(count)));
  const { importId, chunkBytes } = await client.imports.start({ weddingId, fileName: "bench.csv", sizeBytes: bytes.byteLength });
  for (let index = 0; index * chunkBytes < bytes.byteLength; index += 1) {
    await client.imports.chunk({
      importId,
      index,
      base64: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes).toString("base64"),
    });
  }
  const { columns } = await client.imports.read({ importId });
  await client.imports.preview({
    importId,
    mapping: columns.map(({ index, suggested }) => ({ index, field: suggested })),
    defaultCountry: "DE",
  });
  await client.imports.commit({ importId });
};

const openList = async (client: UsherClient): Promise<void> => {
  for await (const [wedding] of await client.weddings.list()) {
    const weddingId = wedding?.id ?? "";
    const frames = await client.guests.window({
      weddingId,
      view: { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } },
      offset: 0,
      limit: 100,
    });
    for await (const frame of frames) {
      if (frame.total !== Number(count)) throw new Error(`expected ${count} guests, found ${frame.total}`);
      break;
    }
    break;
  }
};

if (task === "fill") {
  await fill(hub.client());
} else {
  await openList(hub.client());
  process.send?.({ startMs, rssMiB: process.memoryUsage.rss() / 2 ** 20 });
}
await hub.stop();
process.disconnect();
