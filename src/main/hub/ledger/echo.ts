import { closeSync, ftruncateSync, fstatSync, openSync, readFileSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Logger } from "#hub/ports/index.ts";
import { ledgerTables, type LedgerTable } from "./ledger-schema.ts";

/**
 * What was committed lately, once more, in a plain file beside the ledger. SQLite takes a damaged write-ahead log for one that a power cut
 * left unfinished: it drops the damaged commit and all that follow, in silence, and a dropped attempt is a message sent twice. The echo
 * knows them. It is written after each commit, without a sync (a killed process loses nothing of it, and a power cut damages no log that
 * was synced), and begins anew once the commits are in the main file.
 *
 * unread -> going on (from a base, line by line) -> silent, when it cannot be written: then it is only less help.
 */
export interface Echo {
  /** What earlier lives left. */
  readonly recalled: Recalled;
  /** After a commit. Never throws: the rows are safe in the ledger. Answers whether it has become long enough to begin anew. */
  add(rows: readonly EchoedRow[]): boolean;
  /** Forgets the rows: the main file has them, and ends at this base. */
  begin(base: EchoBase): void;
  close(): void;
}

export interface EchoedRow {
  readonly table: LedgerTable;
  readonly body: string;
  readonly sum: number;
}

/** The last row of each table. */
export type EchoBase = Readonly<Record<LedgerTable, number>>;

export interface Recalled {
  /** Where the ledger ended when the rows began to be written down; null when nobody knows. */
  readonly base: EchoBase | null;
  readonly rows: readonly EchoedRow[];
}

/** Some ten thousand rows. Longer ones would be read at a start for nothing. */
const echoBytesMax = 8 * 2 ** 20;
const fileMode = 0o600;

export const openEcho = (path: string, logger: Logger): Echo => {
  let file: number | undefined;
  let bytes = 0;
  const fail = (error: unknown): void => {
    logger.warn("what is committed cannot be written down a second time", { reason: String(error) });
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const recalled = readEcho(path);
  try {
    file = openSync(path, "a", fileMode);
    bytes = fstatSync(file).size;
  } catch (error) {
    fail(error);
  }
  const write = (lines: string): void => {
    if (file === undefined) return;
    try {
      bytes += writeSync(file, lines);
    } catch (error) {
      fail(error);
    }
  };
  return {
    recalled,
    add: (rows) => {
      write(rows.map(({ table, sum, body }) => `${table} ${sum} ${body}\n`).join(""));
      return file !== undefined && bytes > echoBytesMax;
    },
    begin: (base) => {
      try {
        if (file !== undefined) ftruncateSync(file);
        bytes = 0;
      } catch (error) {
        fail(error);
      }
      const body = JSON.stringify(base);
      write(`base ${crc32(body)} ${body}\n`);
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
};

const line = /^(\w+) (\d+) (.*)$/u;

/** Lines that do not hold are left out; each of the others stands for itself. */
const readEcho = (path: string): Recalled => {
  let base: EchoBase | null = null;
  const rows: EchoedRow[] = [];
  for (const text of textOf(path).split("\n")) {
    const [, name = "", sum = "", body = ""] = line.exec(text) ?? [];
    const table = ledgerTables.find((one) => one === name);
    if (table !== undefined && Number(sum) === crc32(body, crc32(table))) rows.push({ table, body, sum: Number(sum) });
    if (name === "base" && Number(sum) === crc32(body)) base = JSON.parse(body) as EchoBase;
  }
  return { base, rows };
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};
