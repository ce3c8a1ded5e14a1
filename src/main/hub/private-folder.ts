import { chmod, mkdir, open } from "node:fs/promises";
import { join } from "node:path";

/** Names, addresses and answers of guests are for this person's eyes: 0700 and 0600. Windows has no such bits and keeps its own. */
const folderMode = 0o700;
const fileMode = 0o600;

/** SQLite gives `-wal`, `-shm` and `-journal` the mode of the file that they belong to; left over ones keep what they have. */
const companions = ["", "-wal", "-shm", "-journal"];

/**
 * Makes the data folder, and the databases in it before SQLite does, readable by their owner alone; those of an older Usher
 * are put right. Throws what the system says when the folder cannot be made or a file cannot be opened. A disk that keeps
 * no modes is no reason not to start.
 */
export const makePrivateFolder = async (dataFolder: string, databases: readonly string[]): Promise<void> => {
  await mkdir(dataFolder, { recursive: true, mode: folderMode });
  await chmod(dataFolder, folderMode).catch(() => undefined);
  for (const name of databases) {
    const path = join(dataFolder, name);
    const file = await open(path, "a", fileMode);
    await file.close();
    for (const companion of companions) await chmod(path + companion, fileMode).catch(() => undefined);
  }
};
