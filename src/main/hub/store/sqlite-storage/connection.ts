import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { asRefusal, storeDamaged, storeNewer } from "./refusals.ts";
import { matchesPattern } from "./pattern-function.ts";
import { asideSql } from "./aside-rows.ts";
import { openTailMark, type TailMark } from "./tail-mark.ts";
import type { Synchronous } from "./types.ts";

/**
 * One connection for each file of this process, shared by all collections in it and counted.
 *
 * open -> in use (n holders) -> closed when the last holder releases. Invariants: SQLite's lock is exclusive, so what
 * this process remembers about the file (sequence numbers, text traits) cannot be changed behind its back; statements
 * are synchronous, so nothing else runs inside `atomically`.
 */
export interface Connection {
  readonly database: DatabaseSync;
  /** What stores keep about themselves while the file is open, by their own key. */
  readonly shared: Map<string, unknown>;
  readonly tail: TailMark;
  /** A prepared statement, kept for the next caller with the same text. */
  prepare(sql: string): StatementSync;
  /** Forgets prepared statements; needed before a table goes. */
  forgetStatements(): void;
  /** Runs all or nothing. Nested calls are a bug. */
  atomically<Result>(synchronous: Synchronous, run: () => Result): Result;
  /** For a single statement that commits by itself. */
  setSynchronous(synchronous: Synchronous): void;
  hold(): void;
  release(): void;
}

/** Marks our files: `USHR`. */
const applicationId = 0x55_53_48_52;
/** The layout of tables that this code writes. A file with a higher number is refused. */
export const layoutVersion = 1;
/** Page cache in KiB: the indexes of some 10,000 guests. Four times as much made an import no faster and stayed in memory. */
const cacheKib = 4_096;
/** Pages of 4 KiB in the log before SQLite moves them into the file: an import of 10,000 guests pays for that move once, not four times. */
const checkpointPages = 4_000;
/** How long opening waits for a process that is just ending. */
const openWaitMs = 1_000;
/** More different statements than the app has; beyond it the oldest goes. */
const statementsMax = 400;

const open = new Map<string, Connection>();

function keyOf(path: string): string {
  if (path === ":memory:") return path;
  const full = resolve(path);
  if (existsSync(full)) return realpathSync(full);
  const folder = dirname(full);
  return existsSync(folder) ? join(realpathSync(folder), basename(full)) : full;
}

function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, unknown> | undefined;
  return Number(Object.values(row ?? {})[0] ?? 0);
}

function prepareFile(database: DatabaseSync): void {
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  const version = pragma(database, "user_version");
  if (version > layoutVersion) throw storeNewer(version, layoutVersion);
  // `secure_delete`: what was purged, or written over, is overwritten in the file too, not only unlinked.
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${String(cacheKib)};
    PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = ${String(checkpointPages)}`);
  database.exec("BEGIN IMMEDIATE");
  // A millisecond for each megabyte: a broken page is known before anything is read from it, or written beside it.
  const found = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (found !== "ok") throw storeDamaged(new Error(String(found)));
  const tables = Number((database.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number }).n);
  const mark = pragma(database, "application_id");
  if (tables > 0 && mark !== applicationId) throw storeDamaged(new Error("the file is not an Usher store"));
  if (tables === 0) {
    database.exec(`
      CREATE TABLE stores(store INTEGER PRIMARY KEY, database TEXT NOT NULL, collection TEXT NOT NULL, version INTEGER NOT NULL,
        layout TEXT NOT NULL, sequence INTEGER NOT NULL DEFAULT 0, traits INTEGER NOT NULL DEFAULT 0,
        UNIQUE(database, collection, version));
      CREATE TABLE attachments(store INTEGER NOT NULL, document TEXT NOT NULL, attachment TEXT NOT NULL, digest TEXT NOT NULL,
        type TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY(store, document, attachment)) WITHOUT ROWID;
      PRAGMA application_id = ${String(applicationId)}; PRAGMA user_version = ${String(layoutVersion)}`);
  }
  database.exec(asideSql);
  database.exec("COMMIT");
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: openWaitMs });
    database.function("usher_matches", { deterministic: true }, matchesPattern);
    prepareFile(database);
    return database;
  } catch (error) {
    database?.close();
    throw asRefusal(error);
  }
}

function createConnection(key: string): Connection {
  const database = openDatabase(key);
  const tail = openTailMark(key);
  const statements = new Map<string, StatementSync>();
  let holders = 0;
  let level: Synchronous = "NORMAL";
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const setSynchronous = (synchronous: Synchronous) => {
    if (synchronous === level) return;
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    level = synchronous;
  };
  return {
    database,
    shared: new Map(),
    tail,
    setSynchronous,
    prepare: (sql) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        if (statements.size >= statementsMax) statements.delete(statements.keys().next().value ?? "");
        statements.set(sql, statement);
      }
      return statement;
    },
    forgetStatements: () => statements.clear(),
    atomically: (synchronous, run) => {
      setSynchronous(synchronous);
      begin.run();
      try {
        const result = run();
        commit.run();
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    },
    hold: () => {
      holders += 1;
    },
    release: () => {
      holders -= 1;
      if (holders > 0) return;
      open.delete(key);
      statements.clear();
      tail.close();
      database.close();
    },
  };
}

/** The connection for a path, held once for the caller. Throws `store-newer`, `store-damaged`, `store-in-use`. */
export function holdConnection(path: string): Connection {
  const key = keyOf(path);
  let connection = open.get(key);
  if (connection === undefined) {
    connection = createConnection(key);
    open.set(keyOf(path), connection);
  }
  connection.hold();
  return connection;
}
