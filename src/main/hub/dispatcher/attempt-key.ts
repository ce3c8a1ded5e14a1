import { hash } from "node:crypto";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { MessageRows } from "#shared/message/states.ts";

interface KeyQuestion {
  readonly rows: MessageRows;
  readonly planIndex: number;
  readonly provider: ProviderId;
  readonly bodySha256: string;
  readonly now: number;
  /** Milliseconds after its first use that a key may still be used. */
  readonly trustMs: number;
}

/**
 * The idempotency key of the next try. The same words to the same guest under the same approval have the same key, so
 * that a repeat is harmless; other bytes, and a person's "send again", have another (S6). A key that has grown too old
 * is replaced: asked only where nothing is in doubt.
 */
export const keyForTry = ({ rows, planIndex, provider, bodySha256, now, trustMs }: KeyQuestion): string => {
  const { messageId, approvalId } = rows.intent;
  const sentAgain = new Set(rows.facts.filter((fact) => fact.kind === "send-again").map((fact) => fact.factId)).size;
  for (let generation = 0; ; generation += 1) {
    const parts = [messageId, approvalId, planIndex, provider, sentAgain, bodySha256, generation];
    const key = `u${hash("sha256", JSON.stringify(parts)).slice(0, 40)}`;
    const firstUse = firstUseOf(rows, key);
    if (firstUse === undefined || now - firstUse < trustMs) return key;
  }
};

/** When a key was first used, or undefined. */
export const firstUseOf = (rows: MessageRows, key: string): number | undefined => {
  const uses = rows.attempts.filter((attempt) => attempt.idempotencyKey === key).map((attempt) => attempt.startedAt);
  return uses.length === 0 ? undefined : Math.min(...uses);
};

/** Numbers of damaged rows may be taken too, hence the gap. */
export const nextAttemptNumber = (rows: MessageRows & { readonly damaged: number }): number =>
  Math.max(0, ...rows.attempts.map((attempt) => attempt.n)) + 1 + rows.damaged;
