import { hash } from "node:crypto";
import type { Suppression } from "#shared/domain/suppression.ts";
import type { Fact } from "#shared/message/ledger-rows.ts";
import type { BookChange, BookEntry, MessageBook } from "#hub/ledger/index.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";

/** 128 bits of sha256: no two addresses of a planner's life collide. */
const digits = 32;

/** Where a suppression of this address is kept. */
export const suppressionIdOf = (weddingId: string, channel: string, address: string): string =>
  `${weddingId}.${channel}.${hash("sha256", address).slice(0, digits)}`;

/** What a fact says about the address itself, and for good; undefined when it says nothing. */
export const reasonOf = (fact: Pick<Fact, "kind" | "scope" | "code">): Suppression["reason"] | undefined => {
  if (fact.kind === "complained") return "complaint";
  if (fact.kind === "unsubscribed" || fact.code === "opted-out") return "opted-out";
  if (fact.kind === "bounced" && fact.scope !== "message") return "hard-bounce";
  return fact.kind === "rejected" && fact.scope === "recipient" ? "hard-bounce" : undefined;
};

/**
 * Keeps the list of addresses that must not be written to, from what providers state. One that is there stays as it is: a bounce never hides
 * an earlier opt-out. Real weddings and practice ones alike, each for itself.
 */
export const followSuppressions = (
  book: MessageBook,
  { suppressions }: Pick<StoreCollections, "suppressions">,
  clock: Clock,
  logger: Logger,
): { stop(): Promise<void> } => {
  let writing: Promise<unknown> = Promise.resolve();
  const write = async (wanted: readonly Suppression[]): Promise<void> => {
    const known = await suppressions.findByIds(wanted.map((one) => one.id)).exec();
    const fresh = wanted.filter((one) => !known.has(one.id));
    if (fresh.length > 0) await suppressions.bulkInsert([...new Map(fresh.map((one) => [one.id, one])).values()]);
  };
  const unsubscribe = book.onChange((changes) => {
    const wanted = changes.flatMap((change) => newSuppressions(change, clock.now()));
    if (wanted.length === 0) return;
    writing = writing
      .then(() => write(wanted))
      .catch(() => logger.error("An address that must not be written to could not be noted.", { count: wanted.length }));
  });
  return {
    stop: async () => {
      unsubscribe();
      await writing;
    },
  };
};

const newSuppressions = ({ before, after }: BookChange, now: number): Suppression[] => {
  const seen = new Set(before?.facts.map((fact) => fact.factId));
  return after.facts.flatMap((fact) => {
    const reason = seen.has(fact.factId) ? undefined : reasonOf(fact);
    const step = reason === undefined ? undefined : stepOf(after, fact);
    if (reason === undefined || step === undefined) return [];
    const { weddingId } = after.intent;
    const { channel, address } = step;
    return [{ id: suppressionIdOf(weddingId, channel, address), weddingId, channel, address, reason, createdAt: now, updatedAt: now }];
  });
};

/** The address that the fact's attempt wrote to. */
const stepOf = ({ intent, attempts }: BookEntry, fact: Fact) => {
  const attempt = attempts.find((one) => one.attemptId === fact.attemptId);
  return attempt === undefined ? undefined : intent.plan[attempt.planIndex];
};
