import type { DatabaseSync } from "node:sqlite";
import { judgeAttempt, type AttemptOutcome } from "#shared/message/attempt-outcome.ts";
import type { Attempt, Fact } from "#shared/message/ledger-rows.ts";
import type { DamageLog } from "./damage-log.ts";
import { decodeAttempt, decodeFact } from "./row-codec.ts";

/** One attempt as far back as somebody wants to know, with what it came to. */
export interface PastAttempt {
  readonly attempt: Attempt;
  readonly outcome: AttemptOutcome;
  /** What was stated about it, in the order in which it was written. */
  readonly facts: readonly Fact[];
}

export interface AttemptHistory {
  /** Where a walk back in time begins: after the newest attempt of now. */
  end(): number;
  /** At most `limit` attempts written before this place, newest first, and where the next page begins; undefined at the beginning. */
  before(place: number, limit: number): { readonly attempts: readonly PastAttempt[]; readonly place: number } | undefined;
}

/** Reads attempts newest first, a page at a time, so that asking about yesterday costs yesterday, not all of history. */
export const createAttemptHistory = (database: DatabaseSync, damage: DamageLog): AttemptHistory => {
  const newest = database.prepare("SELECT max(seq) AS seq FROM attempt");
  const attempts = database.prepare("SELECT * FROM attempt WHERE seq < ? ORDER BY seq DESC LIMIT ?");
  const facts = database.prepare("SELECT * FROM fact WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY seq");
  return {
    end: () => Number(newest.get()?.["seq"] ?? 0) + 1,
    before: (place, limit) => {
      const rows = attempts.all(place, limit);
      const last = rows.at(-1);
      if (last === undefined) return undefined;
      const read = rows.flatMap((row) => {
        const attempt = decodeAttempt(row);
        if (attempt === undefined) damage.note("attempt", row);
        return attempt ?? [];
      });
      const stored = facts.all(JSON.stringify([...new Set(read.map(({ messageId }) => messageId))]));
      // A damaged fact is reported by whoever reads its message; here its attempt counts as one that may have been made.
      const factsOf = Map.groupBy(
        stored.flatMap((row) => decodeFact(row) ?? []),
        (fact) => fact.attemptId,
      );
      return {
        attempts: read.map((attempt) => {
          const facts = factsOf.get(attempt.attemptId) ?? [];
          return { attempt, outcome: judgeAttempt(attempt, facts).outcome, facts };
        }),
        place: Number(last["seq"]),
      };
    },
  };
};
