import { readCsvTable } from "./csv-table.ts";
import { refusal } from "./refuse.ts";
import type { Table } from "./table.ts";

/** What a person said that the file is; the rest is guessed. */
export interface Wanted {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly sheet?: string | undefined;
}

/** Lets other work of the thread have its turn. */
export type Breathe = () => Promise<void>;

/** Reads the bytes as what they are. Guesses what `wanted` does not say; throws the refusals of an import. */
export const readTable = async (bytes: Buffer, wanted: Wanted, breathe: Breathe): Promise<Table> => {
  if (formatOf(bytes) === "csv") return readCsvTable(bytes, wanted, breathe);
  // Loaded where it is needed: text files do without.
  const { readXlsxTable } = await import("./xlsx-table.ts");
  return readXlsxTable(bytes, wanted);
};

/** Beginnings of files that people choose by mistake: PDF, pictures, rich text, archives. */
const otherFormats = ["%PDF", "\u0089PNG", "GIF8", "\u00ff\u00d8\u00ff", "{\\rtf", "\u001f\u008b", "Rar!", "7z"];
const oldOfficeMark = "\u00d0\u00cf\u0011\u00e0";

/** By the first bytes; a file's name can lie. Refuses what is neither. */
export const formatOf = (bytes: Buffer): Table["format"] => {
  const head = bytes.toString("latin1", 0, 8);
  if (head.startsWith("PK")) return "xlsx";
  if (head.startsWith(oldOfficeMark))
    throw refusal(bytes.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "import-file-encrypted" : "import-file-old-excel");
  if (otherFormats.some((mark) => head.startsWith(mark))) throw refusal("import-file-not-a-list");
  return "csv";
};
