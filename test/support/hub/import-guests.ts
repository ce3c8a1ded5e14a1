import type { UsherClient } from "#shared/api/contract.ts";

/** Letters by which no two of them look like one person. */
const nameOf = (index: number): string => {
  const mixed = Math.imul(index + 1, 2_654_435_761) >>> 0;
  return `G${mixed.toString(26).replaceAll(/\d/gu, (digit) => String.fromCodePoint(112 + Number(digit)))}`;
};

const guestLine = (index: number, channel: "email" | "sms"): string => {
  const number = String(index).padStart(3, "0");
  const name = `${nameOf(index)},${nameOf(index + 7_919)}`;
  return channel === "email" ? `${name},guest${number}@guests.usher.test` : `${name},+491512345${number.padStart(4, "0")}`;
};

/** Imports so many people from a file, as a planner would; each has one address. */
export const importGuests = async (client: UsherClient, weddingId: string, channel: "email" | "sms", guests: number): Promise<void> => {
  const header = channel === "email" ? "First name,Last name,Email" : "First name,Last name,Mobile";
  const bytes = Buffer.from([header, ...Array.from({ length: guests }, (_, index) => guestLine(index, channel))].join("\n"));
  const { importId } = await client.imports.start({ weddingId, fileName: "guests.csv", sizeBytes: bytes.byteLength });
  await client.imports.chunk({ importId, index: 0, base64: bytes.toString("base64") });
  const { columns } = await client.imports.read({ importId });
  await client.imports.preview({
    importId,
    mapping: columns.map(({ index, suggested }) => ({ index, field: suggested })),
    defaultCountry: "DE",
  });
  // Near-equal names are the point of such a list, not a doubt about it.
  const { rows } = await client.imports.rows({ importId, verdict: "duplicate", offset: 0, limit: 400 });
  for (const { row } of rows) await client.imports.fix({ importId, row, change: { kind: "decision", decision: "different-person" } });
  await client.imports.commit({ importId });
};
