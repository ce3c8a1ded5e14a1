import { UsherError } from "#shared/problem.ts";

/** Why a file cannot be imported: codes with what a person can do. */
const refusals = {
  "import-gone": ["This import is no longer open.", "Choose the file again."],
  "import-file-empty": ["This file is empty.", "Choose the file that holds the guest list."],
  "import-file-too-large": ["This file is larger than 20 MB; that is no guest list.", "Save only the sheet with the guests, as CSV."],
  "import-file-incomplete": ["The file did not arrive completely.", "Choose the file again."],
  "import-file-not-a-list": [
    "This file is not a list: it holds neither text nor a spreadsheet.",
    "Save the list as CSV or as an Excel workbook (.xlsx).",
  ],
  "import-file-old-excel": ["This is an Excel file of the old kind (.xls).", "Open it and save it as .xlsx or CSV."],
  "import-file-encrypted": ["This workbook is protected by a password.", "Save it without a password, and choose it again."],
  "import-file-damaged": ["This workbook cannot be read: it is damaged.", "Open it in your spreadsheet program and save it anew."],
  "import-file-unpacks-too-large": [
    "This workbook would unpack to far more than a guest list.",
    "Save only the sheet with the guests, as CSV.",
  ],
  "import-wrong-encoding": ["The file cannot be read in this encoding.", "Choose another encoding; look whether the accents are right."],
  "import-encoding-unknown": ["This encoding is not known here.", "Choose one of the offered encodings."],
  "import-sheet-unknown": ["This workbook has no such sheet.", "Choose one of its sheets."],
  "import-too-many-columns": ["This file has more than 200 columns.", "Remove the columns that say nothing about guests."],
  "import-too-many-rows": ["This file has more than 50,000 rows.", "Split it, or look whether it is the right file."],
  "import-too-many-cells": [
    "This file has more than 2,000,000 cells; that is no guest list.",
    "Save only the rows and columns that say something about guests.",
  ],
  "import-takes-too-long": ["This file takes too long to read; that is no guest list.", "Save only the sheet with the guests, as CSV."],
  "import-not-read": ["This file has not been read yet.", "Choose the file again."],
  "import-not-previewed": ["Nothing has been compared yet.", "Choose what the columns mean first."],
  "import-column-unknown": ["This column is not in the file.", "Choose the columns again."],
  "import-needs-a-name": ["No column holds the guests' names.", "Say which column is the name, or the given name."],
  "import-row-unknown": ["This row is not in the file.", "Refresh the preview."],
  "import-problem-gone": ["This row has changed since you looked at it.", "Look at the row again."],
  "import-field-not-mapped": ["This field cannot be corrected here.", "Correct it in the file, or after the import."],
  "import-nothing-to-write": [
    "There is nothing to import: every row is known, unclear or skipped.",
    "Correct the problems or decide about the duplicates first.",
  ],
  "import-wedding-gone": ["This wedding is no longer here.", "Go back to the list of weddings."],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type RefusalCode = keyof typeof refusals;

export const isRefusalCode = (code: string): code is RefusalCode => code in refusals;

export const refusal = (code: RefusalCode, cause?: unknown): UsherError => {
  const [sentence, nextStep] = refusals[code];
  return new UsherError({ code, sentence, nextStep }, { cause });
};

/** A row that says more of a guest than one can hold, found out when it is written. */
export const doesNotFit = (row: number, sentence: string): UsherError =>
  new UsherError({
    code: "import-row-does-not-fit",
    sentence: `Row ${row} cannot be imported: ${sentence} Nothing was imported.`,
    nextStep: "Leave that row out, or say that it is somebody else.",
  });
