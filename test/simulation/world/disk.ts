import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openEcho, type Echo } from "#hub/ledger/echo.ts";
import { openLedgerDatabase } from "#hub/ledger/open-database.ts";
import type { Logger } from "#hub/ports/index.ts";
import type { World } from "./world.ts";

/** Memory where there is some to be had: what is on the disk here is what was synced, whatever the disk is made of. */
const roomFor = (): string => (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());

/** What a desktop's folder holds of the journal. */
export interface Disk {
  path(): string;
  /** For the ledger: the production's file, with the means to fill the disk. */
  open(path: string): DatabaseSync;
  /** For the ledger: the production's echo. */
  openEcho(path: string, logger: Logger): Echo;
  /** The file can grow no more: writes that need a page fail with SQLite's own error. */
  fill(): void;
  /** There is room again. */
  free(): void;
  isFull(): boolean;
  /** The files as they are at this instant; they are what the next life finds. */
  cut(): void;
  /** A copy of the files as they are now, for somebody to put back. */
  copy(): string;
  /** Somebody puts a copy in the place of the journal, while nobody uses it. */
  putBack(copy: string): void;
  /** Changes one byte of a row's body in a way that its sum betrays; answers whose message it was about, or null for everybody's. */
  spoilRow(): string | null | undefined;
}

/** Whole gibibytes: as good as no limit. */
const pagesMax = 1_073_741_823;

export interface DiskFolder {
  readonly path: string;
  /** Whatever any life opened. A killed process closes its files; here ten thousand of them are one process. */
  readonly leftOpen: { close(): void }[];
  remove(): void;
}

export const createFolder = (): DiskFolder => {
  const path = mkdtempSync(join(roomFor(), "usher-run-"));
  const leftOpen: DiskFolder["leftOpen"] = [];
  return {
    path,
    leftOpen,
    remove: () => {
      for (const one of leftOpen) if (!(one instanceof DatabaseSync) || one.isOpen) one.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
};

export const createDisk = (world: World, folder: DiskFolder, name: string): Disk => {
  let files = 0;
  const next = (): string => join(folder.path, `${name}-${(files += 1)}.sqlite`);
  let path = next();
  let full = false;
  let connection: DatabaseSync | undefined;
  const limit = (): void => connection?.exec(`PRAGMA max_page_count = ${full ? 1 : pagesMax}`);
  const copyTo = (target: string): string => {
    for (const suffix of ["", "-wal", "-echo"]) if (existsSync(path + suffix)) copyFileSync(path + suffix, target + suffix);
    return target;
  };
  const setFull = (now: boolean): void => {
    if (full === now) return;
    full = now;
    limit();
    world.trace.note(now ? "disk full" : "disk has room");
  };
  return {
    path: () => path,
    open: (file) => {
      connection = openLedgerDatabase(file);
      folder.leftOpen.push(connection);
      if (full) limit();
      return connection;
    },
    openEcho: (file, logger) => {
      const echo = openEcho(file, logger);
      folder.leftOpen.push(echo);
      return echo;
    },
    fill: () => setFull(true),
    free: () => setFull(false),
    isFull: () => full,
    cut: () => {
      path = copyTo(next());
      connection = undefined;
    },
    copy: () => copyTo(next()),
    putBack: (copy) => {
      path = next();
      for (const suffix of ["", "-wal", "-echo"]) if (existsSync(copy + suffix)) copyFileSync(copy + suffix, path + suffix);
    },
    spoilRow: () => spoilRow(world, path),
  };
};

/** Rows that are spoilt; those of orders and approvals are for the torn files of the crash lane. */
const spoilt = ["intent", "attempt", "fact", "frozen_text"] as const;

const spoilRow = (world: World, path: string): string | null | undefined => {
  const database = new DatabaseSync(path);
  try {
    const table = world.happens(0.1) ? "frozen_text" : (world.pick(spoilt.slice(0, 3)) ?? "fact");
    const rows = database.prepare(`SELECT seq, body FROM ${table}`).all();
    const row = world.pick(rows);
    if (row === undefined) return undefined;
    const body = String(row["body"]);
    const at = Math.floor(world.random.next() * body.length);
    const trigger = String(database.prepare("SELECT sql FROM sqlite_master WHERE name = ?").get(`${table}_no_update`)?.["sql"]);
    database.exec(`DROP TRIGGER ${table}_no_update`);
    const changed = `${body.slice(0, at)}${body[at] === "~" ? "!" : "~"}${body.slice(at + 1)}`;
    database.prepare(`UPDATE ${table} SET body = ? WHERE seq = ?`).run(changed, Number(row["seq"]));
    database.exec(trigger);
    world.trace.note(`spoils a row of ${table}`);
    if (table === "frozen_text") return null;
    return String(database.prepare(`SELECT message_id AS id FROM ${table} WHERE seq = ?`).get(Number(row["seq"]))?.["id"]);
  } finally {
    database.close();
  }
};
