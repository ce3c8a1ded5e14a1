import { existsSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { basename, dirname } from "node:path";

const mark = ".unread-";

/** What SQLite keeps beside a database belongs to it, and must not be taken for part of the next one. */
const companions = ["", "-wal", "-shm", "-journal", "-tail"];

/** Moves a database that cannot be read out of the way, whole: `store.sqlite.unread-<now>`. Nothing is deleted. */
export const setAside = async (path: string, now: number): Promise<void> => {
  for (const companion of companions) {
    if (existsSync(path + companion)) await rename(path + companion, `${path}${mark}${Math.round(now)}${companion}`);
  }
};

export const wasSetAside = async (path: string): Promise<boolean> =>
  (await readdir(dirname(path))).some((name) => name.startsWith(basename(path) + mark));
