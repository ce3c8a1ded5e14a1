import type { Clock } from "#hub/ports/index.ts";
import type { LedgerBatch, LedgerRows } from "./ledger.ts";
import type { LedgerWriter, WrittenRows } from "./ledger-writer.ts";
import { writeFailureOf } from "./open-database.ts";

/** Rows of one transaction: a few milliseconds of work, so that the event loop stays free. */
const rowsPerCommitMax = 500;

const noneRenewed: ReadonlySet<string> = new Set();

interface Pending {
  readonly rows: LedgerRows;
  readonly size: number;
  readonly resolve: (batch: LedgerBatch) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers what is appended within one turn of the event loop into one transaction, so one fsync serves all. */
export interface GroupCommit {
  add(rows: LedgerRows): Promise<LedgerBatch>;
  /** Writes all that is pending, now. */
  flush(): void;
}

const sizeOf = (rows: LedgerRows): number => (rows.attempts?.length ?? 0) + (rows.facts?.length ?? 0) + (rows.controls?.length ?? 0);

export const createGroupCommit = (
  writer: LedgerWriter,
  clock: Pick<Clock, "sleep">,
  committed: (batch: LedgerBatch) => void,
): GroupCommit => {
  let pending: Pending[] = [];
  let scheduled = false;

  const takeGroup = (): Pending[] => {
    let size = 0;
    const end = pending.findIndex((one, index) => (size += one.size) > rowsPerCommitMax && index > 0);
    const group = end < 0 ? pending : pending.slice(0, end);
    pending = end < 0 ? [] : pending.slice(end);
    return group;
  };

  const write = (group: readonly Pending[]): void => {
    const written: WrittenRows = { attempts: [], facts: [], controls: [] };
    try {
      writer.transaction(() => {
        for (const one of group) writer.rows(one.rows, written);
      });
    } catch (error) {
      // One caller's bad row must not fail the others: each on its own, and only the culprit is told.
      if (group.length > 1) for (const one of group) write([one]);
      else group[0]?.reject(writeFailureOf(error));
      return;
    }
    const batch: LedgerBatch = { ...written, intents: [], renewed: noneRenewed };
    committed(batch);
    for (const one of group) one.resolve(batch);
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    // The next turn and not a timer, which would add a millisecond to every commit.
    void clock.sleep(0).then(() => {
      scheduled = false;
      if (pending.length > 0) write(takeGroup());
      if (pending.length > 0) schedule();
    });
  };

  return {
    add: (rows) =>
      new Promise((resolve, reject) => {
        pending.push({ rows, size: sizeOf(rows), resolve, reject });
        schedule();
      }),
    flush: () => {
      while (pending.length > 0) write(takeGroup());
    },
  };
};
