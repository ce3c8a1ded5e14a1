import type { MessageRow } from "#shared/api/messages.ts";
import { shownAddress } from "#shared/contact/push-address.ts";
import { csvTable } from "#shared/csv/csv-table.ts";
import { dateAndTime } from "./words.ts";

/** Columns of the export. Times are those of the wedding's zone. */
const columns = (zone: string): readonly (readonly [string, (row: MessageRow) => string])[] => [
  ["Guest", ({ guestName }) => guestName],
  ["Message", ({ campaignName }) => campaignName],
  ["Channel", ({ channel }) => channel],
  ["Address", ({ address }) => shownAddress(address)],
  ["State", ({ sentence }) => sentence],
  ["Reason code", ({ code }) => code],
  ["Reason", ({ detail }) => detail],
  ["Provider", ({ provider }) => provider ?? ""],
  ["Attempts", ({ attempts }) => String(attempts)],
  [`Approved (${zone})`, ({ approvedAt }) => dateAndTime(approvedAt, zone)],
  [`Last change (${zone})`, ({ updatedAt }) => dateAndTime(updatedAt, zone)],
];

export const messagesCsv = (rows: readonly MessageRow[], zone: string): string => {
  const shown = columns(zone);
  return csvTable([shown.map(([header]) => header), ...rows.map((row) => shown.map(([, read]) => read(row)))]);
};
