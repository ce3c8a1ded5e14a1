import type { Message } from "#shared/domain/message.ts";
import type { Attempt, Fact, FactKind, Intent, ProviderId } from "#shared/message/ledger-rows.ts";
import { UsherError } from "#shared/problem.ts";
import { adoptedFactId, adoptedIntent, journalProblems, type AdoptedMessage, type Ledger, type LedgerMessage } from "./ledger/index.ts";
import { isBehind, messagesOf } from "./lost-journal.ts";
import type { OrderMemory } from "./order-memory.ts";
import type { Clock, Ids } from "./ports/index.ts";
import type { Store } from "./store/index.ts";

export interface NewJournalDeps {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly orders: Pick<OrderMemory, "forget">;
  readonly deviceId: string;
  readonly clock: Pick<Clock, "now">;
  readonly ids: Pick<Ids, "next">;
}

export interface NewJournalResult {
  readonly accepted: number;
  readonly held: number;
  /** Ended unsent; they may be approved again. */
  readonly ended: number;
}

/**
 * A person's way out when the ledger is lost for good: what the store remembers is written into the ledger that is there.
 * Accepted stays accepted. What may have gone out is held, and so is what waited: the lost journal may have known more. Only
 * what certainly ended unsent leaves its guest's slot free. Sending begins with the next start. May be repeated when it was
 * cut short. Refuses with `journal-not-lost` when there is nothing to begin anew.
 */
export const beginNewJournal = async (deps: NewJournalDeps): Promise<NewJournalResult> => {
  const { ledger, store } = deps;
  if (ledger.problem()?.code !== journalProblems.lost.code) {
    throw new UsherError({
      code: "journal-not-lost",
      sentence: "The send journal is the right one; there is nothing to begin anew.",
      nextStep: "Look at the top of the window for what is in the way of sending, if anything.",
    });
  }
  const { approvals, since } = await gather(deps);
  const result = { accepted: 0, held: 0, ended: 0 };
  const households = await householdsOf(store, approvals);
  const practice = new Map((await store.collections.weddings.find().exec()).map((wedding) => [wedding.id, wedding.practice]));
  for (const { campaignId, revision, messages } of approvals.values()) {
    const approvalId = deps.ids.next();
    const approvedAt = messages[0]?.approvedAt ?? deps.clock.now();
    const adopted = messages.map((message) => {
      const intent = adoptedIntent({
        messageId: message.id,
        approvalId,
        weddingId: message.weddingId,
        campaignId,
        guestId: message.guestId,
        householdId: households.get(message.guestId) ?? message.guestId,
        slot: message.slot,
        revision,
        practice: practice.get(message.weddingId) ?? false,
        approvedAt: message.approvedAt,
        step: { channel: message.channel, address: message.address },
      });
      return { ...remembered(deps, message, intent, 1, result), intent };
    });
    await ledger.adopt({ approval: { approvalId, campaignId, revision, approvedAt }, messages: adopted });
  }
  await ledger.adopt({
    approval: null,
    messages: since.map(({ message, rows }) => {
      const n = Math.max(0, ...rows.attempts.map((attempt) => attempt.n)) + 1;
      return { ...remembered(deps, message, rows.intent, n, result), intent: null };
    }),
  });
  await deps.orders.forget();
  ledger.block(journalProblems.begun);
  return result;
};

interface LostApproval {
  readonly campaignId: string;
  readonly revision: number;
  readonly messages: Message[];
}

interface Gathered {
  /** Approvals that the ledger does not have. */
  readonly approvals: ReadonlyMap<string, LostApproval>;
  /** Messages about which the ledger knows less than the store. */
  readonly since: readonly { readonly message: Message; readonly rows: LedgerMessage }[];
}

const gather = async ({ store, ledger }: NewJournalDeps): Promise<Gathered> => {
  const known = ledger.approvedRevisions();
  const approvals = new Map<string, LostApproval>();
  const since: { message: Message; rows: LedgerMessage }[] = [];
  const lost = (campaignId: string, revision: number): LostApproval => {
    const key = `${campaignId}:${String(revision)}`;
    const approval = approvals.get(key) ?? { campaignId, revision, messages: [] };
    if (!known.has(key)) approvals.set(key, approval);
    return approval;
  };
  for (const { id, approvedRevision } of await store.collections.campaigns.find({ selector: { approvedRevision: { $gt: 0 } } }).exec()) {
    lost(id, approvedRevision);
  }
  for await (const messages of messagesOf(store)) {
    const rowsOf = ledger.readMessages(messages.map(({ id }) => id));
    for (const message of messages) {
      const rows = rowsOf.get(message.id);
      if (rows === undefined) lost(message.campaignId, message.approvedRevision).messages.push(message);
      else if (isBehind(rows, message)) since.push({ message, rows });
    }
  }
  return { approvals, since };
};

const householdsOf = async ({ collections }: Store, approvals: Gathered["approvals"]): Promise<ReadonlyMap<string, string>> => {
  const guestIds = [...new Set([...approvals.values()].flatMap(({ messages }) => messages.map(({ guestId }) => guestId)))];
  const guests = await collections.guests.findByIds(guestIds).exec();
  return new Map([...guests].map(([id, { householdId }]) => [id, householdId]));
};

/** The end that a message certainly came to without being sent; undefined when it may have been. */
const endOf = (message: Message): FactKind | undefined => {
  if (message.state === "rejected") return "rejected";
  const ends = ["dead", "expired", "cancelled", "suppressed"] as const;
  return message.attempts === 0 ? ends.find((end) => end === message.state) : undefined;
};

const remembered = (
  deps: NewJournalDeps,
  message: Message,
  intent: Intent,
  n: number,
  result: { accepted: number; held: number; ended: number },
): Omit<AdoptedMessage, "intent"> => {
  const kind = message.state === "accepted" ? "accepted" : endOf(message);
  if (kind === undefined) {
    result.held += 1;
    const attempt = doubtOf(deps, message, intent, n);
    return { attempts: [attempt], facts: [factOf(deps, message, "unknown", { attempt }), factOf(deps, message, "held", { attempt })] };
  }
  result[kind === "accepted" ? "accepted" : "ended"] += 1;
  return { attempts: [], facts: [factOf(deps, message, kind, { intent })] };
};

const practiceProviders: Readonly<Record<Message["channel"], ProviderId>> = { email: "practice-email", sms: "practice-sms", push: "fcm" };
const usualProviders: Readonly<Record<Message["channel"], ProviderId>> = { email: "resend", sms: "twilio", push: "fcm" };

/** Stands for whatever the lost journal knew to have been tried. Without a key, so that nothing repeats it. */
const doubtOf = ({ ids, deviceId }: NewJournalDeps, message: Message, intent: Intent, n: number): Attempt => ({
  attemptId: ids.next(),
  messageId: message.id,
  approvalId: intent.approvalId,
  n,
  planIndex: 0,
  provider: message.provider ?? (intent.practice ? practiceProviders : usualProviders)[message.channel],
  idempotencyKey: "",
  bodySha256: "0".repeat(64),
  deviceId,
  bootId: "adopted",
  startedAt: message.updatedAt,
  forced: false,
});

const factOf = (
  { clock, ids }: NewJournalDeps,
  message: Message,
  kind: FactKind,
  about: { readonly attempt: Attempt } | { readonly intent: Intent },
): Fact => ({
  factId: adoptedFactId(ids.next()),
  messageId: message.id,
  attemptId: "attempt" in about ? about.attempt.attemptId : null,
  approvalId: "intent" in about ? about.intent.approvalId : null,
  kind,
  source: "hub",
  provider: "attempt" in about ? about.attempt.provider : message.provider,
  providerMessageId: null,
  at: message.updatedAt,
  recordedAt: Math.round(clock.now()),
  code: message.code,
  detail: "Taken over from the lists when a new send journal was begun.",
  scope: kind === "rejected" ? "message" : null,
  retryAt: null,
  planIndex: null,
});
