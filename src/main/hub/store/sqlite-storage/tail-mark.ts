import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

/**
 * How far each table of a file was written, kept beside it. SQLite takes a damaged log for one that was cut short, and drops the last
 * commits in silence; a table that ends before its mark has lost them. Not synced: after a power cut both may be older.
 */
export interface TailMark {
  /** The last sequence number of a table as it was kept; 0 where none was. */
  keptOf(table: string): number;
  /** A table now ends with this number. Undefined: it is gone. */
  set(table: string, sequence: number | undefined): void;
  close(): void;
}

const noMark: TailMark = { keptOf: () => 0, set: () => undefined, close: () => undefined };

export const openTailMark = (databasePath: string): TailMark => {
  if (databasePath === ":memory:") return noMark;
  const path = `${databasePath}-tail`;
  const kept = readMark(path);
  const now = new Map(kept);
  let file: number | undefined;
  let width = 0;
  let isLost = false;
  const write = (text: string): void => {
    try {
      file ??= openSync(path, "w", 0o600);
      writeSync(file, text, 0, "latin1");
    } catch {
      // Only a second opinion: a full disk is told by the file itself. Until the next start there is none.
      isLost = true;
    }
  };
  return {
    keptOf: (table) => kept.get(table) ?? 0,
    set: (table, sequence) => {
      if (isLost || now.get(table) === sequence) return;
      if (sequence === undefined) now.delete(table);
      else now.set(table, sequence);
      const body = JSON.stringify(Object.fromEntries(now));
      const text = `${crc32(body)} ${body}`;
      // One write, never shorter than the one before: a kill leaves the old one or the new one.
      width = Math.max(width, text.length);
      write(text.padEnd(width));
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
};

/** What cannot be read says nothing: it is only a second opinion. */
const readMark = (path: string): ReadonlyMap<string, number> => {
  try {
    const text = readFileSync(path, "latin1").trimEnd();
    const space = text.indexOf(" ");
    const body = text.slice(space + 1);
    if (Number(text.slice(0, space)) !== crc32(body)) return new Map();
    return new Map(Object.entries(JSON.parse(body) as Record<string, number>));
  } catch {
    return new Map();
  }
};
