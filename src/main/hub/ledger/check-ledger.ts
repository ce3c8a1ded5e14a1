import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock, Logger } from "#hub/ports/index.ts";
import { ownersOf, type DamageLog } from "./damage-log.ts";
import { createFindUnindexed, healDerivedData, type WrongColumns } from "./derived-data.ts";
import { ledgerTables, type LedgerTable } from "./ledger-schema.ts";
import { columnsAgree, decodeControl, provenColumns, type Columns, type StoredRow } from "./row-codec.ts";

/** Rows between two turns of the event loop: a few milliseconds. */
const rowsPerTurn = 400;

export interface LedgerCheck {
  readonly database: DatabaseSync;
  readonly damage: DamageLog;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly logger: Logger;
}

interface Place {
  readonly table: LedgerTable;
  readonly seq: number;
}

export interface LedgerFindings {
  /** The file itself is broken: nothing that it says can be relied upon. */
  readonly broken: boolean;
  /** Messages that earlier reads may have shown without all of their rows. */
  readonly suspects: ReadonlySet<string>;
  /** Damaged orders, and damaged rows that are about no message that is known. */
  readonly unplaced: readonly Place[];
}

/**
 * Reads the whole file once, by table, a few rows per turn. A row is judged by its own sum. What is derived from the rows
 * - indexes, and the columns beside a body - is compared and put right where it differs; SQLite does not compare them, and
 * one flipped bit in an index hides an attempt. Ends early, with what it found so far, once `signal` is aborted.
 */
export const checkLedger = async (check: LedgerCheck, signal: AbortSignal): Promise<LedgerFindings> => {
  const { database, logger } = check;
  const suspects = new Set<string>();
  const damaged: Place[] = [];
  try {
    for (const table of ledgerTables) {
      if (mendStructure(database, table)) {
        logger.error("an index of the send journal was broken and was made anew", { table });
        for (const owner of everybodyIn(database, table)) suspects.add(owner);
      }
      const scanned = await scanTable(check, table, signal);
      for (const owner of scanned.owners) suspects.add(owner);
      damaged.push(...scanned.damaged.map((seq) => ({ table, seq })));
      const hidden = [...scanned.unindexed, ...scanned.wrong.map(({ seq }) => seq)];
      if (hidden.length === 0) continue;
      logger.error("an index of the send journal did not agree with its table and was made anew", { table, rows: hidden.length });
      healDerivedData(database, table, scanned.wrong);
      for (const { seq } of scanned.wrong) check.damage.forget(table, seq);
      for (const owner of hidden.flatMap((seq) => messagesOf(database, { table, seq }))) suspects.add(owner);
    }
    const isKnown = database.prepare("SELECT 1 FROM intent WHERE message_id = ?");
    return { broken: false, suspects, unplaced: damaged.filter((place) => isUnplaced(database, place, isKnown)) };
  } catch (error) {
    logger.error("the send journal is damaged", { reason: String(error) });
    return { broken: true, suspects, unplaced: [] };
  }
};

/** Throws when the pages of a table are broken. Broken indexes are made anew; answers whether some were. */
const mendStructure = (database: DatabaseSync, table: LedgerTable): boolean => {
  const complaint = (): string | undefined => {
    const found = database.prepare(`PRAGMA quick_check('${table}')`).get()?.["quick_check"];
    return found === "ok" ? undefined : JSON.stringify(found);
  };
  if (complaint() === undefined) return false;
  database.exec(`REINDEX ${table}`);
  const left = complaint();
  if (left !== undefined) throw new Error(`${table}: ${left}`);
  return true;
};

/** Whose messages may have been read without some of their rows while an index was broken: nobody can say whose were not. */
const everybodyIn = (database: DatabaseSync, table: LedgerTable): string[] => {
  if (table === "control" || table === "frozen_text") return [];
  const rows = database.prepare(`SELECT DISTINCT message_id FROM ${table === "approval" ? "intent" : table} NOT INDEXED`).all();
  return rows.map(({ message_id: id }) => String(id));
};

interface Scanned {
  readonly damaged: number[];
  /** Whose messages the damaged rows are about. */
  readonly owners: string[];
  readonly wrong: WrongColumns[];
  readonly unindexed: number[];
}

const scanTable = async ({ database, damage, clock }: LedgerCheck, table: LedgerTable, signal: AbortSignal): Promise<Scanned> => {
  const page = database.prepare(`SELECT * FROM ${table} NOT INDEXED WHERE seq > ? ORDER BY seq LIMIT ${rowsPerTurn}`);
  const findUnindexed = createFindUnindexed(database, table);
  const scanned: Scanned = { damaged: [], owners: [], wrong: [], unindexed: [] };
  for (let after = -1; !signal.aborted;) {
    const rows: StoredRow[] = page.all(after);
    const last = rows.at(-1);
    if (last === undefined) break;
    for (const row of rows) {
      const columns = provenColumns(table, row);
      if (columns === undefined || !isUnderstood(table, row, columns)) {
        damage.note(table, row);
        scanned.damaged.push(Number(row["seq"]));
        scanned.owners.push(...ownersOf(row));
      } else if (!columnsAgree(row, columns)) scanned.wrong.push({ seq: Number(row["seq"]), columns });
    }
    const upTo = Number(last["seq"]);
    scanned.unindexed.push(...findUnindexed(after, upTo));
    after = upTo;
    await clock.sleep(0, signal).catch(() => undefined);
  }
  return scanned;
};

/** An order whose sum holds and that this program still does not know is no order to send by. */
const isUnderstood = (table: LedgerTable, row: StoredRow, columns: Columns): boolean =>
  table !== "control" || decodeControl({ ...row, ...columns }) !== undefined;

const rowsAt = (database: DatabaseSync, { table, seq }: Place): StoredRow[] =>
  database.prepare(`SELECT * FROM ${table} NOT INDEXED WHERE seq = ?`).all(seq);

/** Whose messages a row makes read differently. An approval counts for every message in it. */
const messagesOf = (database: DatabaseSync, place: Place): string[] => {
  const rows = rowsAt(database, place);
  if (place.table !== "approval") return rows.flatMap(ownersOf);
  const approved = database.prepare("SELECT message_id FROM intent NOT INDEXED WHERE approval_id = ?");
  return rows.flatMap((row) => approved.all(String(row["approval_id"])).map(({ message_id: id }) => String(id)));
};

const isUnplaced = (database: DatabaseSync, place: Place, isKnown: StatementSync): boolean => {
  // A text that cannot be read stops its own messages: they cannot be rendered.
  if (place.table === "frozen_text") return false;
  return rowsAt(database, place).some((row) => !ownersOf(row).some((owner) => isKnown.get(owner) !== undefined));
};
