import type { Attempt, Fact, FactKind, Intent } from "#shared/message/ledger-rows.ts";
import type { ProviderFact } from "#hub/providers/contract.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";

/** Code of a doubt that our own end left behind; it says nothing about the provider. */
export const interruptedCode = "interrupted";

/** What a fact says; who, when and about what are added by the builders. */
export type Statement = Pick<Fact, "kind"> &
  Partial<Pick<Fact, "code" | "detail" | "scope" | "retryAt" | "providerMessageId" | "source" | "planIndex">>;

interface Stamp {
  readonly factId: string;
  readonly now: number;
}

/** Bounds of the row's schema. */
const codeLengthMax = 120;
const detailLengthMax = 500;

const common = (statement: Statement, { factId, now }: Stamp) => ({
  factId,
  kind: statement.kind,
  providerMessageId: statement.providerMessageId ?? null,
  at: Math.round(now),
  recordedAt: Math.round(now),
  code: (statement.code ?? "").slice(0, codeLengthMax),
  detail: (statement.detail ?? "").slice(0, detailLengthMax),
  scope: statement.scope ?? null,
  retryAt: typeof statement.retryAt === "number" ? Math.round(statement.retryAt) : null,
  planIndex: statement.planIndex ?? null,
});

export const factAboutAttempt = (attempt: Attempt, statement: Statement, stamp: Stamp): Fact => ({
  ...common(statement, stamp),
  messageId: attempt.messageId,
  attemptId: attempt.attemptId,
  approvalId: null,
  source: statement.source ?? "answer",
  provider: attempt.provider,
});

export const factAboutMessage = (intent: Intent, statement: Statement, stamp: Stamp): Fact => ({
  ...common(statement, stamp),
  messageId: intent.messageId,
  attemptId: null,
  approvalId: intent.approvalId,
  source: statement.source ?? "hub",
  provider: null,
});

/** What a provider stated later; the same event is the same row. */
export const factOfProvider = (provider: ProviderId, stated: ProviderFact, now: number): Fact => ({
  ...common(
    { kind: stated.kind satisfies FactKind, code: stated.code, detail: stated.detail, providerMessageId: stated.providerMessageId },
    { factId: `${provider}:${stated.eventId}`.slice(0, 200), now },
  ),
  at: Math.max(0, Math.round(stated.at)),
  messageId: stated.messageId,
  attemptId: stated.attemptId,
  approvalId: null,
  source: "webhook",
  provider,
});
