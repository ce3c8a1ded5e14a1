import type { Attempt, Control, Fact, FrozenText, Intent } from "#shared/message/ledger-rows.ts";
import type { ApprovalRow } from "./row-codec.ts";
import type { MessageRows } from "#shared/message/states.ts";

/** What a person approved, in one go: every message of one revision of one campaign. */
export interface ApprovalRequest {
  /** Fresh for each try (`Ids.next`); every intent carries it. */
  readonly approvalId: string;
  readonly campaignId: string;
  readonly revision: number;
  readonly approvedAt: number;
  /** Every text that a plan step names by its hash. */
  readonly texts: readonly FrozenText[];
  readonly intents: readonly Intent[];
}

export interface ApprovalResult {
  /** How many messages this approval holds: those that count from now on. */
  readonly approved: number;
  /** Left out because this guest's message for this slot is under way, in doubt or accepted already (invariant S1). */
  readonly taken: readonly string[];
}

export interface LedgerRows {
  readonly attempts?: readonly Attempt[];
  readonly facts?: readonly Fact[];
  readonly controls?: readonly Control[];
}

/** What one commit made durable. Repeated facts and controls are not in it. */
export interface LedgerBatch {
  readonly attempts: readonly Attempt[];
  readonly facts: readonly Fact[];
  readonly controls: readonly Control[];
  /** Intents that became valid; a big approval is told in several batches. */
  readonly intents: readonly Intent[];
  /** Those of them whose message had rows of an earlier approval. */
  readonly renewed: ReadonlySet<string>;
}

/** Rows of one message. `damaged` counts rows whose checksum or shape does not hold; such a message is never sent unasked. */
export interface LedgerMessage extends MessageRows {
  readonly damaged: number;
  /** Approvals before the one that counts, oldest first: each ended unsent, and its campaign still counts it. */
  readonly earlier: readonly Intent[];
}

export interface LedgerStats {
  readonly intents: number;
  readonly attempts: number;
  readonly facts: number;
  /** Rows found damaged since the ledger was opened. They stay in the file. */
  readonly damagedRows: number;
  /** Intents of approvals that never got their final row: a crash in the middle. They do not count. */
  readonly tornIntents: number;
}

/**
 * The send journal: what was approved, attempted, stated and ordered. Append-only, every row with a checksum, on disk
 * when a promise resolves. One process at a time.
 */
export interface Ledger {
  /**
   * Writes an approval in chunks, so that the event loop stays free, valid with its last row. Refuses with an
   * `UsherError` (`already-approved`) a revision of a campaign that has been approved.
   */
  approve(request: ApprovalRequest): Promise<ApprovalResult>;
  /**
   * Resolves when the rows are on disk. Calls made close together share one transaction and one fsync. A fact or
   * control whose id is known is skipped silently; an attempt whose id or number is taken rejects (a bug).
   */
  append(rows: LedgerRows): Promise<LedgerBatch>;
  readMessage(messageId: string): LedgerMessage | undefined;
  readMessages(messageIds: readonly string[]): Map<string, LedgerMessage>;
  /** Messages that nobody has proved accepted yet, a few hundred at a time. */
  readOpen(): AsyncIterable<readonly LedgerMessage[]>;
  /** All messages whose newest valid approval exists, a few hundred at a time. */
  readAll(): AsyncIterable<readonly LedgerMessage[]>;
  /** Messages about which a provider or a person stated a refusal, a bounce or a complaint. */
  readObjected(): AsyncIterable<readonly LedgerMessage[]>;
  /** Every valid approval, oldest first. */
  readApprovals(): readonly ApprovalRow[];
  /** Every order ever given, oldest first. */
  readControls(): readonly Control[];
  frozenText(sha256: string): FrozenText | undefined;
  /** Called after each commit, in commit order; returns the unsubscribe. */
  onAppend(listener: (batch: LedgerBatch) => void): () => void;
  stats(): LedgerStats;
  /** Writes what is pending, then lets go of the file. Idempotent. */
  close(): Promise<void>;
}
