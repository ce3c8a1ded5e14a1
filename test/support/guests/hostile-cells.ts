import { parentPort } from "node:worker_threads";
import { columnsOf, guessHeaderRow } from "#hub/guests/import/columns.ts";
import { guessCountry } from "#hub/guests/import/country-guess.ts";
import { fieldOfHeader } from "#hub/guests/import/header-words.ts";
import { partyOfRow } from "#hub/guests/import/row-party.ts";
import { mendCells, type CellField } from "#hub/guests/import/row-cells.ts";
import { readRow } from "#hub/guests/import/row-values.ts";
import { importFieldSchema } from "#shared/api/imports.ts";
import { readEmail } from "#shared/contact/email-address.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import { comparableGivenName, splitFullName } from "#shared/contact/person-name.ts";
import { readPhone } from "#shared/contact/phone-number.ts";

/** Reads cells of `length` characters that are made to keep a pattern busy, in every way that an import reads cells. Says each one's name when done. */
const length = 40_000;
const units = [
  ",",
  ";",
  " ",
  "/",
  "@",
  "a@",
  "a@b,",
  "@,",
  "<",
  "(",
  "0",
  "0,",
  "+0/",
  "00000,",
  "12345 or ",
  "a.",
  ".",
  "& a ",
  "+ ",
  "1 ",
  "é",
  "\u200b",
  "\t",
  "\n",
  '"',
  "'",
];
const hostile = units.flatMap((unit) => {
  const run = unit.repeat(length / unit.length);
  return [run, `a${run}b`, `12345${run}x`, `a@b.example${run}@`, `(${run}`, `${run}1`];
});
const fields = importFieldSchema.options.filter((field): field is CellField => field !== "ignore");

const readCell = (cell: string): void => {
  for (const field of fields) {
    for (const text of [cell, cell.slice(0, 2000), cell.slice(0, 300)]) {
      const cells = { columns: new Map([[field, [0]]]), source: [text], mended: undefined };
      const values = readRow(cells, "DE");
      partyOfRow(cells, values);
      for (const problem of values.problems.slice(0, 3)) mendCells(cells, problem, "x");
    }
  }
  for (const text of [cell, cell.slice(0, 320)]) {
    readEmail(text);
    readPhone(text, "DE");
  }
  splitFullName(cell);
  comparableGivenName(cell);
  foldText(cell);
  fieldOfHeader(cell.slice(0, 200));
  const table = [[cell], [cell]];
  guessHeaderRow(table);
  guessCountry(table, 0, columnsOf(table, 0), "DE");
};

for (const [place, cell] of hostile.entries()) {
  parentPort?.postMessage(JSON.stringify(`${cell.slice(0, 12)}…${cell.slice(-4)} (${place})`));
  readCell(cell);
}
parentPort?.postMessage("done");
