import { UsherError } from "#shared/problem.ts";

const primaryCode = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
};

const sqliteBusy = 5;
const sqliteLocked = 6;
const sqliteCorrupt = 11;
const sqliteFull = 13;
const sqliteCannotOpen = 14;
const sqliteNotADatabase = 26;

export function storeDamaged(cause?: unknown): UsherError {
  return new UsherError(
    {
      code: "store-damaged",
      sentence: "The file with the guest data is damaged and was not changed.",
      nextStep: "Restore the newest backup, or ask for help before opening it again.",
    },
    { cause },
  );
}

export function storeNewer(found: number, known: number): UsherError {
  return new UsherError({
    code: "store-newer",
    sentence: `The guest data was written by a newer Usher (layout ${String(found)}, this one knows ${String(known)}).`,
    nextStep: "Update Usher on this computer and open it again.",
  });
}

export function storeInUse(cause?: unknown): UsherError {
  return new UsherError(
    {
      code: "store-in-use",
      sentence: "Another program has the file with the guest data open.",
      nextStep: "Close the other Usher window or program and try again.",
    },
    { cause },
  );
}

/** The refusal that people understand for a fault of SQLite; other errors come back unchanged. */
export function asRefusal(error: unknown): unknown {
  switch (primaryCode(error)) {
    case sqliteBusy:
    case sqliteLocked:
      return storeInUse(error);
    case sqliteCorrupt:
    case sqliteNotADatabase:
      return storeDamaged(error);
    case sqliteFull:
      return new UsherError(
        {
          code: "store-full",
          sentence: "The disk is full; the last change was not saved.",
          nextStep: "Free some space and repeat the change.",
        },
        { cause: error },
      );
    case sqliteCannotOpen:
      return new UsherError(
        {
          code: "store-unreachable",
          sentence: "The file with the guest data cannot be opened or created.",
          nextStep: "Check that the data folder exists and may be written to.",
        },
        { cause: error },
      );
    default:
      return error;
  }
}
