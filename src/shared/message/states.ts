import type { Attempt, Fact, Intent, ProviderId } from "./ledger-rows.ts";

/** How far an accepted message got, as far as anybody told us. Ordered by precedence, see `fold.ts`. */
export type Delivery = "accepted" | "sent" | "delayed" | "delivered" | "opened" | "clicked" | "failed" | "bounced" | "complained";

/**
 * The state of one message: a pure function of its ledger rows (design 4.2, docs/states.md).
 * "The provider took it" (this union) and "it arrived" (`Delivery`) are different machines.
 */
export type MessageState =
  | {
      readonly kind: "queued";
      readonly planIndex: number;
      readonly attemptsUsed: number;
      readonly notBefore: number;
      readonly forced: boolean;
      /** Accounts that cannot write to the address of this step, as they said; others may. */
      readonly notBy: readonly ProviderId[];
    }
  | { readonly kind: "started"; readonly attempt: Attempt }
  | { readonly kind: "accepted"; readonly delivery: Delivery; readonly attemptId: string | null }
  | { readonly kind: "rejected"; readonly code: string; readonly detail: string }
  | { readonly kind: "unknown"; readonly attempt: Attempt; readonly since: number; readonly notFoundCount: number }
  | { readonly kind: "held"; readonly attempt: Attempt; readonly since: number; readonly detail: string }
  | { readonly kind: "dead"; readonly code: string; readonly detail: string }
  | { readonly kind: "expired" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "suppressed"; readonly code: string };

export type MessageStateKind = MessageState["kind"];

/** All ledger rows of one message, of every approval. Order and repetition carry no meaning. */
export interface MessageRows {
  /** Of the newest valid approval. */
  readonly intent: Intent;
  readonly attempts: readonly Attempt[];
  readonly facts: readonly Fact[];
}

/** Why a queued message is not on its way yet. Shown with its time, never as a bare spinner. */
export type WaitingReason =
  | "hold"
  | "schedule"
  | "quiet-hours"
  | "backoff"
  | "lane-paused"
  | "lane-full"
  | "quota"
  | "no-claim"
  | "offline"
  | "paused"
  | "clock"
  | "late"
  | "budget"
  | "due";
