import { renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Clock, Logger } from "#hub/ports/index.ts";
import { UsherError } from "#shared/problem.ts";

/**
 * The file of undo and bin: `history.sqlite`, owned by this folder alone.
 *
 * Why not a collection of the store: undo belongs to this computer and must not sync; one import holds 50,000 whole
 * documents, which a setting cannot; and 13 collections are all that RxDB's open core allows.
 *
 * Nothing here is needed to show or to send. A file that cannot be read is put aside and a new one begun; the app opens.
 */
export interface HistoryDatabase {
  readonly database: DatabaseSync;
  /** Runs all or nothing, and is on the disk afterwards. Throws `disk-full`. */
  durably(run: () => void): void;
  /** For rows that mean nothing until a durable one names them. */
  loosely(run: () => void): void;
  close(): void;
}

/** The layout that this code writes. */
const layoutVersion = 1;

const layoutSql = `
  CREATE TABLE commands(number INTEGER PRIMARY KEY AUTOINCREMENT, undo_id TEXT NOT NULL UNIQUE, wedding_id TEXT NOT NULL,
    sentence TEXT NOT NULL, at INTEGER NOT NULL, changes INTEGER NOT NULL, undone INTEGER NOT NULL, redoable INTEGER NOT NULL,
    running INTEGER NOT NULL);
  CREATE INDEX commands_of_wedding ON commands(wedding_id, number);
  CREATE TABLE parts(undo_id TEXT NOT NULL, part INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY(undo_id, part)) WITHOUT ROWID;
  CREATE TABLE bin(id TEXT PRIMARY KEY, wedding_id TEXT NOT NULL, kind TEXT NOT NULL, household_id TEXT NOT NULL,
    name TEXT NOT NULL, removed_at INTEGER NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX bin_in_order ON bin(wedding_id, removed_at DESC, household_id, kind DESC, name);
  PRAGMA user_version = ${layoutVersion};`;

const fullCode = 13;

/** Opens the file, or `:memory:`. Never throws for what is in the file. */
export const openHistoryFile = (path: string, clock: Clock, logger: Logger): HistoryDatabase => {
  try {
    return over(prepared(path));
  } catch (error) {
    logger.warn("The undo history cannot be read; it is put aside and begun anew.", { code: codeOf(error) });
    putAside(path, clock.now());
    return over(prepared(path));
  }
};

const prepared = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Exclusive: a second Usher is kept out by the store's lock already. `secure_delete`: what left the bin is off the disk.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON");
    const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
    if (version > layoutVersion) throw new Error("the undo history was written by a newer Usher");
    if (version === 0) database.exec(`BEGIN; ${layoutSql} COMMIT`);
    // Parts whose command never came: a process ended between the two.
    database.exec("DELETE FROM parts WHERE undo_id NOT IN (SELECT undo_id FROM commands)");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

const putAside = (path: string, now: number): void => {
  if (path === ":memory:") return;
  renameSync(path, `${path}.unread-${now}`);
  for (const tail of ["-wal", "-shm"]) rmSync(`${path}${tail}`, { force: true });
};

const over = (database: DatabaseSync): HistoryDatabase => {
  let isOpen = true;
  const within = (synchronous: "FULL" | "NORMAL", run: () => void): void => {
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    try {
      database.exec("BEGIN IMMEDIATE");
      run();
      database.exec("COMMIT");
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw codeOf(error) === fullCode ? diskFull(error) : error;
    }
  };
  return {
    database,
    durably: (run) => within("FULL", run),
    loosely: (run) => within("NORMAL", run),
    close: () => {
      if (isOpen) database.close();
      isOpen = false;
    },
  };
};

const codeOf = (error: unknown): number =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;

const diskFull = (cause: unknown): UsherError =>
  new UsherError(
    {
      code: "disk-full",
      sentence: "The disk is full, so this change could not be made in a way that can be undone. Nothing was changed.",
      nextStep: "Free some space and do it again.",
    },
    { cause },
  );
