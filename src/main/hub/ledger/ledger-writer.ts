import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Attempt, Control, Fact, FrozenText, Intent } from "#shared/message/ledger-rows.ts";
import type { EchoedRow } from "./echo.ts";
import type { LedgerRows } from "./ledger.ts";
import { frozenTextSha256 } from "./payload-hash.ts";
import type { LedgerTable } from "./ledger-schema.ts";
import { encodeRow, type ApprovalRow } from "./row-codec.ts";

/** Rows that were new to the ledger. */
export interface WrittenRows {
  readonly attempts: Attempt[];
  readonly facts: Fact[];
  readonly controls: Control[];
}

/** Inserts rows of each kind. Knows nothing of transactions: the caller wraps several calls in one. */
export interface LedgerWriter {
  transaction<Result>(work: () => Result): Result;
  rows(rows: LedgerRows, into: WrittenRows): void;
  intent(intent: Intent): void;
  text(text: FrozenText): void;
  approval(row: ApprovalRow): void;
}

/** `committed` hears of the rows of each transaction once they are on the disk; it must not throw. */
export const createLedgerWriter = (
  database: DatabaseSync,
  committed: (rows: readonly EchoedRow[]) => void = () => undefined,
): LedgerWriter => {
  const insert = (sql: string): StatementSync => database.prepare(`INSERT ${sql}`);
  const attempt = insert("INTO attempt (attempt_id, message_id, n, body, sum) VALUES (?, ?, ?, ?, ?)");
  const fact = insert("INTO fact (fact_id, message_id, kind, body, sum) VALUES (?, ?, ?, ?, ?) ON CONFLICT (fact_id) DO NOTHING");
  const control = insert("INTO control (control_id, scope, body, sum) VALUES (?, ?, ?, ?) ON CONFLICT (control_id) DO NOTHING");
  const intent = insert("INTO intent (message_id, approval_id, body, sum) VALUES (?, ?, ?, ?)");
  const text = insert("INTO frozen_text (sha256, body, sum) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING");
  const approval = insert("INTO approval (approval_id, campaign_id, revision, body, sum) VALUES (?, ?, ?, ?, ?)");
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  let written: EchoedRow[] = [];
  /** Answers whether the row is new. */
  const put = (statement: StatementSync, table: LedgerTable, row: object, ...columns: readonly (string | number)[]): boolean => {
    const stored = encodeRow(table, row);
    const isNew = statement.run(...columns, stored.body, stored.sum).changes === 1;
    if (isNew) written.push({ table, ...stored });
    return isNew;
  };

  return {
    transaction: (work) => {
      begin.run();
      written = [];
      try {
        const result = work();
        commit.run();
        committed(written);
        return result;
      } catch (error) {
        // SQLite has rolled back by itself after some failures, a full disk among them.
        if (database.isTransaction) rollback.run();
        throw error;
      }
    },
    rows: (rows, into) => {
      for (const row of rows.attempts ?? []) {
        if (put(attempt, "attempt", row, row.attemptId, row.messageId, row.n)) into.attempts.push(row);
      }
      for (const row of rows.facts ?? []) if (put(fact, "fact", row, row.factId, row.messageId, row.kind)) into.facts.push(row);
      for (const row of rows.controls ?? []) if (put(control, "control", row, row.controlId, row.scope)) into.controls.push(row);
    },
    intent: (row) => void put(intent, "intent", row, row.messageId, row.approvalId),
    text: (row) => void put(text, "frozen_text", row, frozenTextSha256(row)),
    approval: (row) => void put(approval, "approval", row, row.approvalId, row.campaignId, row.revision),
  };
};
