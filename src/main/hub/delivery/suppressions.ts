import type { Channel } from "#shared/domain/fields.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import { UsherError } from "#shared/problem.ts";
import type { Ledger, LedgerMessage, MessageBook } from "#hub/ledger/index.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";
import type { Store, StoreCollections } from "#hub/store/index.ts";
import type { KeptBlocks } from "./kept-blocks.ts";
import { keepLift, liftAnswersMax, readLifts, type LiftInput } from "./lifts.ts";
import { createObjections, suppressionIdOf, type Objection, type Objections } from "./objections.ts";

/** How long a write that failed waits for the next try: a full disk is not emptied in a second. */
const retryMs = 2_000;

export interface SuppressionFollower {
  /** Noted and not in the store yet: to a gate they count like those that are. */
  unsaved(): readonly Suppression[];
  /** Whether the store lost a block of this address, or it cannot be read any more: nobody knows of it but that it was there. */
  isLost(weddingId: string, channel: Channel, address: string): boolean;
  /** Takes from the ledger what a crash kept from the store; before anything is sent. */
  catchUp(ledger: Pick<Ledger, "readObjected">): Promise<void>;
  /** A person's block. */
  block(suppression: Suppression): Promise<void>;
  /** What was stated against an address since it was last lifted, oldest first. */
  objectionsTo(suppressionId: string): readonly Objection[];
  /**
   * Lifts a block, for good: what was stated until now blocks the address no more, what is stated from now on does. `check` is asked
   * when nothing else is being written, with all that was stated; throws what it throws.
   */
  lift(suppressionId: string, check: LiftCheck): Promise<void>;
  /** Resolves when all that was noted is in the store, or could not be written. Follows no more. */
  stop(): Promise<void>;
}

/** Says why a block is lifted, or throws; the reason of the block is the gravest that was stated. */
export type LiftCheck = (suppression: Suppression, objections: readonly Objection[]) => Pick<LiftInput, "reason" | "why">;

/**
 * Keeps the list of addresses that must not be written to, from what providers state. One that is there stays as it is: a bounce never hides
 * an earlier opt-out. Real weddings and practice ones alike, each for itself. The ledger is the truth: what could not be written is
 * tried again, and after a crash made anew from its facts.
 */
export const followSuppressions = (
  book: MessageBook,
  { collections, damaged }: Pick<Store, "damaged"> & { readonly collections: Pick<StoreCollections, "suppressions" | "settings"> },
  blocks: KeptBlocks,
  clock: Clock,
  logger: Logger,
): SuppressionFollower => {
  const { suppressions } = collections;
  const waiting = new Map<string, Suppression>();
  const objections = createObjections();
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
    const wanted = objections.note(before, after, clock.now());
    for (const one of wanted) if (!waiting.has(one.id)) waiting.set(one.id, one);
    if (wanted.length > 0) drain();
  };
  const unsubscribe = book.onChange((changes) => changes.forEach(({ before, after }) => note(before ?? { facts: [] }, after)));
  return {
    unsaved: () => [...waiting.values()],
    isLost: (weddingId, channel, address) => {
      const id = suppressionIdOf(weddingId, channel, address);
      return damaged.has("suppressions", id) || blocks.isBlocked(id);
    },
    block: async (suppression) => {
      // First where no file of lists can lose it.
      await blocks.block(suppression.id);
      await write(suppressions, [suppression]);
    },
    catchUp: async (ledger) => {
      for (const { suppressionId, answers } of await readLifts(collections)) objections.answered(suppressionId, answers);
      for await (const page of ledger.readObjected()) for (const rows of page) note({ facts: [] }, rows);
    },
    objectionsTo: objections.against,
    lift: (suppressionId, check) => {
      const done = writing
        .then(() => lift(collections, objections, suppressionId, check, clock.now()))
        .then(() => blocks.unblock(suppressionId))
        .then(() => damaged.accept("suppressions", suppressionId));
      writing = done.catch(() => undefined);
      return done;
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

const lift = async (
  collections: Pick<StoreCollections, "suppressions" | "settings">,
  objections: Objections,
  suppressionId: string,
  check: LiftCheck,
  at: number,
): Promise<void> => {
  const suppression = (await collections.suppressions.findOne(suppressionId).exec())?.toMutableJSON();
  if (suppression === undefined) throw new UsherError(notBlocked);
  const answers = objections.answersFor(suppressionId);
  const { reason, why } = check(suppression, objections.against(suppressionId));
  if (answers.length > liftAnswersMax) throw new UsherError(tooOften);
  // The record first: a crash in between leaves the address blocked.
  await keepLift(collections, { suppression, reason, why, answers, at });
  await (await collections.suppressions.findOne(suppressionId).exec())?.remove();
  // What was stated while this was written is not among the answers, waits to be written, and blocks the address again.
  objections.answered(suppressionId, new Set(answers));
};

const write = async (suppressions: StoreCollections["suppressions"], wanted: readonly Suppression[]): Promise<void> => {
  const known = await suppressions.findByIds(wanted.map(({ id }) => id)).exec();
  const { error } = await suppressions.bulkInsert(wanted.filter(({ id }) => !known.has(id)));
  // 409: it is there already, by sync or by hand.
  const [refused] = error.filter(({ status }) => status !== 409);
  if (refused !== undefined) throw new Error("a suppression was refused by the store", { cause: refused });
};

const notBlocked = {
  code: "not-blocked",
  sentence: "This address is not blocked any more.",
  nextStep: "Look at the list again.",
};
const tooOften = {
  code: "objected-too-often",
  sentence: "Too much was stated against this address for it to be written to again.",
  nextStep: "Ask the guest for another address.",
};
