import type { Control } from "#shared/message/ledger-rows.ts";
import { checkLedger, type LedgerCheck, type LedgerFindings } from "./check-ledger.ts";
import type { GroupCommit } from "./group-commit.ts";
import { damagePauseId, journalProblems } from "./journal-problems.ts";
import type { LedgerHealth } from "./ledger-health.ts";
import type { LedgerBatch } from "./ledger.ts";

/** Messages read again between two turns of the event loop: about two milliseconds. */
const rereadAtOnce = 100;
/** Between two tries to write a pause that damage calls for: a full disk is freed by a person. */
const pauseRetryMs = 5_000;

export interface BackgroundCheckDeps extends LedgerCheck {
  readonly health: LedgerHealth;
  readonly group: GroupCommit;
  readonly committed: (batch: LedgerBatch) => void;
  readonly closing: AbortSignal;
}

/** The one check of a start, and what follows from it. */
export interface BackgroundCheck {
  /** See `Ledger.check`. */
  run(signal?: AbortSignal): Promise<void>;
  /** Resolves when nothing of it runs any more; `closing` ends it early. */
  ended(): Promise<void>;
}

export const createBackgroundCheck = (deps: BackgroundCheckDeps): BackgroundCheck => {
  const { health, clock, committed, closing } = deps;
  let checking: Promise<void> | undefined;
  const once = async (): Promise<void> => {
    const findings = await checkLedger(deps, closing);
    if (findings.broken) health.block(journalProblems.damaged);
    await pauseForDamage(findings, deps);
    for (const reread of chunksOf(findings.suspects)) {
      if (closing.aborted) return;
      committed({ attempts: [], facts: [], controls: [], intents: [], renewed: new Set(), reread });
      await clock.sleep(0, closing).catch(() => undefined);
    }
  };
  return {
    run: async (signal = closing) => {
      await unlessAborted((checking ??= once()), AbortSignal.any([signal, closing]));
      health.assertUsable();
    },
    ended: async () => checking,
  };
};

/** Damage that nobody can assign pauses everything, once: the order is in the journal, so a person's resume outlives it. */
const pauseForDamage = async ({ unplaced }: LedgerFindings, { group, clock, closing }: BackgroundCheckDeps): Promise<void> => {
  const controls = unplaced.map(({ table, seq }): Control => {
    const at = Math.round(clock.now());
    return { controlId: damagePauseId(table, seq), scope: "all", action: "pause", approvalId: null, at };
  });
  while (controls.length > 0 && !closing.aborted) {
    try {
      await group.add({ controls });
      return;
    } catch {
      await clock.sleep(pauseRetryMs, closing).catch(() => undefined);
    }
  }
};

function* chunksOf(ids: ReadonlySet<string>): Generator<ReadonlySet<string>> {
  const all = [...ids];
  for (let start = 0; start < all.length; start += rereadAtOnce) yield new Set(all.slice(start, start + rereadAtOnce));
}

/** The wait ends with the signal; the work goes on. */
const unlessAborted = async (work: Promise<void>, signal: AbortSignal): Promise<void> => {
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    await Promise.race([work, ended.promise]);
  } finally {
    signal.removeEventListener("abort", end);
    ended.promise.catch(() => undefined);
  }
};
