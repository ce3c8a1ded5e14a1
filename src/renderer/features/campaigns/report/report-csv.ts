import type { RunReport } from "#shared/api/run-report.ts";
import { providerWords } from "#shared/message/provider-words.ts";
import { channelWords } from "../../../ui/plain-words.ts";
import { termWords } from "./report-sums.ts";

/** A cell that spreadsheets read as text, whatever a name begins with. */
const cell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** The rows of the report as a file; times in UTC, so that no spreadsheet shifts them. */
export const reportCsv = ({ rows, currency }: RunReport): string => {
  const head = [
    "Guest",
    "State",
    "What happened",
    "Reason",
    "Channel",
    "Sent by",
    "Attempts",
    "When (UTC)",
    `Cost (${currency}, estimate)`,
  ];
  const lines = rows.map((row) => [
    row.name,
    termWords[row.term],
    row.sentence,
    row.reason,
    channelWords[row.channel],
    row.provider === null ? "" : providerWords(row.provider),
    String(row.attempts),
    new Date(row.at).toISOString(),
    (row.cents / 100).toFixed(4),
  ]);
  return `\uFEFF${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
};
