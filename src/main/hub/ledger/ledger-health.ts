import type { Control } from "#shared/message/ledger-rows.ts";
import { UsherError, type Problem } from "#shared/problem.ts";
import { problemOfPause } from "./journal-problems.ts";
import type { LedgerWriter } from "./ledger-writer.ts";
import { isDiskFailure, writeFailureOf } from "./open-database.ts";

/**
 * Why nothing can be sent, as far as the journal is concerned. Three causes, the gravest is told: it is blocked (for this
 * start), its disk refuses writes (until one succeeds), or damage made it pause everything (until a person resumes).
 */
export interface LedgerHealth {
  block(problem: Problem): void;
  /** Throws the problem that forbids approvals and attempts. */
  assertUsable(): void;
  /** The writer, with each commit's success or failure noted. */
  watched(writer: LedgerWriter): LedgerWriter;
  /** Orders as they are read or committed, oldest first. */
  orders(controls: readonly Control[]): void;
  problem(): Problem | null;
  onProblem(listener: () => void): () => void;
}

/** The scope of an order about every campaign. */
const everything = "all";

export const createLedgerHealth = (): LedgerHealth => {
  const listeners = new Set<() => void>();
  let blocked: Problem | null = null;
  let writeFailure: Problem | null = null;
  let pause: Problem | null = null;
  const tellIf = (changed: boolean): void => {
    if (changed) for (const listener of listeners) listener();
  };
  const wrote = (failure: Problem | null): void => {
    const changed = failure?.code !== writeFailure?.code;
    writeFailure = failure;
    tellIf(changed);
  };
  return {
    block: (problem) => {
      blocked = problem;
      tellIf(true);
    },
    assertUsable: () => {
      if (blocked !== null) throw new UsherError(blocked);
    },
    watched: (writer) => ({
      ...writer,
      transaction: (work) => {
        try {
          const result = writer.transaction(work);
          wrote(null);
          return result;
        } catch (error) {
          if (isDiskFailure(error)) wrote(writeFailureOf(error).problem);
          throw error;
        }
      },
    }),
    orders: (controls) => {
      const newest = controls.findLast(({ scope, action }) => scope === everything && action !== "start-now");
      if (newest === undefined) return;
      const before = pause;
      pause = problemOfPause(newest.controlId);
      tellIf(pause !== before);
    },
    problem: () => blocked ?? writeFailure ?? pause,
    onProblem: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
