import type { Message } from "#shared/domain/message.ts";
import type { Attempt, PlanStep } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { messageProblem } from "./message-problem.ts";

/** Why a queued message waits, as the dispatcher says; null when it is not waiting. */
export type WaitingOf = (messageId: string) => Message["waiting"];

/** What the screens show of a message. Pure: the same rows give the same document, whatever was there before. */
export const messageOf = (entry: BookEntry, waitingOf: WaitingOf): Message => {
  const { intent, state, attempts } = entry;
  const last = newestAttempt(attempts);
  const step = stepOf(entry, last);
  return {
    id: intent.messageId,
    weddingId: intent.weddingId,
    campaignId: intent.campaignId,
    guestId: intent.guestId,
    slot: intent.slot,
    approvedRevision: intent.revision,
    channel: step.channel,
    address: step.address,
    provider: last?.provider ?? null,
    state: state.kind,
    delivery: state.kind === "accepted" ? state.delivery : null,
    waiting: state.kind === "queued" ? waitingOf(intent.messageId) : null,
    attempts: attempts.length,
    ...reasonOf(entry),
    approvedAt: intent.approvedAt,
    updatedAt: lastChangeOf(entry),
  };
};

/** Why it is as it is: a problem's own code, so that a filter by reason finds what the counts count. */
const reasonOf = (entry: BookEntry): Pick<Message, "code" | "detail"> => {
  const { state } = entry;
  const newest = newestFact(entry);
  return {
    code: "code" in state ? state.code : (messageProblem(entry)?.code ?? newest?.code ?? ""),
    detail: "detail" in state ? state.detail : (newest?.detail ?? ""),
  };
};

/** When anything about it was last written down, by this computer's clock. */
export const lastChangeOf = ({ intent, attempts, facts }: BookEntry): number =>
  Math.max(intent.approvedAt, ...attempts.map((one) => one.startedAt), ...facts.map((one) => one.recordedAt));

const newestAttempt = (attempts: readonly Attempt[]): Attempt | undefined =>
  attempts.reduce<Attempt | undefined>((best, one) => (best === undefined || one.n > best.n ? one : best), undefined);

const newestFact = ({ facts }: BookEntry) =>
  facts.reduce<BookEntry["facts"][number] | undefined>(
    (best, one) => (best === undefined || one.recordedAt >= best.recordedAt ? one : best),
    undefined,
  );

/** The step that it waits for, or the one that was tried last. */
const stepOf = ({ intent, state, attempts }: BookEntry, last: Attempt | undefined): PlanStep => {
  const accepted = state.kind === "accepted" ? attempts.find((one) => one.attemptId === state.attemptId) : undefined;
  const index = state.kind === "queued" ? state.planIndex : ((accepted ?? last)?.planIndex ?? 0);
  const step = intent.plan[index] ?? intent.plan[0];
  if (step === undefined) throw new Error("an intent has at least one plan step");
  return step;
};
