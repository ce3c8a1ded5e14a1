import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { explainDataFolder } from "./data-folder-problem.ts";
import type { LineSink } from "./structured-logger.ts";

/** One log file; with the one before it, a support mail can still carry them. */
const fileBytesMax = 5 * 1024 * 1024;

export interface LogFile {
  readonly sink: LineSink;
  close(): void;
}

/** Appends to `<folder>/usher.log`, keeps one older file `usher.1.log`. Debug lines are left out. Throws `UsherError` when it cannot open. */
export const openLogFile = (folder: string): LogFile => {
  const path = join(folder, "usher.log");
  let descriptor = openFirst(folder, path);
  let bytes = fstatSync(descriptor).size;
  const rotate = (): void => {
    closeSync(descriptor);
    renameSync(path, join(folder, "usher.1.log"));
    descriptor = openSync(path, "a", 0o600);
    bytes = 0;
  };
  return {
    sink: (line, level) => {
      if (level === "debug" || level === "trace") return;
      if (bytes > fileBytesMax) rotate();
      bytes += writeSync(descriptor, line);
    },
    close: () => closeSync(descriptor),
  };
};

const openFirst = (folder: string, path: string): number => {
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(path, "a", 0o600);
  } catch (error) {
    throw explainDataFolder(dirname(folder), error);
  }
};
