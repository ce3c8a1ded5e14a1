import type { Attempt, Fact, FactKind, Intent } from "#shared/message/ledger-rows.ts";
import { intentOf } from "./approved.ts";

export const approvedAt = Date.UTC(2027, 5, 1, 12);

export const oneIntent: Intent = intentOf("g1", approvedAt, { channels: ["email", "sms"] });

export const attemptOf = (n: number, given: Partial<Attempt> = {}): Attempt => ({
  attemptId: `attempt-${n}`,
  messageId: oneIntent.messageId,
  approvalId: oneIntent.approvalId,
  n,
  planIndex: 0,
  provider: "practice-email",
  idempotencyKey: `key-${n}`,
  bodySha256: "b".repeat(64),
  deviceId: "device-1",
  bootId: "boot-1",
  startedAt: approvedAt + n * 1000,
  forced: false,
  ...given,
});

/** About an attempt when one is named, else about the message. */
export const factOf = (kind: FactKind, attempt: Attempt | null, given: Partial<Fact> = {}): Fact => ({
  factId: `${kind}-${attempt?.attemptId ?? "message"}`,
  messageId: oneIntent.messageId,
  attemptId: attempt?.attemptId ?? null,
  approvalId: attempt === null ? oneIntent.approvalId : null,
  kind,
  source: "answer",
  provider: null,
  providerMessageId: null,
  at: approvedAt,
  recordedAt: approvedAt + 5000,
  code: "",
  detail: "",
  scope: kind === "rejected" || kind === "bounced" ? "recipient" : kind === "deferred" ? "message" : null,
  retryAt: kind === "deferred" ? approvedAt + 60_000 : null,
  planIndex: null,
  ...given,
});
