import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Attempt, Control, Fact, FrozenText, Intent } from "#shared/message/ledger-rows.ts";
import type { LedgerRows } from "./ledger.ts";
import { frozenTextSha256 } from "./payload-hash.ts";
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

export const createLedgerWriter = (database: DatabaseSync): LedgerWriter => {
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

  return {
    transaction: (work) => {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        // SQLite has rolled back by itself after some failures, a full disk among them.
        if (database.isTransaction) rollback.run();
        throw error;
      }
    },
    rows: (rows, into) => {
      for (const row of rows.attempts ?? []) {
        const { body, sum } = encodeRow("attempt", row);
        attempt.run(row.attemptId, row.messageId, row.n, body, sum);
        into.attempts.push(row);
      }
      for (const row of rows.facts ?? []) {
        const { body, sum } = encodeRow("fact", row);
        if (fact.run(row.factId, row.messageId, row.kind, body, sum).changes === 1) into.facts.push(row);
      }
      for (const row of rows.controls ?? []) {
        const { body, sum } = encodeRow("control", row);
        if (control.run(row.controlId, row.scope, body, sum).changes === 1) into.controls.push(row);
      }
    },
    intent: (row) => {
      const { body, sum } = encodeRow("intent", row);
      intent.run(row.messageId, row.approvalId, body, sum);
    },
    text: (row) => {
      const { body, sum } = encodeRow("frozen_text", row);
      text.run(frozenTextSha256(row), body, sum);
    },
    approval: (row) => {
      const { body, sum } = encodeRow("approval", row);
      approval.run(row.approvalId, row.campaignId, row.revision, body, sum);
    },
  };
};
