import type { DatabaseSync, StatementSync } from "node:sqlite";
import { judgeAttempt, type AttemptOutcome } from "#shared/message/attempt-outcome.ts";
import type { Attempt, Fact } from "#shared/message/ledger-rows.ts";
import type { DamageLog } from "./damage-log.ts";
import { decodeAttempt, decodeFact, type StoredRow } from "./row-codec.ts";

/** One attempt as far back as somebody wants to know, with what it came to. */
export interface PastAttempt {
  readonly attempt: Attempt;
  readonly outcome: AttemptOutcome;
  /** What was stated about it, in the order in which it was written. */
  readonly facts: readonly Fact[];
}

/** Some attempts, newest first, and the place where the page before them ends. */
export interface HistoryPage<One> {
  readonly attempts: readonly One[];
  readonly place: number;
}

export interface AttemptHistory {
  /** Where a walk back in time begins: after the newest attempt of now. 0, where there is nothing before, of a file whose pages are broken. */
  end(): number;
  /** At most `limit` attempts written before this place; undefined at the beginning. */
  before(place: number, limit: number): HistoryPage<PastAttempt> | undefined;
  /** The same without those that were certainly not sent: of the facts only refusals are read, so it is several times faster. */
  madeBefore(place: number, limit: number): HistoryPage<Attempt> | undefined;
}

const factsSql = "SELECT * FROM fact WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY seq";

/** All facts of those of the asked messages about which a refusal was stated. */
const refusedSql = `
  SELECT * FROM fact WHERE message_id IN (
    SELECT message_id FROM fact WHERE message_id IN (SELECT value FROM json_each(?)) AND kind IN ('deferred', 'rejected'))`;

/** Reads attempts newest first, a page at a time, so that asking about yesterday costs yesterday, not all of history. */
export const createAttemptHistory = (database: DatabaseSync, damage: DamageLog): AttemptHistory => {
  const newest = database.prepare("SELECT max(seq) AS seq FROM attempt");
  const attempts = database.prepare("SELECT * FROM attempt WHERE seq < ? ORDER BY seq DESC LIMIT ?");
  const all = database.prepare(factsSql);
  const refused = database.prepare(refusedSql);

  const decode = (row: StoredRow): Attempt[] => {
    const attempt = decodeAttempt(row);
    if (attempt !== undefined) return [attempt];
    damage.note("attempt", row);
    return [];
  };
  const page = (place: number, limit: number, facts: StatementSync): HistoryPage<PastAttempt> | undefined => {
    const rows = attempts.all(place, limit);
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    const read = rows.flatMap(decode);
    const stated = facts.all(JSON.stringify([...new Set(read.map(({ messageId }) => messageId))]));
    // A damaged fact is reported by whoever reads its message; here its attempt counts as one that may have been made.
    const factsOf = Map.groupBy(
      stated.flatMap((row) => decodeFact(row) ?? []),
      (fact) => fact.attemptId,
    );
    return {
      attempts: read.map((attempt) => {
        const own = factsOf.get(attempt.attemptId) ?? [];
        return { attempt, outcome: judgeAttempt(attempt, own).outcome, facts: own };
      }),
      place: Number(last["seq"]),
    };
  };

  return {
    end: () => {
      try {
        return Number(newest.get()?.["seq"] ?? 0) + 1;
      } catch {
        // So plain a question fails only when the file does. The check of this start finds the same, says it, and lets nothing be sent.
        return 0;
      }
    },
    before: (place, limit) => page(place, limit, all),
    madeBefore: (place, limit) => {
      const found = page(place, limit, refused);
      const wasMade = ({ outcome }: PastAttempt): boolean => outcome !== "deferred" && outcome !== "rejected";
      return found && { attempts: found.attempts.filter(wasMade).map(({ attempt }) => attempt), place: found.place };
    },
  };
};
