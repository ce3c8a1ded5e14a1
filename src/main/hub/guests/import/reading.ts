import { importRowsMax } from "#shared/api/import-limits.ts";
import type { ImportReading } from "#shared/api/imports.ts";
import type { ColumnMemory } from "./column-memory.ts";
import { columnsOf, repeatedHeaders } from "./columns.ts";
import { guessCountry } from "./country-guess.ts";
import { encodings } from "./encoding.ts";
import { refusal } from "./refuse.ts";
import { isBlankRow, type Table } from "./table.ts";

interface ReadFile {
  readonly importId: string;
  readonly fileName: string;
  readonly headerRow: number;
  readonly table: Table;
  readonly memory: ColumnMemory;
  /** Where the wedding is. */
  readonly homeCountry: string;
}

/** What the table was read as, for a person to confirm or correct; columns mean what they were said to mean the last time. */
export const readingOf = async ({ importId, fileName, headerRow, table, memory, homeCountry }: ReadFile): Promise<ImportReading> => {
  const guessed = columnsOf(table.rows, headerRow);
  const rowCount = guestRowsOf(table, headerRow);
  const repeated = repeatedHeaders(guessed);
  const recalled = await memory.recall(guessed);
  const columns = guessed.map((column, place) => ({ ...column, suggested: recalled?.mapping[place]?.field ?? column.suggested }));
  return {
    importId,
    fileName,
    format: table.format,
    encoding: table.encoding,
    encodings: table.format === "csv" ? [...encodings] : [],
    delimiter: table.delimiter,
    sheet: table.sheet,
    sheets: [...table.sheets],
    headerRow,
    rowCount,
    columns,
    isRemembered: recalled !== undefined,
    country: recalled?.country ?? guessCountry(table.rows, headerRow, columns, homeCountry),
    warnings: [
      ...table.warnings,
      ...formulaWarning(table, headerRow),
      ...repeated.map((header) => `Several columns are called \u201c${header}\u201d; look which one is meant.`),
    ],
  };
};

/** `=` at a cell's start makes a spreadsheet calculate (OWASP); a phone number's `+` and a list's `-` are everyday. */
const formulaStarts = new Set("=＝@");
const isFormula = (cell: string): boolean => formulaStarts.has(cell[0] ?? "") || formulaStarts.has(cell.trimStart()[0] ?? "");

/** Text that a spreadsheet would run is kept as text here; whoever made the file should look. */
const formulaWarning = ({ rows, format }: Table, headerRow: number): string[] => {
  if (format !== "csv") return [];
  const at = rows.findIndex((row, index) => index > headerRow && row.some(isFormula));
  return at < 0 ? [] : [`Row ${at + 1} holds a cell that begins like a formula. It is kept as text and never calculated.`];
};

const guestRowsOf = ({ rows }: Table, headerRow: number): number => {
  let count = 0;
  for (let at = headerRow + 1; at < rows.length; at += 1) if (!isBlankRow(rows[at] ?? [])) count += 1;
  if (count > importRowsMax) throw refusal("import-too-many-rows");
  if (count === 0) throw refusal("import-file-empty");
  return count;
};
