import { UsherError, type Problem } from "#shared/problem.ts";
import { journalProblems, type Ledger } from "./ledger/index.ts";
import type { Clock, Logger } from "./ports/index.ts";

/** Between two tries when the disk takes no writes: a person has to make room. */
const retryMs = 5_000;

export interface SendingStartDeps {
  readonly ledger: Pick<Ledger, "check" | "block" | "problem" | "onProblem">;
  /** Brings the store up to what the gates need to know; may be repeated. */
  readonly catchUp: () => Promise<void>;
  /** Reads what the gates ask of the store against its sums; rejects once the signal is aborted. */
  readonly checkLists: (signal: AbortSignal) => Promise<void>;
  /** Whether the ledger has forgotten what the store still knows. */
  readonly isBehind: (signal: AbortSignal) => Promise<boolean>;
  readonly startDispatcher: () => Promise<void>;
  readonly clock: Pick<Clock, "sleep">;
  readonly logger: Logger;
}

/**
 * Begins to send: the store is caught up, then, behind the screens' back, the journal is checked and the dispatcher started.
 * Whatever is in the way, the screens open and say what it is.
 *
 * waiting -> beginning -> sending; from any of them -> ended. A journal that forbids sending leaves it beginning.
 */
export interface SendingStart {
  /** Resolves when the store has been caught up, or that has failed once; never rejects. */
  begin(): Promise<void>;
  /** Whether the ledger is the one that the store may be brought up to date from. */
  compared(): Promise<boolean>;
  /** Why nothing can be sent, or null. */
  problem(): Problem | null;
  onProblem(listener: () => void): () => void;
  /** Resolves when nothing of the beginning runs any more. */
  end(): Promise<void>;
}

export const createSendingStart = ({
  ledger,
  catchUp,
  checkLists,
  isBehind,
  startDispatcher,
  clock,
  logger,
}: SendingStartDeps): SendingStart => {
  const ending = new AbortController();
  const listeners = new Set<() => void>();
  let beginning: Promise<void> = Promise.resolve();
  const comparison = Promise.withResolvers<boolean>();
  let ownProblem: Problem | null = null;
  const own = (problem: Problem | null): void => {
    if (problem === ownProblem) return;
    ownProblem = problem;
    for (const listener of listeners) listener();
  };

  const caughtUp = async (): Promise<boolean> => {
    try {
      await catchUp();
      own(null);
      return true;
    } catch (error) {
      logger.error("The store could not be caught up before sending; trying again.", { reason: String(error) });
      own(error instanceof UsherError ? error.problem : storeProblem);
      return false;
    }
  };
  const run = async (first: Promise<boolean>): Promise<void> => {
    try {
      await ledger.check(ending.signal);
      await checkLists(ending.signal);
      if (await isBehind(ending.signal)) ledger.block(journalProblems.lost);
      await ledger.check(ending.signal);
      comparison.resolve(true);
      for (let done = await first; !done; done = await caughtUp()) await clock.sleep(retryMs, ending.signal);
      await untilStarted({ startDispatcher, own, clock, logger }, ending.signal);
    } catch (error) {
      // Changes nothing when it was the right one.
      comparison.resolve(false);
      if (ending.signal.aborted) return;
      logger.error("Nothing is sent until this is mended.", { reason: String(error) });
      if (ledger.problem() === null) own(error instanceof UsherError ? error.problem : startProblem);
    }
  };

  return {
    begin: async () => {
      const first = caughtUp();
      beginning = run(first);
      await first;
    },
    compared: () => comparison.promise,
    problem: () => ledger.problem() ?? ownProblem,
    onProblem: (listener) => {
      listeners.add(listener);
      const unsubscribe = ledger.onProblem(listener);
      return () => {
        listeners.delete(listener);
        unsubscribe();
      };
    },
    end: async () => {
      ending.abort(new Error("Usher stops"));
      await beginning;
    },
  };
};

type Starting = Pick<SendingStartDeps, "startDispatcher" | "clock" | "logger"> & { readonly own: (problem: Problem | null) => void };

/** A full disk is freed by a person; then it starts by itself. Any other fault is a bug and thrown. */
const untilStarted = async ({ startDispatcher, own, clock, logger }: Starting, signal: AbortSignal): Promise<void> => {
  for (;;) {
    try {
      await startDispatcher();
      own(null);
      return;
    } catch (error) {
      if (!(error instanceof UsherError)) throw error;
      logger.error("Sending could not start; trying again.", { code: error.problem.code });
      own(error.problem);
      await clock.sleep(retryMs, signal);
    }
  }
};

const storeProblem: Problem = {
  code: "store-behind",
  sentence: "The file with the guest data cannot be written, so nothing is sent yet.",
  nextStep: "Check that the disk has room and works; sending goes on by itself.",
};

const startProblem: Problem = {
  code: "sending-did-not-start",
  sentence: "Sending could not be started because of a fault in Usher.",
  nextStep: "Close Usher and start it again. If that does not help, send us the log.",
};
