/** A spreadsheet takes these at a cell's start for a formula (OWASP, ASVS 1.2.10; full-width forms too). */
const formulaStart = /^[=+\-@\t\r\n\0＝＋－＠]/u;

/** A cell that starts with `'` gets another one, so that taking exactly one away on import gives back what was there. */
export const formulaSafe = (text: string): string => (formulaStart.test(text) || text.startsWith("'") ? `'${text}` : text);

/** One cell, safe to open in a spreadsheet: what looks like a formula gets a `'` in front, which our import takes away again. */
export const csvCell = (text: string): string => {
  const safe = formulaSafe(text);
  return /[",;\t\r\n]/u.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** RFC 4180 with CRLF, and a byte order mark so that Excel reads it as UTF-8. */
export const csvTable = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((cells) => cells.map(csvCell).join(",")).join("\r\n")}\r\n`;
