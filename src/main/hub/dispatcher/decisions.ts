import type { Attempt, Fact, FactKind } from "#shared/message/ledger-rows.ts";
import { UsherError } from "#shared/problem.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { stampOf, type Core } from "./core.ts";
import type { Dispatcher, HeldDecision } from "./dispatcher.ts";
import { factAboutAttempt, factAboutMessage } from "./facts.ts";

const kindOf: Readonly<Record<HeldDecision, FactKind>> = { arrived: "marked-accepted", "send-again": "send-again", skip: "skipped" };

/** A person's word about single messages. The fact is durable when the call resolves; the book's change places it. */
export const createDecisions = (core: Core): Pick<Dispatcher, "decide" | "decideMany" | "redrive" | "discard"> => ({
  decide: async (messageId, decision) => {
    const entry = core.deps.book.get(messageId);
    if (entry?.state.kind !== "held") {
      throw new UsherError({
        code: "not-held",
        sentence: "This message is not waiting for a decision any more.",
        nextStep: "Look at what became of it.",
      });
    }
    if (decision === "send-again" && core.deps.clock.now() >= entry.intent.expiresAt) {
      throw new UsherError({
        code: "too-late",
        sentence: "It would arrive too late now.",
        nextStep: "Mark it as arrived or skip it.",
      });
    }
    await core.deps.ledger.append({
      facts: [decided(core, entry.state.attempt, decision)],
    });
  },
  decideMany: async (messageIds, decision) => {
    const isLate = (entry: BookEntry): boolean => decision === "send-again" && core.deps.clock.now() >= entry.intent.expiresAt;
    const facts = entriesOf(core, messageIds).flatMap((entry) =>
      entry.state.kind === "held" && !isLate(entry) ? [decided(core, entry.state.attempt, decision)] : [],
    );
    if (facts.length > 0) await core.deps.ledger.append({ facts });
    return facts.length;
  },
  redrive: async (messageIds) => {
    const facts = entriesOf(core, messageIds).flatMap((entry) => (entry.state.kind === "dead" ? [redriven(core, entry)] : []));
    if (facts.length > 0) await core.deps.ledger.append({ facts });
    return facts.length;
  },
  discard: async (messageIds, reason) => {
    const statement = { kind: "cancelled", source: "person", code: "discarded", detail: reason } as const;
    const facts = entriesOf(core, messageIds).flatMap((entry) =>
      entry.state.kind === "dead" ? [factAboutMessage(entry.intent, statement, stampOf(core))] : [],
    );
    if (facts.length > 0) await core.deps.ledger.append({ facts });
    return facts.length;
  },
});

/** Each once; ids that nobody knows are left out. */
const entriesOf = ({ deps: { book } }: Core, messageIds: readonly string[]): readonly BookEntry[] =>
  [...new Set(messageIds)].flatMap((id) => book.get(id) ?? []);

const decided = (core: Core, attempt: Attempt, decision: HeldDecision): Fact =>
  factAboutAttempt(attempt, { kind: kindOf[decision], source: "person" }, stampOf(core));

const redriven = (core: Core, { attempts, intent }: BookEntry): Fact => {
  const last = attempts
    .filter((attempt) => attempt.approvalId === intent.approvalId)
    .toSorted((a, b) => a.n - b.n)
    .at(-1);
  const statement = { kind: "redriven", source: "person" } as const;
  return last === undefined ? factAboutMessage(intent, statement, stampOf(core)) : factAboutAttempt(last, statement, stampOf(core));
};
