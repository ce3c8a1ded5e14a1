import type { GuestFacts } from "./list/facts.ts";

/** A spreadsheet takes these at a cell's start for a formula (OWASP, ASVS 1.2.10; full-width forms too). */
const formulaStart = /^[=+\-@\t\r\n\0＝＋－＠]/u;

/** A cell that starts with `'` gets another one, so that taking exactly one away on import gives back what was there. */
const formulaSafe = (text: string): string => (formulaStart.test(text) || text.startsWith("'") ? `'${text}` : text);

/** One cell, safe to open in a spreadsheet: what looks like a formula gets a `'` in front, which our import takes away again. */
export const csvCell = (text: string): string => {
  const safe = formulaSafe(text);
  return /[",;\t\r\n]/u.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const columns: readonly (readonly [string, (facts: GuestFacts) => string])[] = [
  ["Given name", ({ row }) => row.givenName],
  ["Family name", ({ row }) => row.familyName],
  ["Household", ({ row }) => row.household],
  ["Kind", ({ row }) => row.kind],
  ["Email", ({ row }) => row.email],
  ["Phone", ({ row }) => row.phone],
  ["Language", ({ row }) => row.language],
  ["RSVP", ({ row }) => row.rsvp],
  ["Diet", ({ row }) => row.diet],
  ["Access needs", ({ guest }) => guest.accessNeeds],
  ["Table", ({ row }) => row.table],
  ["Side", ({ row }) => row.side],
  ["Tags", ({ row }) => row.tags.join(", ")],
  ["Note", ({ row }) => row.note],
];

/** RFC 4180 with CRLF, and a byte order mark so that Excel reads it as UTF-8. */
export const guestCsv = (guests: readonly GuestFacts[]): string =>
  `\ufeff${[columns.map(([header]) => header), ...guests.map((facts) => columns.map(([, read]) => read(facts)))]
    .map((cells) => cells.map(csvCell).join(","))
    .join("\r\n")}\r\n`;

/** The same columns for the clipboard: a spreadsheet splits at tabs and line ends, so there are none within a cell. */
export const guestTsv = (guests: readonly GuestFacts[]): string =>
  [columns.map(([header]) => header), ...guests.map((facts) => columns.map(([, read]) => read(facts)))]
    .map((cells) => cells.map((text) => formulaSafe(text.replaceAll(/[\t\r\n]+/gu, " "))).join("\t"))
    .join("\n");
