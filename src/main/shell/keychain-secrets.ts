import { safeStorage } from "electron";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Logger, Secrets } from "#hub/ports/index.ts";
import { createSessionSecrets } from "#hub/ports/system/index.ts";

/** Name to encrypted value, as base64. */
const fileSchema = z.record(z.string().max(200), z.string().max(100_000));

/**
 * Secrets behind the system's key store, in `<folder>/secrets.json`. Where the system offers none, or only Linux's `basic_text` (a password that
 * everybody knows), nothing is written: keys then live until exit, and `protection` says which it is. What an earlier start wrote stays as it is,
 * for a desktop that offers its key store again. Use after `ready`.
 */
export const openKeychainSecrets = async (folder: string, logger: Logger): Promise<Secrets> => {
  if (process.platform === "linux" && safeStorage.getSelectedStorageBackend() === "basic_text") return createSessionSecrets("weak");
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return createSessionSecrets("session");
  const path = join(folder, "secrets.json");
  const kept = new Map(Object.entries(await read(path, logger)));
  let writing = Promise.resolve();
  /** One write after the other, each whole: a torn file would lose all keys. */
  const save = (): Promise<void> => {
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        const fresh = `${path}.new`;
        await writeFile(fresh, JSON.stringify(Object.fromEntries(kept)), { mode: 0o600 });
        await rename(fresh, path);
      });
    return writing;
  };
  const set = async (name: string, value: string): Promise<void> => {
    kept.set(name, (await safeStorage.encryptStringAsync(value)).toString("base64"));
    await save();
  };
  return {
    protection: "os-keychain",
    get: async (name) => {
      const sealed = kept.get(name);
      if (sealed === undefined) return undefined;
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed, "base64"));
        if (shouldReEncrypt) await set(name, result);
        return result;
      } catch {
        logger.warn("A key could not be read; it must be entered again.");
        return undefined;
      }
    },
    set,
    remove: async (name) => {
      if (kept.delete(name)) await save();
    },
  };
};

/** A file that cannot be read is put aside, not overwritten. */
const read = async (path: string, logger: Logger): Promise<Record<string, string>> => {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return {};
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    logger.error("The key file was damaged and has been put aside; keys must be entered again.");
    await rename(path, `${path}.damaged`);
    return {};
  }
};
