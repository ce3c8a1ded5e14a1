import Papa from "papaparse";
import { importColumnsMax, importRowsMax } from "#shared/api/import-limits.ts";
import { decodeText } from "./encoding.ts";
import { refusal } from "./refuse.ts";
import type { Breathe } from "./read-table.ts";
import { headRowsMax, withinLimits, type Table } from "./table.ts";

const delimiters = [",", ";", "\t", "|"];
/** Characters parsed before other work gets its turn: about 6 ms. */
const sliceLength = 128 * 1024;

/** Reads CSV, TSV and their relatives. Guesses what is not said. */
export const readCsvTable = async (
  bytes: Uint8Array,
  wanted: { encoding?: string | undefined; delimiter?: string | undefined },
  breathe: Breathe,
): Promise<Table> => {
  const { text, encoding } = decodeText(bytes, wanted.encoding);
  if (text.trim() === "") throw refusal("import-file-empty");
  const delimiter = wanted.delimiter === undefined || wanted.delimiter === "" ? guessDelimiter(text) : wanted.delimiter;
  const { rows, brokenQuotes } = await parse(text, delimiter, breathe);
  return {
    format: "csv",
    encoding,
    delimiter,
    sheet: "",
    sheets: [],
    rows: withinLimits(rows),
    warnings: brokenQuotes ? ["A quotation mark is not closed; look whether the rows after it are right."] : [],
  };
};

/** Rows looked at for a guess. */
const guessRows = 30;

/** The sign that cuts the first rows into equally many cells, most cells first. */
const guessDelimiter = (text: string): string => {
  const head = text.slice(0, 64 * 1024);
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    const widths = Papa.parse<string[]>(head, { delimiter, preview: guessRows })
      .data.filter((row) => row.length > 1 || row[0] !== "")
      .map((row) => row.length);
    const common = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 1;
    const score = common < 2 ? 0 : (widths.filter((width) => width === common).length / widths.length) * (10 + Math.min(common, 30));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
};

const parse = (text: string, delimiter: string, breathe: Breathe): Promise<{ rows: string[][]; brokenQuotes: boolean }> =>
  new Promise((resolve, reject) => {
    const rows: string[][] = [];
    let brokenQuotes = false;
    let tooMuch: "import-too-many-rows" | "import-too-many-columns" | undefined;
    const config: Papa.ParseLocalConfig<string[], File> = {
      delimiter,
      chunkSize: sliceLength,
      chunk: ({ data, errors }, parser) => {
        brokenQuotes ||= errors.some(({ type }) => type === "Quotes");
        for (const row of data) rows.push(row);
        // Blank rows at the end are forgiven, but not without end.
        if (rows.length > (importRowsMax + headRowsMax) * 2) tooMuch = "import-too-many-rows";
        if (data.some((row) => row.length > importColumnsMax * 10)) tooMuch = "import-too-many-columns";
        if (tooMuch !== undefined) {
          parser.abort();
          return;
        }
        parser.pause();
        void breathe().then(() => parser.resume());
      },
      complete: () => (tooMuch === undefined ? resolve({ rows, brokenQuotes }) : reject(refusal(tooMuch))),
    };
    // Strings are cut into slices like files are; the types do not know that.
    Papa.parse<string[]>(text as unknown as File, config);
  });
