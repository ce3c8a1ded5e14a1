import { importCellsMax, importColumnsMax, importRowsMax } from "#shared/api/import-limits.ts";
import { refusal } from "./refuse.ts";

/** A file as rows of cells, whatever it came from. */
export interface Table {
  readonly format: "csv" | "xlsx";
  readonly encoding: string;
  readonly delimiter: string;
  readonly sheet: string;
  readonly sheets: readonly string[];
  /** Row by row as in the file, so that numbers shown match the spreadsheet's. */
  readonly rows: readonly (readonly string[])[];
  readonly warnings: readonly string[];
}

/** Refuses what is no guest list by size. Empty rows at the end do not count; a title and headers may come on top. */
export const withinLimits = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  let length = rows.length;
  while (length > 0 && isBlankRow(rows[length - 1] ?? [])) length -= 1;
  const kept = length === rows.length ? rows : rows.slice(0, length);
  if (length === 0) throw refusal("import-file-empty");
  if (length > importRowsMax + headRowsMax) throw refusal("import-too-many-rows");
  if (kept.some((row) => widthOf(row) > importColumnsMax)) throw refusal("import-too-many-columns");
  if (kept.reduce((sum, row) => sum + row.length, 0) > importCellsMax) throw refusal("import-too-many-cells");
  return kept;
};

/** Titles and headers above the guests. */
export const headRowsMax = 20;

export const isBlankRow = (row: readonly string[]): boolean => row.every((cell) => cell === "" || cell.trim() === "");

/** Cells up to the last that says something. */
export const widthOf = (row: readonly string[]): number => {
  let width = row.length;
  while (width > 0 && (row[width - 1] ?? "").trim() === "") width -= 1;
  return width;
};
