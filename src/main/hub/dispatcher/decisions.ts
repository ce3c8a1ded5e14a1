import type { Fact, FactKind } from "#shared/message/ledger-rows.ts";
import { UsherError } from "#shared/problem.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { stampOf, type Core } from "./core.ts";
import type { Dispatcher, HeldDecision } from "./dispatcher.ts";
import { factAboutAttempt, factAboutMessage } from "./facts.ts";

const kindOf: Readonly<Record<HeldDecision, FactKind>> = { arrived: "marked-accepted", "send-again": "send-again", skip: "skipped" };

/** A person's word about single messages. The fact is durable when the call resolves; the book's change places it. */
export const createDecisions = (core: Core): Pick<Dispatcher, "decide" | "redrive"> => ({
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
      facts: [factAboutAttempt(entry.state.attempt, { kind: kindOf[decision], source: "person" }, stampOf(core))],
    });
  },
  redrive: async (messageIds) => {
    const facts = [...new Set(messageIds)].flatMap((id) => {
      const entry = core.deps.book.get(id);
      return entry?.state.kind === "dead" ? [redriven(core, entry)] : [];
    });
    if (facts.length > 0) await core.deps.ledger.append({ facts });
    return facts.length;
  },
});

const redriven = (core: Core, { attempts, intent }: BookEntry): Fact => {
  const last = attempts
    .filter((attempt) => attempt.approvalId === intent.approvalId)
    .toSorted((a, b) => a.n - b.n)
    .at(-1);
  const statement = { kind: "redriven", source: "person" } as const;
  return last === undefined ? factAboutMessage(intent, statement, stampOf(core)) : factAboutAttempt(last, statement, stampOf(core));
};
