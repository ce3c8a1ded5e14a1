import type { z } from "zod";
import { importChunkBytes } from "#shared/api/import-limits.ts";
import type { ImportReading, ImportRow, importsContract } from "#shared/api/imports.ts";
import { countryOf } from "#shared/contact/phone-number.ts";
import { UsherError } from "#shared/problem.ts";
import { countedGuests } from "../guest-commands.ts";
import type { GuestsDeps } from "../guests.ts";
import type { CommandRunner } from "../history/history.ts";
import { homeCountryOf } from "../home-country.ts";
import type { WeddingIndex } from "../list/wedding-index.ts";
import { createColumnMemory, type ColumnMemory } from "./column-memory.ts";
import { columnsOf, guessHeaderRow } from "./columns.ts";
import { compareRows, countRows, shownRow, type ComparedRow, type Comparison } from "./comparison.ts";
import { planImport, type ImportPlan } from "./plan.ts";
import { problemRowsCsv } from "./problem-rows.ts";
import { cellsOf, mendCells, type CellField, type RowProblem } from "./row-cells.ts";
import { readingOf } from "./reading.ts";
import { refusal } from "./refuse.ts";
import type { Table } from "./table.ts";
import { createTableReader, type TableReader } from "./table-reader.ts";
import { createUpload, type Upload } from "./upload.ts";

type Input<Name extends keyof typeof importsContract> = z.infer<NonNullable<(typeof importsContract)[Name]["~orpc"]["inputSchema"]>>;
type Output<Name extends keyof typeof importsContract> = z.infer<NonNullable<(typeof importsContract)[Name]["~orpc"]["outputSchema"]>>;

export type ImportCounts = Output<"preview">;

/** Uploads of guest lists: read, previewed, corrected, and written as one undoable command. */
export interface Imports {
  start(input: Input<"start">): Promise<Output<"start">>;
  chunk(input: Input<"chunk">): Promise<Output<"chunk">>;
  read(input: Input<"read">): Promise<ImportReading>;
  preview(input: Input<"preview">): Promise<ImportCounts>;
  rows(input: Input<"rows">): Promise<{ total: number; rows: ImportRow[] }>;
  fix(input: Input<"fix">): Promise<{ row: ImportRow; counts: ImportCounts }>;
  splitParties(input: Input<"splitParties">): Promise<ImportCounts>;
  problemRows(input: Input<"problemRows">): Promise<Output<"problemRows">>;
  commit(input: Input<"commit">): Promise<Output<"commit">>;
  discard(input: Input<"discard">): Promise<Record<string, never>>;
  /** Ends what is being read. Idempotent. */
  stop(): Promise<void>;
}

export interface ImportsDeps extends GuestsDeps {
  readonly history: CommandRunner;
  readonly indexOf: (weddingId: string) => Promise<WeddingIndex>;
}

interface Session {
  readonly importId: string;
  readonly weddingId: string;
  readonly fileName: string;
  readonly upload: Upload;
  table: Table | undefined;
  headerRow: number;
  /** What was compared, and as what. */
  compared: Compared | undefined;
}

interface Compared {
  readonly comparison: Comparison;
  readonly mapping: Input<"preview">["mapping"];
  readonly country: string;
}

/** Files open at a time; a forgotten one makes room. Each may hold 20 MB and what was read from it. */
const sessionsMax = 3;

export const createImports = (deps: ImportsDeps): Imports => {
  const { clock, ids } = deps;
  const sessions = new Map<string, Session>();
  const memory = createColumnMemory(deps.collections, clock);
  const reader = createTableReader(clock);
  const sessionOf = (importId: string): Session => {
    const session = sessions.get(importId);
    if (session === undefined) throw refusal("import-gone");
    return session;
  };
  return {
    start: async ({ weddingId, fileName, sizeBytes }) => {
      const upload = createUpload(sizeBytes);
      const [oldest] = sessions.keys();
      if (sessions.size >= sessionsMax && oldest !== undefined) sessions.delete(oldest);
      const importId = ids.next();
      sessions.set(importId, { importId, weddingId, fileName, upload, table: undefined, headerRow: -1, compared: undefined });
      return { importId, chunkBytes: importChunkBytes };
    },
    chunk: async ({ importId, index, base64 }) => ({ receivedBytes: sessionOf(importId).upload.put(index, base64) }),
    read: async ({ importId, ...wanted }) => readSession(sessionOf(importId), wanted, { deps, memory, reader }),
    preview: async ({ importId, mapping, defaultCountry }) => {
      const session = sessionOf(importId);
      const { table, headerRow } = session;
      if (table === undefined) throw refusal("import-not-read");
      assertMapping(mapping, columnsOf(table.rows, headerRow).length);
      const index = await deps.indexOf(session.weddingId);
      const country = countryOf(defaultCountry);
      const comparison = await compareRows({ table: table.rows, headerRow, mapping, country, index, clock });
      session.compared = { comparison, mapping, country };
      return countRows(comparison.rows);
    },
    rows: async ({ importId, verdict, offset, limit }) => {
      const { rows } = comparedOf(sessionOf(importId)).comparison;
      const wanted = verdict === null ? rows : rows.filter((row) => row.verdict === verdict);
      return { total: wanted.length, rows: wanted.slice(offset, offset + limit).map(shownRow) };
    },
    fix: async ({ importId, row: number, change }) => {
      const { comparison } = comparedOf(sessionOf(importId));
      return { row: shownRow(fixRow(comparison, number, change)), counts: countRows(comparison.rows) };
    },
    splitParties: async ({ importId, isSplit }) => splitAll(comparedOf(sessionOf(importId)).comparison, isSplit),
    problemRows: async ({ importId }) => problemRowsOf(sessionOf(importId)),
    commit: async ({ importId }) => {
      const session = sessionOf(importId);
      const compared = comparedOf(session);
      // One commit per file: a second click finds the import gone.
      sessions.delete(importId);
      const done = await commitRows(deps, session, compared.comparison.rows).catch((error: unknown) => {
        if (error instanceof UsherError) sessions.set(importId, session);
        throw error;
      });
      await rememberColumns(deps, memory, session, compared);
      return done;
    },
    discard: async ({ importId }) => {
      sessions.delete(importId);
      return {};
    },
    stop: async () => {
      sessions.clear();
      await reader.stop();
    },
  };
};

interface Readers {
  readonly deps: ImportsDeps;
  readonly memory: ColumnMemory;
  readonly reader: TableReader;
}

const readSession = async (
  session: Session,
  wanted: Omit<Input<"read">, "importId">,
  { deps, memory, reader }: Readers,
): Promise<ImportReading> => {
  const table = await reader.read(session.upload.bytes(), wanted);
  session.table = table;
  const headerRow = wanted.headerRow ?? (await memory.headerRowOf(table.rows)) ?? guessHeaderRow(table.rows);
  session.headerRow = Math.min(headerRow, table.rows.length - 1);
  session.compared = undefined;
  const wedding = await deps.collections.weddings.findOne(session.weddingId).exec();
  return readingOf({ ...session, table, memory, homeCountry: homeCountryOf(wedding ?? undefined) });
};

/** The guests are in; a choice that cannot be kept is no reason to say otherwise. */
const rememberColumns = async (
  { logger }: ImportsDeps,
  memory: ColumnMemory,
  { table, headerRow }: Session,
  { mapping, country }: Compared,
) =>
  memory
    .remember(columnsOf(table?.rows ?? [], headerRow), mapping, country)
    .catch(() => logger.warn("the columns of this list could not be remembered"));

const problemRowsOf = (session: Session): Output<"problemRows"> => {
  const { comparison, mapping } = comparedOf(session);
  const { rows } = comparison;
  const csv = problemRowsCsv({ table: session.table?.rows ?? [], headerRow: session.headerRow, mapping, rows });
  return { fileName: problemFileName(session.fileName), csv, rows: countRows(rows).problem };
};

const comparedOf = ({ compared }: Session): Compared => {
  if (compared === undefined) throw refusal("import-not-previewed");
  return compared;
};

const splitAll = (comparison: Comparison, isSplit: boolean): ImportCounts => {
  for (const row of comparison.rows) {
    if (row.party === undefined || row.isSplit === isSplit) continue;
    row.isSplit = isSplit;
    comparison.judge(row);
  }
  return countRows(comparison.rows);
};

const problemFileName = (fileName: string): string => `${fileName.replace(/\.[^.]*$/u, "").slice(0, 200) || "guests"}-problems.csv`;

const fixRow = (comparison: Comparison, number: number, change: Input<"fix">["change"]): ComparedRow => {
  const row = comparison.find(number);
  if (row === undefined) throw refusal("import-row-unknown");
  if (change.kind === "decision") {
    row.decision = change.decision;
    return row;
  }
  if (change.kind === "split") {
    row.isSplit = change.isSplit;
    comparison.judge(row);
    return row;
  }
  if (change.field === "ignore") throw refusal("import-field-not-mapped");
  mendCells(row.cells, placeOf(row, change.field, change.was), change.value.trim());
  comparison.judge(row);
  return row;
};

/** Where the person sees what is mended: at that problem, or at the field's first one, or in its only cell. */
const placeOf = (
  { values, cells }: ComparedRow,
  field: CellField,
  was: string | undefined,
): Pick<RowProblem, "field" | "cell" | "part"> => {
  const found = values.problems.find((problem) => problem.field === field && (was === undefined || problem.value === was));
  if (found !== undefined) return found;
  if (was !== undefined) throw refusal("import-problem-gone");
  const filled = cellsOf(cells, field).flatMap((value, cell) => (value === "" ? [] : [cell]));
  return filled.length > 1 ? { field, cell: filled[0] ?? 0 } : { field };
};

/** Plans and writes when the history's turn comes, so that it sees what commands before it wrote. */
const commitRows = async (deps: ImportsDeps, session: Session, rows: Comparison["rows"]): Promise<Output<"commit">> => {
  let plan: ImportPlan | undefined;
  const done = await deps.history.run(session.weddingId, async () => {
    plan = await planOf(deps, session, rows);
    return { sentence: sentenceOf(plan), changes: plan.changes };
  });
  const { created = 0, changed = 0, skipped = 0 } = plan ?? {};
  deps.logger.info("guest list imported", { created, changed, skipped });
  return { ...done, created, changed, skipped };
};

const planOf = async (
  { collections, indexOf, clock, ids }: ImportsDeps,
  { weddingId, importId }: Session,
  rows: Comparison["rows"],
): Promise<ImportPlan> => {
  const wedding = await collections.weddings.findOne(weddingId).exec();
  if (wedding === null) throw refusal("import-wedding-gone");
  const events = await collections.events.find({ selector: { weddingId } }).exec();
  const plan = await planImport({
    rows,
    importId,
    wedding: wedding.toMutableJSON(),
    eventIds: events.map(({ id }) => id),
    index: await indexOf(weddingId),
    clock,
    ids,
  });
  if (plan.changes.length === 0) throw refusal("import-nothing-to-write");
  return plan;
};

const sentenceOf = ({ created, changed }: ImportPlan): string =>
  changed === 0
    ? `Imported ${countedGuests(created)}`
    : created === 0
      ? `Updated ${countedGuests(changed)} from a file`
      : `Imported ${countedGuests(created)}, updated ${countedGuests(changed)}`;

const assertMapping = (mapping: Input<"preview">["mapping"], columnCount: number): void => {
  if (mapping.some(({ index }) => index < 0 || index >= columnCount)) throw refusal("import-column-unknown");
  if (!mapping.some(({ field }) => field === "full-name" || field === "given-name" || field === "family-name"))
    throw refusal("import-needs-a-name");
};
