import { csvTable } from "#shared/csv/csv-table.ts";
import type { ComparedRow } from "./comparison.ts";
import { cellsOf, type CellField } from "./row-cells.ts";

export interface ProblemRowsInput {
  readonly table: readonly (readonly string[])[];
  readonly headerRow: number;
  readonly mapping: readonly { readonly index: number; readonly field: CellField | "ignore" }[];
  readonly rows: readonly ComparedRow[];
}

/** The column that says what is wrong. No language calls a guest's field that, so the next import leaves it out. */
const problemHeader = "Problem";

/** The file's own columns with what was corrected here, rows with problems only, and the problem last. */
export const problemRowsCsv = ({ table, headerRow, mapping, rows }: ProblemRowsInput): string => {
  const headers = headerRow < 0 ? [] : (table[headerRow] ?? []);
  const width = Math.max(headers.length, ...mapping.map(({ index }) => index + 1));
  const wide = (cells: readonly string[]): string[] => Array.from({ length: width }, (_, index) => cells[index] ?? "");
  const head = headers.length === 0 ? wide([]).map((_, index) => `Column ${index + 1}`) : wide(headers);
  const lines = rows
    .filter(({ verdict }) => verdict === "problem")
    .map((row) => [...corrected(wide(table[row.row - 1] ?? []), row, mapping), wordsOf(row)]);
  return csvTable([[...head, problemHeader], ...lines]);
};

/** A row's cells as they were mended, each in its column. */
const corrected = (cells: readonly string[], row: ComparedRow, mapping: ProblemRowsInput["mapping"]): string[] => {
  const seen = new Map<CellField, number>();
  const values = [...cells];
  for (const { index, field } of mapping) {
    if (field === "ignore") continue;
    const place = seen.get(field) ?? 0;
    seen.set(field, place + 1);
    values[index] = cellsOf(row.cells, field)[place] ?? "";
  }
  return values;
};

const wordsOf = ({ values }: ComparedRow): string =>
  values.problems.map(({ field, value, sentence }) => `${field}${value === "" ? "" : ` \u201c${value}\u201d`}: ${sentence}`).join(" ");
