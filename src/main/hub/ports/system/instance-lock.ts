import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { explainDataFolder } from "./data-folder-problem.ts";

const instanceSchema = z.strictObject({
  pid: z.int(),
  face: z.enum(["electron", "browser", "headless"]),
  /** Where a second start may ask for a launch URL; null when there is no station. */
  origin: z.string().nullable(),
  secret: z.string(),
});

/** Who holds a data folder, for the second start that finds it taken. */
export type Instance = z.infer<typeof instanceSchema>;

export interface InstanceLock {
  /** Tells a second start how to reach this one. The file is readable by this person only, for it holds a secret. */
  announce(instance: Instance): void;
  release(): void;
}

/**
 * One process per data folder. The lock is SQLite's own exclusive file lock, which the system drops when the process dies in any way:
 * there is no stale lock to clean up and no process id to trust. Undefined when another process holds it. Throws `UsherError` when the
 * folder cannot be made or written.
 */
export const acquireInstanceLock = (dataFolder: string): InstanceLock | undefined => {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(dataFolder, "instance.lock"), { timeout: 0 });
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    if (error instanceof Error && "errcode" in error && error.errcode === sqliteBusy) return undefined;
    throw explainDataFolder(dataFolder, error);
  }
  const held = lock;
  const card = cardPath(dataFolder);
  return {
    announce: (instance) => writeFileSync(card, JSON.stringify(instance), { mode: 0o600 }),
    release: () => {
      if (!held.isOpen) return;
      rmSync(card, { force: true });
      held.close();
    },
  };
};

/** The card of the running instance; undefined when there is none that can be read (yet). */
export const readInstance = (dataFolder: string): Instance | undefined => {
  try {
    return instanceSchema.parse(JSON.parse(readFileSync(cardPath(dataFolder), "utf8")));
  } catch {
    return undefined;
  }
};

const sqliteBusy = 5;

const cardPath = (dataFolder: string): string => join(dataFolder, "instance.json");
