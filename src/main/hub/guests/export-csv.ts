import { csvTable, formulaSafe } from "#shared/csv/csv-table.ts";
import type { GuestFacts } from "./list/facts.ts";

const columns: readonly (readonly [string, (facts: GuestFacts) => string])[] = [
  ["Given name", ({ row }) => row.givenName],
  ["Family name", ({ row }) => row.familyName],
  ["Household", ({ row }) => row.household],
  ["Kind", ({ row }) => row.kind],
  ["Email", ({ row }) => row.email],
  ["Phone", ({ row }) => row.phone],
  ["Language", ({ row }) => row.language],
  ["Time zone", ({ guest }) => guest.zone ?? ""],
  ["RSVP", ({ row }) => row.rsvp],
  ["Diet", ({ row }) => row.diet],
  ["Access needs", ({ guest }) => guest.accessNeeds],
  ["Table", ({ row }) => row.table],
  ["Side", ({ row }) => row.side],
  ["Tags", ({ row }) => row.tags.join(", ")],
  ["Note", ({ row }) => row.note],
];

export const guestCsv = (guests: readonly GuestFacts[]): string =>
  csvTable([columns.map(([header]) => header), ...guests.map((facts) => columns.map(([, read]) => read(facts)))]);

/** The same columns for the clipboard: a spreadsheet splits at tabs and line ends, so there are none within a cell. */
export const guestTsv = (guests: readonly GuestFacts[]): string =>
  [columns.map(([header]) => header), ...guests.map((facts) => columns.map(([, read]) => read(facts)))]
    .map((cells) => cells.map((text) => formulaSafe(text.replaceAll(/[\t\r\n]+/gu, " "))).join("\t"))
    .join("\n");
