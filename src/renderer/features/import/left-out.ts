import type { UsherClient } from "#shared/api/contract.ts";
import type { ImportRow } from "#shared/api/imports.ts";
import type { ImportCounts } from "./use-import.ts";

/** What a file has that an import did not write, kept for the last step: the file itself is forgotten by then. */
export interface LeftOut {
  readonly problems: number;
  readonly duplicates: number;
  /** The first of the duplicates. */
  readonly rows: readonly Pick<ImportRow, "row" | "name" | "looksLike">[];
}

const rowsMax = 400;

/** Reads it before the import is committed. */
export const readLeftOut = async (client: UsherClient, importId: string, counts: ImportCounts): Promise<LeftOut> => {
  const { problem: problems, duplicate: duplicates } = counts;
  if (duplicates === 0) return { problems, duplicates, rows: [] };
  const { rows } = await client.imports.rows({ importId, verdict: "duplicate", offset: 0, limit: rowsMax });
  return { problems, duplicates, rows: rows.filter(({ decision }) => decision === "undecided" || decision === "skip") };
};

/** `26 possible duplicates and 3 rows with problems were left out.` Undefined when all was taken. */
export const leftOutSentence = ({ problems, duplicates }: Pick<LeftOut, "problems" | "duplicates">): string | undefined => {
  const parts = [
    counted(duplicates, "possible duplicate", "possible duplicates"),
    counted(problems, "row with a problem", "rows with problems"),
  ];
  const said = parts.filter((part) => part !== "");
  if (said.length === 0) return undefined;
  return `${said.join(" and ")} ${duplicates + problems === 1 ? "was" : "were"} left out.`;
};

/** An earlier row of the same file is named by its number, a guest of the list by name. */
export const isRowOfFile = (looksLike: string): boolean => /^row \d+$/u.test(looksLike);

const counted = (count: number, one: string, many: string): string =>
  count === 0 ? "" : `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
