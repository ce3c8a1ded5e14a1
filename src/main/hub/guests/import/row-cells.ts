import type { ImportField } from "#shared/api/imports.ts";

export type CellField = Exclude<ImportField, "ignore">;

/**
 * Characters of a cell that are shown where it is mended, and taken back from there: the longest field, or six of the longest addresses.
 * A longer cell is no list of addresses or tags, and nobody cuts it apart.
 */
export const cellLengthMax = 2000;

export interface RowProblem {
  readonly field: CellField;
  /** What stands there, as far as it can be mended in place; empty when nothing does. */
  readonly value: string;
  readonly sentence: string;
  /** Which of the field's cells; undefined: all of them together. */
  readonly cell?: number;
  /** Which of the addresses in that cell. */
  readonly part?: number;
}

/** Which columns hold a field; the same for all rows of a file. */
export type FieldColumns = ReadonlyMap<CellField, readonly number[]>;

/** A row's cells by what their columns mean. They stay in the file's table; only what a person mended is kept beside it. */
export interface RowCells {
  readonly columns: FieldColumns;
  readonly source: readonly string[];
  mended: Map<CellField, readonly string[]> | undefined;
}

const none: readonly string[] = [];

/** A field's cells, cleaned, one per column; several columns may hold the same thing. */
export const cellsOf = ({ columns, source, mended }: RowCells, field: CellField): readonly string[] => {
  const known = mended?.get(field);
  if (known !== undefined) return known;
  const places = columns.get(field);
  if (places === undefined) return none;
  const [only] = places;
  if (places.length === 1 && only !== undefined) return [cleanCell(source[only] ?? "")];
  return places.map((place) => cleanCell(source[place] ?? ""));
};

/** Whether a field has a column, or was given one by a person. */
export const isMapped = ({ columns, mended }: RowCells, field: CellField): boolean => columns.has(field) || mended?.has(field) === true;

/** Takes away the one `'` that spreadsheets and our own export put in front of text. */
export const cleanCell = (cell: string): string => {
  const text = (cell.includes("\0") ? cell.replaceAll("\0", "") : cell).trim();
  return text.length > 1 && text.startsWith("'") ? text.slice(1).trim() : text;
};

/** Puts `value` where the problem is, and leaves the field's other cells and addresses as they are. */
export const mendCells = (cells: RowCells, { field, cell, part }: Pick<RowProblem, "field" | "cell" | "part">, value: string): void => {
  const before = cellsOf(cells, field);
  const mended = before.length === 0 ? [""] : [...before];
  if (cell === undefined) {
    mended.fill("");
    mended[0] = value;
  } else mended[cell] = part === undefined ? value : withPart(mended[cell] ?? "", field, part, value);
  cells.mended ??= new Map();
  cells.mended.set(field, mended);
};

const withPart = (cell: string, field: CellField, part: number, value: string): string =>
  partsOf(cell, field)
    .map((one, place) => (place === part ? value : one))
    .filter((one) => one !== "")
    .join("; ");

/** One cell may hold several addresses or tags; addresses are cut apart where each part can be one. Linear in the cell's length. */
export const partsOf = (cell: string, field: CellField): readonly string[] => {
  if (cell === "") return none;
  if (field === "tags") return filled(cell.split(/[,;]/u));
  const parts = field === "email" ? emailParts(cell) : phoneParts(cell);
  return parts.length > 1 && parts.every((part) => (field === "email" ? part.includes("@") : hasDigits(part, phoneDigitsMin)))
    ? parts
    : [cell];
};

/** Fewer digits are no number of its own but the end of one: `030 1234/56`. */
const phoneDigitsMin = 6;

const filled = (parts: readonly string[]): string[] => parts.map((part) => part.trim()).filter((part) => part !== "");

const hasDigits = (text: string, min: number): boolean => {
  let count = 0;
  for (let at = 0; at < text.length && count < min; at += 1) {
    const code = text.charCodeAt(at);
    if ((code >= 0x30 && code <= 0x39) || (code >= 0x660 && code <= 0x669) || (code >= 0x6f0 && code <= 0x6f9)) count += 1;
  }
  return count >= min;
};

/** What holds no `@` belongs to the address after it (`Meier, Anna <anna@...>`), or to the one before when none comes. */
const emailParts = (cell: string): string[] => {
  if (cell.indexOf("@") === cell.lastIndexOf("@")) return [cell];
  const pieces = cell
    .split(/[,;\n]/u)
    .flatMap((piece) => (piece.indexOf("@") === piece.lastIndexOf("@") ? [piece] : piece.split(/[\s/]/u)));
  const parts: string[] = [];
  const open: string[] = [];
  for (const piece of filled(pieces)) {
    open.push(piece);
    if (piece.includes("@")) parts.push(open.splice(0).join(" "));
  }
  if (open.length > 0) parts.push([parts.pop() ?? "", ...open].join(" "));
  return parts;
};

/** `;`, `|` and new lines always part two numbers; a comma or slash where the next one begins with `+` or `0`. */
const phoneParts = (cell: string): string[] => {
  const parts: string[] = [];
  for (const piece of cell.split(/[;|\n]/u)) {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const sign = piece[at];
      if (sign !== "," && sign !== "/") continue;
      const rest = beginsNumber(piece, at + 1);
      if (!rest) continue;
      parts.push(piece.slice(from, at));
      from = at + 1;
    }
    parts.push(piece.slice(from));
  }
  return filled(parts);
};

/** Spaces looked over between a separator and the number after it. */
const spacesMax = 20;

const beginsNumber = (text: string, from: number): boolean => {
  let at = from;
  while (at < from + spacesMax && text[at] === " ") at += 1;
  const next = text.charCodeAt(at + 1);
  return (text[at] === "+" || text[at] === "0") && next >= 0x30 && next <= 0x39;
};

/** For texts that are shown up to `max`: what is behind it cannot be seen where it is mended. */
export const tooLong = (text: string, max: number): string =>
  `Longer than ${max.toLocaleString("en")} characters: it has ${text.length.toLocaleString("en")}. What you put here replaces all of it.`;
