import type { Fact } from "#shared/message/ledger-rows.ts";
import type { Ledger } from "#hub/ledger/index.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";

/** Between two tries to write what must not be lost: a full disk is freed by a person. */
const retryMs = 5_000;

/** Writes facts that must reach the disk. */
export interface Journal {
  /** Resolves when they are on disk; tries again until then. Gives up only when the dispatcher has stopped. */
  keep(facts: readonly Fact[]): Promise<void>;
}

export const createJournal = (ledger: Ledger, clock: Clock, logger: Logger, stopped: AbortSignal): Journal => ({
  keep: async (facts) => {
    for (;;) {
      try {
        await ledger.append({ facts });
        return;
      } catch (error) {
        logger.error("facts could not be written; trying again", { count: facts.length, reason: String(error) });
        if (stopped.aborted) return;
        await clock.sleep(retryMs, stopped).catch(() => undefined);
      }
    }
  },
});
