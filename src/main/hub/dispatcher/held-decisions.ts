import { takeBackMs } from "#shared/api/messages.ts";
import type { MessageBook } from "#hub/ledger/index.ts";
import type { Clock, Ids, Logger } from "#hub/ports/index.ts";
import type { Dispatcher, HeldDecision } from "./dispatcher.ts";

interface Waiting {
  readonly messageIds: readonly string[];
  readonly decision: HeldDecision;
  readonly cancel: () => void;
}

export interface HeldDecisionsDeps {
  readonly dispatcher: Pick<Dispatcher, "decideMany">;
  readonly book: Pick<MessageBook, "get">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

export interface DecisionMade {
  readonly decisionId: string;
  /** How many will be decided, and how many cannot be: not held any more, too late, or being decided already. */
  readonly decided: number;
  readonly left: number;
}

/**
 * Decisions about held messages in the time in which they can be taken back: waiting -> taken back, or -> in the journal. A stop writes
 * what waits; a crash forgets it, and then the messages are held as before, which everybody sees.
 */
export interface HeldDecisions {
  decide(messageIds: readonly string[], decision: HeldDecision): DecisionMade;
  /** How many are held again; 0 when the time was over. */
  takeBack(decisionId: string): number;
  /** Writes what still waits. Idempotent. */
  stop(): Promise<void>;
}

export const createHeldDecisions = ({ dispatcher, book, clock, ids, logger }: HeldDecisionsDeps): HeldDecisions => {
  const waiting = new Map<string, Waiting>();
  const waitingIds = new Set<string>();
  const running = new Set<Promise<void>>();
  const mayDecide = (messageId: string, decision: HeldDecision): boolean => {
    const entry = book.get(messageId);
    if (entry?.state.kind !== "held") return false;
    if (decision === "send-again" && clock.now() >= entry.intent.expiresAt) return false;
    return !waitingIds.has(messageId);
  };
  const take = (decisionId: string): Waiting | undefined => {
    const one = waiting.get(decisionId);
    waiting.delete(decisionId);
    for (const id of one?.messageIds ?? []) waitingIds.delete(id);
    one?.cancel();
    return one;
  };
  const write = (decisionId: string): void => {
    const one = take(decisionId);
    if (one === undefined) return;
    const writing = dispatcher.decideMany(one.messageIds, one.decision).then(
      () => undefined,
      () => logger.error("A decision about held messages could not be written; they stay held.", { count: one.messageIds.length }),
    );
    running.add(writing);
    void writing.then(() => running.delete(writing));
  };
  return {
    decide: (wanted, decision) => {
      const distinct = [...new Set(wanted)];
      const messageIds = distinct.filter((id) => mayDecide(id, decision));
      const decisionId = ids.next();
      if (messageIds.length > 0) {
        for (const id of messageIds) waitingIds.add(id);
        waiting.set(decisionId, { messageIds, decision, cancel: clock.setTimer(takeBackMs, () => write(decisionId)) });
      }
      return { decisionId, decided: messageIds.length, left: distinct.length - messageIds.length };
    },
    takeBack: (decisionId) => take(decisionId)?.messageIds.length ?? 0,
    stop: async () => {
      for (const decisionId of waiting.keys()) write(decisionId);
      await Promise.all(running);
    },
  };
};
