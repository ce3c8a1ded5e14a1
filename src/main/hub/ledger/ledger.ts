import type { Attempt, Control, Fact, FrozenText, Intent } from "#shared/message/ledger-rows.ts";
import type { Adoption } from "./adopt.ts";
import type { AttemptHistory } from "./attempt-history.ts";
import type { ApprovalRow } from "./row-codec.ts";
import type { MessageRows } from "#shared/message/states.ts";
import type { Problem } from "#shared/problem.ts";

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
  /** Messages whose rows on the disk read differently since damage was found or put right. */
  readonly reread?: ReadonlySet<string>;
}

/** Rows of one message. Where its approval cannot be read, something that can never be sent stands for it. */
export interface LedgerMessage extends MessageRows {
  /**
   * Rows whose checksum or shape does not hold. While there are any, no new approval takes the slot, no doubt is repeated,
   * and a waiting message is dead until a person, told so, redrives it.
   */
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
  /** How many of those are orders. */
  readonly damagedOrders: number;
  /** Intents of approvals that never got their final row: a crash in the middle. They do not count. */
  readonly tornIntents: number;
}

/**
 * The send journal: what was approved, attempted, stated and ordered. Append-only, every row with a checksum, on disk
 * when a promise resolves. One process at a time.
 */
export interface Ledger {
  /**
   * Reads the whole file once, in the background, however often it is called; resolves when that is done. Damage it finds
   * is counted and told (`onAppend`), damage that nobody can assign pauses all sending. Rejects with the problem when
   * nothing may be sent (`ledger-damaged`, or what `block` was given), and with the signal's reason when it is aborted.
   */
  check(signal?: AbortSignal): Promise<void>;
  /** From now on, until the next start, approvals and attempts are refused with this problem. */
  block(problem: Problem): void;
  /** Writes what somebody else remembers of a lost ledger (`new-journal.ts`), also while blocked. Throws `UsherError` like any write. */
  adopt(adoption: Adoption): Promise<void>;
  /** Why nothing can be sent: `block`, a disk that takes no writes, or a pause that damage made. Null when all is well. */
  problem(): Problem | null;
  /** Called when `problem` changes; returns the unsubscribe. */
  onProblem(listener: () => void): () => void;
  /**
   * Waits for `check`. Writes an approval in chunks, so that the event loop stays free, valid with its last row. Refuses with an
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
  /** Messages that a real text was tried for: what costs. A few hundred at a time. */
  readTriedBySms(): AsyncIterable<readonly LedgerMessage[]>;
  /** Every valid approval, oldest first. */
  readApprovals(): readonly ApprovalRow[];
  /** `campaignId:revision` of every approval ever written, those that cannot be read included. */
  approvedRevisions(): ReadonlySet<string>;
  /** Approvals among whose messages an attempt has started since then, as far as the newest attempts tell. */
  approvalsTriedSince(at: number): ReadonlySet<string>;
  /** What was attempted, newest first and a page at a time. */
  readonly attemptHistory: AttemptHistory;
  /** Every order ever given, oldest first. */
  readControls(): readonly Control[];
  frozenText(sha256: string): FrozenText | undefined;
  /** Called after each commit, in commit order; returns the unsubscribe. */
  onAppend(listener: (batch: LedgerBatch) => void): () => void;
  stats(): LedgerStats;
  /** Writes what is pending, then lets go of the file. Idempotent. */
  close(): Promise<void>;
}
