import { UsherError } from "#shared/problem.ts";

/** Codes of SQLite (sqlite.org/rescode.html) for a file that cannot be made or written. */
const sqliteCodes: Readonly<Record<number, string>> = {
  8: "read-only",
  10: "input or output failed",
  13: "ENOSPC",
  14: "cannot be opened",
};
/** What the system says of a folder that cannot be made or written. */
const systemCodes = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOTDIR",
  "EEXIST",
  "EISDIR",
  "ENOENT",
  "ENOSPC",
  "EDQUOT",
  "EIO",
  "ENAMETOOLONG",
]);

/** What to tell a person whose data folder cannot be used; anything else is passed on as it is, for it is a bug. */
export const explainDataFolder = (folder: string, error: unknown): unknown => {
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new UsherError(
      {
        code: "data-folder-full",
        sentence: `There is no room left on the disk of Usher's data folder ${folder}.`,
        nextStep: "Free some space, then start again.",
      },
      { cause: error },
    );
  }
  return new UsherError(
    {
      code: "data-folder-not-writable",
      sentence: `Usher cannot write to its data folder ${folder} (${code}).`,
      nextStep: "Make that folder writable for you, or choose another one with --data <folder> or USHER_DATA, then start again.",
    },
    { cause: error },
  );
};

const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  if ("errcode" in error && typeof error.errcode === "number") return sqliteCodes[error.errcode & 0xff];
  return "code" in error && typeof error.code === "string" && systemCodes.has(error.code) ? error.code : undefined;
};
