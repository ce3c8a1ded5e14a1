import readXlsxFile, { InvalidInputError, type CellValue, type Row } from "read-excel-file/node";
import { refusal } from "./refuse.ts";
import { isBlankRow, withinLimits, type Table } from "./table.ts";
import { checkWorkbook } from "./zip-check.ts";

/** Reads one sheet of a workbook: the named one, or the first with anything in it. Formulas count with their last value. */
export const readXlsxTable = async (bytes: Buffer, wanted: { sheet?: string | undefined }): Promise<Table> => {
  const { workbook, hasFormulas } = await checkWorkbook(bytes);
  // Version 9 answers all sheets; numbers stay text, so that a long phone number keeps its digits.
  const sheets = await readXlsxFile<string>(workbook, { parseNumber: (text) => text, trim: false }).catch((error: unknown) => {
    throw error instanceof InvalidInputError && error.code === "NO_DATA"
      ? refusal("import-file-empty", error)
      : refusal("import-file-damaged", error);
  });
  const tables = sheets.map(({ sheet, data }) => ({ sheet, rows: data.map(textsOf) }));
  const chosen =
    wanted.sheet === undefined || wanted.sheet === ""
      ? tables.find(({ rows }) => !rows.every(isBlankRow))
      : tables.find(({ sheet }) => sheet === wanted.sheet);
  if (chosen === undefined) throw refusal(wanted.sheet === undefined || wanted.sheet === "" ? "import-file-empty" : "import-sheet-unknown");
  return {
    format: "xlsx",
    encoding: "",
    delimiter: "",
    sheet: chosen.sheet,
    sheets: tables.map(({ sheet }) => sheet),
    rows: withinLimits(chosen.rows),
    warnings: hasFormulas ? ["Formulas were read as their last value."] : [],
  };
};

const textsOf = (row: Row<string>): string[] => row.map((cell) => textOf(cell));

const textOf = (cell: CellValue<string> | Date | null): string => {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return plainNumber(String(cell));
};

/** `4.917612345678E11` is how a workbook may store a phone number. */
const plainNumber = (text: string): string =>
  /^\d(?:\.\d+)?E\+?\d{1,2}$/iu.test(text) && Number.isSafeInteger(Number(text)) ? String(Number(text)) : text;
