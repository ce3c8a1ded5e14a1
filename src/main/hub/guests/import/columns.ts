import type { ImportField } from "#shared/api/imports.ts";
import { isBlankRow, widthOf } from "./table.ts";
import { fieldOfHeader } from "./header-words.ts";

export interface ImportColumn {
  index: number;
  header: string;
  samples: string[];
  suggested: ImportField;
}

type Rows = readonly (readonly string[])[];

/** Rows from the top among which the headers are looked for. */
export const headerRowsLookedAt = 15;
/** Of a header, what is kept: a title of a whole page is no header. */
export const headerLengthMax = 200;
const samplesShown = 3;
const sampleLengthMax = 80;
const rowsSampled = 200;

/** The row that says what the columns are: most known words win; without any, a first row unlike the rest; -1 for none. */
export const guessHeaderRow = (rows: Rows): number => {
  let best = { row: -1, known: 0 };
  rows.slice(0, headerRowsLookedAt).forEach((cells, row) => {
    const known = cells.filter((cell) => cell.length <= 60 && fieldOfHeader(cell) !== undefined).length;
    const filled = cells.filter((cell) => cell.trim() !== "").length;
    if (known > best.known && known * 2 >= filled) best = { row, known };
  });
  return best.row;
};

export const columnsOf = (rows: Rows, headerRow: number): ImportColumn[] => {
  const headers = headerRow < 0 ? [] : (rows[headerRow] ?? []);
  const body = rows.slice(headerRow + 1, headerRow + 1 + rowsSampled).filter((row) => !isBlankRow(row));
  const sampledWidth = Math.max(headers.length, ...body.map((row) => row.length));
  const wider = rows.slice(headerRow + 1 + rowsSampled).filter((row) => row.length > sampledWidth && widthOf(row) > sampledWidth);
  const width = Math.max(sampledWidth, ...wider.slice(0, rowsSampled).map(widthOf));
  // Cells without a header far down: nobody would know that they are left out.
  body.push(...wider.slice(0, rowsSampled));
  const columns = Array.from({ length: width }, (_, index): ImportColumn => {
    const values = body.map((row) => (row[index] ?? "").trim()).filter((value) => value !== "");
    const header = (headers[index] ?? "").trim().slice(0, headerLengthMax);
    return {
      index,
      header,
      samples: values.slice(0, samplesShown).map((value) => value.slice(0, sampleLengthMax)),
      suggested: fieldOfHeader(header) ?? fieldOfValues(values),
    };
  });
  return withoutRepeats(columns);
};

const share = (values: readonly string[], test: (value: string) => boolean): number =>
  values.length === 0 ? 0 : values.filter(test).length / values.length;

/** What a column without a known header holds, by the looks of its cells. */
const fieldOfValues = (values: readonly string[]): ImportField => {
  if (share(values, (value) => value.includes("@")) > 0.6) return "email";
  if (share(values, (value) => /^'?[+0(][\d\s()/.-]{6,}$/u.test(value)) > 0.6) return "phone";
  return "ignore";
};

/** Several columns may hold addresses, tags and notes; anything else is one column, the first. */
const repeatable = new Set<ImportField>(["email", "phone", "tags", "note", "ignore"]);

const withoutRepeats = (columns: readonly ImportColumn[]): ImportColumn[] => {
  const fields = new Set<ImportField>();
  const split = columns.some(({ suggested }) => suggested === "given-name") && columns.some(({ suggested }) => suggested === "family-name");
  const withFamilyOnly = columns.some(({ suggested }) => suggested === "family-name") && !split;
  return columns.map((column) => {
    // Where a family name stands alone beside `Name`, that one is the given name; with both parts there, the whole is not needed.
    const meant =
      column.suggested === "full-name" && split
        ? "ignore"
        : column.suggested === "full-name" && withFamilyOnly
          ? "given-name"
          : column.suggested;
    const suggested = fields.has(meant) && !repeatable.has(meant) ? "ignore" : meant;
    fields.add(suggested);
    return { ...column, suggested };
  });
};

/** Headers that stand over more than one column. */
export const repeatedHeaders = (columns: readonly ImportColumn[]): string[] => {
  const seen = new Map<string, number>();
  for (const { header } of columns) if (header !== "") seen.set(header.toLowerCase(), (seen.get(header.toLowerCase()) ?? 0) + 1);
  return [...seen].filter(([, count]) => count > 1).map(([header]) => header);
};
