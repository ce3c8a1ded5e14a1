import { inflateRaw } from "node:zlib";
import { importCellsMax, importRowsMax } from "#shared/api/import-limits.ts";
import { refusal } from "./refuse.ts";
import { storedZip, type ZipFile } from "./stored-zip.ts";
import { headRowsMax } from "./table.ts";

/** A workbook of 50,000 rows of 20 columns, each cell another text, unpacks to 60 MB of XML; half as much again for styles and a second sheet. */
const unpackedBytesMax = 96 * 1024 * 1024;
/** XML of repeated cells shrinks a lot; bombs shrink a thousandfold. */
const ratioMax = 200;
const ratioFreeBytes = 4 * 1024 * 1024;
const entriesMax = 2000;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly headerAt: number;
}

export interface CheckedWorkbook {
  /** The same XML as a zip that says the same in each of its places: readers look at one or the other. */
  readonly workbook: Buffer;
  readonly hasFormulas: boolean;
}

/**
 * Looks into a workbook's directory before anything is unpacked for real: sizes, count, encryption; then unpacks each
 * XML entry under its declared size, because a directory can lie, and counts rows and cells before anybody makes objects of
 * them. Throws the refusals of an import.
 */
export const checkWorkbook = async (bytes: Buffer): Promise<CheckedWorkbook> => {
  const entries = directoryOf(bytes);
  if (entries.some(({ encrypted }) => encrypted)) throw refusal("import-file-encrypted");
  if (!entries.some(({ name }) => name === "xl/workbook.xml")) throw refusal("import-file-not-a-list");
  const read = entries.filter(({ name }) => /\.(?:xml|rels)$/u.test(name));
  const total = read.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  const tooDense = read.some(({ packedBytes, unpackedBytes }) => unpackedBytes > ratioFreeBytes && unpackedBytes > packedBytes * ratioMax);
  if (total > unpackedBytesMax || tooDense) throw refusal("import-file-unpacks-too-large");
  const files: ZipFile[] = [];
  let hasFormulas = false;
  let cells = 0;
  for (const entry of read) {
    const content = await unpack(bytes, entry);
    files.push({ name: entry.name, content });
    if (!entry.name.startsWith("xl/worksheets/")) continue;
    hasFormulas ||= content.includes("<f>") || content.includes("<f ");
    cells += countOf(content, "<c ", importCellsMax - cells);
    if (cells > importCellsMax) throw refusal("import-too-many-cells");
    // Blank rows at the end are forgiven, but not without end.
    if (countOf(content, "<row ", rowTagsMax) > rowTagsMax) throw refusal("import-too-many-rows");
  }
  return { workbook: storedZip(files), hasFormulas };
};

const rowTagsMax = (importRowsMax + headRowsMax) * 2;

/** How often the mark stands there; stops counting above `max`. */
const countOf = (content: Buffer, mark: string, max: number): number => {
  let count = 0;
  for (let at = content.indexOf(mark); at >= 0 && count <= max; at = content.indexOf(mark, at + mark.length)) count += 1;
  return count;
};

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;

const directoryOf = (bytes: Buffer): Entry[] => {
  try {
    const end = bytes.subarray(Math.max(0, bytes.length - endLength - 0xffff)).lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    const at = end < 0 ? -1 : end + Math.max(0, bytes.length - endLength - 0xffff);
    if (at < 0 || bytes.readUInt32LE(at) !== endSignature) throw refusal("import-file-damaged");
    const count = bytes.readUInt16LE(at + 10);
    if (count > entriesMax) throw refusal("import-file-unpacks-too-large");
    const entries: Entry[] = [];
    let position = bytes.readUInt32LE(at + 16);
    for (let index = 0; index < count; index += 1) {
      if (bytes.readUInt32LE(position) !== entrySignature) throw refusal("import-file-damaged");
      const nameLength = bytes.readUInt16LE(position + 28);
      entries.push({
        name: bytes.toString("utf8", position + 46, position + 46 + nameLength).replaceAll("\\", "/"),
        method: bytes.readUInt16LE(position + 10),
        encrypted: (bytes.readUInt16LE(position + 8) & 1) === 1,
        packedBytes: bytes.readUInt32LE(position + 20),
        unpackedBytes: bytes.readUInt32LE(position + 24),
        headerAt: bytes.readUInt32LE(position + 42),
      });
      position += 46 + nameLength + bytes.readUInt16LE(position + 30) + bytes.readUInt16LE(position + 32);
    }
    return entries;
  } catch (error) {
    throw error instanceof RangeError ? refusal("import-file-damaged", error) : error;
  }
};

const unpack = async (bytes: Buffer, entry: Entry): Promise<Buffer> => {
  const { headerAt, packedBytes, unpackedBytes, method } = entry;
  if (headerAt + 30 > bytes.length) throw refusal("import-file-damaged");
  const start = headerAt + 30 + bytes.readUInt16LE(headerAt + 26) + bytes.readUInt16LE(headerAt + 28);
  const packed = bytes.subarray(start, start + packedBytes);
  if (method === 0) {
    if (packed.length !== unpackedBytes) throw refusal("import-file-damaged");
    return packed;
  }
  if (method !== 8) throw refusal("import-file-damaged");
  return new Promise((resolve, reject) => {
    inflateRaw(packed, { maxOutputLength: Math.max(1, unpackedBytes) }, (error, content) => {
      if (error === null) resolve(content);
      else
        reject(
          refusal(
            (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "import-file-unpacks-too-large" : "import-file-damaged",
            error,
          ),
        );
    });
  });
};
