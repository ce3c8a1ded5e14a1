import { hash } from "node:crypto";
import type { Suppression } from "#shared/domain/suppression.ts";
import { objectionIn } from "#shared/message/objection.ts";
import type { Fact } from "#shared/message/ledger-rows.ts";
import type { Ledger, LedgerMessage, MessageBook } from "#hub/ledger/index.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";

/** Where a suppression of this address is kept: 256 bits of sha256, so that no two collide and none tells the address. */
export const suppressionIdOf = (weddingId: string, channel: string, address: string): string =>
  hash("sha256", `${weddingId} ${channel} ${address}`);

/** How long a write that failed waits for the next try: a full disk is not emptied in a second. */
const retryMs = 2_000;

export interface SuppressionFollower {
  /** Noted and not in the store yet: to a gate they count like those that are. */
  unsaved(): readonly Suppression[];
  /** Takes from the ledger what a crash kept from the store; before anything is sent. */
  catchUp(ledger: Pick<Ledger, "readObjected">): Promise<void>;
  /** Resolves when all that was noted is in the store, or could not be written. Follows no more. */
  stop(): Promise<void>;
}

/**
 * Keeps the list of addresses that must not be written to, from what providers state. One that is there stays as it is: a bounce never hides
 * an earlier opt-out. Real weddings and practice ones alike, each for itself. The ledger is the truth: what could not be written is
 * tried again, and after a crash made anew from its facts.
 */
export const followSuppressions = (
  book: MessageBook,
  { suppressions }: Pick<StoreCollections, "suppressions">,
  clock: Clock,
  logger: Logger,
): SuppressionFollower => {
  const waiting = new Map<string, Suppression>();
  let writing: Promise<void> = Promise.resolve();
  let cancelRetry: (() => void) | undefined;
  let stopped = false;
  const writeWaiting = async (): Promise<void> => {
    const wanted = [...waiting.values()];
    if (wanted.length === 0) return;
    try {
      await write(suppressions, wanted);
      for (const { id } of wanted) waiting.delete(id);
    } catch {
      logger.error("An address that must not be written to could not be noted; trying again.", { count: wanted.length });
      if (!stopped) cancelRetry = clock.setTimer(retryMs, drain);
    }
  };
  const drain = (): void => {
    writing = writing.then(writeWaiting);
  };
  const note = (before: Pick<LedgerMessage, "facts">, after: LedgerMessage): void => {
    const wanted = newSuppressions(before, after, clock.now());
    for (const one of wanted) if (!waiting.has(one.id)) waiting.set(one.id, one);
    if (wanted.length > 0) drain();
  };
  const unsubscribe = book.onChange((changes) => changes.forEach(({ before, after }) => note(before ?? { facts: [] }, after)));
  return {
    unsaved: () => [...waiting.values()],
    catchUp: async (ledger) => {
      for await (const page of ledger.readObjected()) for (const rows of page) note({ facts: [] }, rows);
    },
    stop: async () => {
      stopped = true;
      unsubscribe();
      cancelRetry?.();
      drain();
      await writing;
    },
  };
};

const write = async (suppressions: StoreCollections["suppressions"], wanted: readonly Suppression[]): Promise<void> => {
  const known = await suppressions.findByIds(wanted.map(({ id }) => id)).exec();
  const { error } = await suppressions.bulkInsert(wanted.filter(({ id }) => !known.has(id)));
  // 409: it is there already, by sync or by hand.
  const [refused] = error.filter(({ status }) => status !== 409);
  if (refused !== undefined) throw new Error("a suppression was refused by the store", { cause: refused });
};

const newSuppressions = (before: Pick<LedgerMessage, "facts">, after: LedgerMessage, now: number): Suppression[] => {
  const seen = new Set(before.facts.map((fact) => fact.factId));
  return after.facts.flatMap((fact) => {
    const reason = seen.has(fact.factId) ? undefined : objectionIn(fact);
    const step = reason === undefined ? undefined : stepOf(after, fact);
    if (reason === undefined || step === undefined) return [];
    const { weddingId } = after.intent;
    const { channel, address } = step;
    return [{ id: suppressionIdOf(weddingId, channel, address), weddingId, channel, address, reason, createdAt: now, updatedAt: now }];
  });
};

/** The address that the fact's attempt wrote to. */
const stepOf = ({ intent, attempts }: LedgerMessage, fact: Fact) => {
  const attempt = attempts.find((one) => one.attemptId === fact.attemptId);
  return attempt === undefined ? undefined : intent.plan[attempt.planIndex];
};
