import { createHash } from "node:crypto";
import { importFieldSchema, type ImportField } from "#shared/api/imports.ts";
import { countryOf } from "#shared/contact/phone-number.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { headerLengthMax, headerRowsLookedAt, type ImportColumn } from "./columns.ts";

/** Kinds of lists that are remembered on this computer; a planner meets a few dozen. The one not used for longest goes. */
const memoriesMax = 100;
const kind = "import-columns";

export interface ColumnChoice {
  readonly index: number;
  readonly field: ImportField;
}

/** What a person chose the columns of a list to mean, by its headers in their order. */
export interface ColumnMemory {
  /** The row from the top whose headers are known, where there is one: nobody has to point at it twice. */
  headerRowOf(rows: readonly (readonly string[])[]): Promise<number | undefined>;
  recall(columns: readonly ImportColumn[]): Promise<{ readonly mapping: readonly ColumnChoice[]; readonly country: string } | undefined>;
  remember(columns: readonly ImportColumn[], mapping: readonly ColumnChoice[], country: string): Promise<void>;
}

export const createColumnMemory = ({ settings }: Pick<StoreCollections, "settings">, clock: Clock): ColumnMemory => ({
  headerRowOf: async (rows) => {
    const signatures = rows.slice(0, headerRowsLookedAt).map(signatureOf);
    const known = await settings.findByIds(signatures.filter((id) => id !== undefined)).exec();
    const row = signatures.findIndex((id) => id !== undefined && known.has(id));
    return row < 0 ? undefined : row;
  },
  recall: async (columns) => {
    const id = signatureOf(headersOf(columns));
    const found = id === undefined ? null : await settings.findOne(id).exec();
    if (found === null) return undefined;
    const { fields, country } = found.value;
    const known = String(fields)
      .split(",")
      .map((field) => importFieldSchema.safeParse(field).data ?? "ignore");
    return {
      mapping: columns.map(({ index }) => ({ index, field: known[index] ?? "ignore" })),
      country: countryOf(String(country)),
    };
  },
  remember: async (columns, mapping, country) => {
    const id = signatureOf(headersOf(columns));
    if (id === undefined) return;
    const byIndex = new Map(mapping.map(({ index, field }) => [index, field]));
    const fields = columns.map(({ index }) => byIndex.get(index) ?? "ignore").join(",");
    await settings.upsert({ id, weddingId: "device", kind, value: { fields, country }, updatedAt: clock.now() });
    const all = await settings.find({ selector: { weddingId: "device" } }).exec();
    const oldest = all.filter((one) => one.kind === kind).toSorted((a, b) => b.updatedAt - a.updatedAt);
    await settings.bulkRemove(oldest.slice(memoriesMax).map((one) => one.id));
  },
});

const headersOf = (columns: readonly ImportColumn[]): string[] => columns.map(({ header }) => header);

/** Nothing for a list without headers: then nothing tells it from another one. Empty cells at the end are no column. */
const signatureOf = (cells: readonly string[]): string | undefined => {
  const headers = cells.map((cell) => foldText(cell.trim().slice(0, headerLengthMax)));
  while (headers.at(-1) === "") headers.pop();
  if (headers.length === 0) return undefined;
  return `${kind}.${createHash("sha256").update(JSON.stringify(headers)).digest("hex").slice(0, 32)}`;
};
