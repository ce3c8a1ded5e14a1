import { DatabaseSync } from "node:sqlite";
import { UsherError } from "#shared/problem.ts";
import { ledgerSchemaSql, ledgerVersion } from "./ledger-schema.ts";

/** Codes of SQLite (sqlite.org/rescode.html) that people can do something about. */
const resultCode = {
  schema: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  input: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/**
 * Opens the ledger's file: locked for this process alone, WAL, every commit synced. Throws `UsherError`:
 * `ledger-in-use`, `ledger-newer`, `ledger-damaged`, `ledger-cannot-open`, `disk-full`.
 */
export const openLedgerDatabase = (path: string): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    prepareDatabase(database);
    return database;
  } catch (error) {
    database?.close();
    throw refusalOf(error);
  }
};

const prepareDatabase = (database: DatabaseSync): void => {
  // Exclusive before the first read: then no shared-memory file is made and no second process gets in.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  const version = pragma(database, "user_version") as number;
  if (version > ledgerVersion) {
    throw new UsherError({
      code: "ledger-newer",
      sentence: "The send journal was written by a newer version of Usher.",
      nextStep: "Update Usher on this computer; nothing was changed.",
    });
  }
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = OFF;");
  // The lock of exclusive mode is taken by the first write, and it is what keeps a second Usher out.
  database.exec("BEGIN IMMEDIATE; COMMIT;");
  const mode = pragma(database, "journal_mode");
  const synchronous = pragma(database, "synchronous");
  if (mode !== "wal" || synchronous !== 2) {
    throw new Error(`the ledger needs WAL and synchronous=FULL (2), found ${String(mode)} and ${String(synchronous)}`);
  }
  if (version === 0) {
    database.exec(ledgerSchemaSql);
  }
};

const pragma = (database: DatabaseSync, name: string): unknown => database.prepare(`PRAGMA ${name}`).get()?.[name];

const errorCodeOf = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : undefined;

/** What a fault of SQLite while the ledger is opened or first read means to people; other errors come back unchanged. */
export const refusalOf = (error: unknown): unknown => {
  switch (errorCodeOf(error)) {
    case resultCode.busy:
    case resultCode.locked:
      return new UsherError(
        {
          code: "ledger-in-use",
          sentence: "Another Usher is already using this data folder.",
          nextStep: "Use the window that is open, or close it first.",
        },
        { cause: error },
      );
    case resultCode.schema:
    case resultCode.corrupt:
    case resultCode.notADatabase:
      return new UsherError(
        {
          code: "ledger-damaged",
          sentence: "The send journal on this disk cannot be read.",
          nextStep: "Nothing will be sent. Keep the file, and put back ledger.sqlite from the newest copy of this disk.",
        },
        { cause: error },
      );
    case resultCode.full:
      return writeFailureOf(error);
    case resultCode.readOnly:
    case resultCode.input:
    case resultCode.cannotOpen:
      return new UsherError(
        {
          code: "ledger-cannot-open",
          sentence: "The send journal in Usher's data folder cannot be opened for writing.",
          nextStep: "Check that the folder exists and that its files are yours and writable, then start Usher again.",
        },
        { cause: error },
      );
    default:
      return error;
  }
};

/** Whether the disk is at fault, and not the row. */
export const isDiskFailure = (error: unknown): boolean => {
  const code = errorCodeOf(error);
  return code === resultCode.full || code === resultCode.input || code === resultCode.readOnly || code === resultCode.cannotOpen;
};

/** What a failed commit means to people: `disk-full`, or `ledger-write-failed` for everything else. */
export const writeFailureOf = (error: unknown): UsherError =>
  errorCodeOf(error) === resultCode.full
    ? new UsherError(
        {
          code: "disk-full",
          sentence: "The disk is full, so nothing can be sent safely.",
          nextStep: "Free some space; sending goes on by itself.",
        },
        { cause: error },
      )
    : new UsherError(
        {
          code: "ledger-write-failed",
          sentence: "The send journal could not be written.",
          nextStep: "Nothing is sent without it. Check the disk, then start Usher again.",
        },
        { cause: error },
      );
