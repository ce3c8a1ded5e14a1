import type { Fact, FactKind, ProviderId } from "#shared/message/ledger-rows.ts";
import type { BookEntry, Ledger, MessageBook } from "#hub/ledger/index.ts";
import type { Clock, Connectivity, Logger } from "#hub/ports/index.ts";
import type { Provider } from "#hub/providers/contract.ts";

export interface PollingDeps {
  readonly ledger: Pick<Ledger, "append">;
  readonly book: Pick<MessageBook, "onChange">;
  /** Every provider of real messages that is connected now. */
  readonly providers: () => readonly Provider[];
  readonly connectivity: Pick<Connectivity, "online">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Asks the providers what became of accepted messages, since no webhook reaches a desktop by itself. What they say is
 * written as facts, like a webhook's. Often while a send is fresh, seldom later, never after three days.
 */
export interface Polling {
  /** Takes a message that was accepted before this start. */
  observe(entry: BookEntry): void;
  start(): void;
  /** Ends a question that runs. Idempotent. */
  stop(): Promise<void>;
}

interface Watched {
  readonly messageId: string;
  readonly attemptId: string;
  readonly acceptedAt: number;
  /** Kinds that were stated already: they are no news. */
  readonly stated: Set<FactKind>;
  /** Whether its price was stated already. */
  readonly isPriced: boolean;
}

type Key = `${ProviderId} ${string}`;

const minute = 60_000;
const hour = 60 * minute;
/** After that nothing more is expected: providers give up on an address after 72 hours (providers.md 2.5). */
const watchMsMax = 72 * hour;
/** Distance of two questions by the age of the freshest undelivered message. */
const pace: readonly { readonly youngerThanMs: number; readonly everyMs: number }[] = [
  { youngerThanMs: 10 * minute, everyMs: minute },
  { youngerThanMs: hour, everyMs: 5 * minute },
  { youngerThanMs: 6 * hour, everyMs: 15 * minute },
];
const everyMsLate = hour;
/** Whatever comes after these is no news about delivery. */
const ends: ReadonlySet<FactKind> = new Set(["bounced", "failed", "complained", "clicked"]);
const arrivals: ReadonlySet<FactKind> = new Set(["delivered", "opened", "clicked"]);

export const createPolling = (deps: PollingDeps): Polling => {
  const { clock, logger } = deps;
  const watched = new Map<Key, Watched>();
  const askedAt = new Map<ProviderId, number>();
  const stopping = new AbortController();
  let cancelTimer: (() => void) | undefined;
  let asking: Promise<void> = Promise.resolve();
  let started = false;
  const observe = (entry: BookEntry): void => {
    for (const fact of entry.facts) {
      const watch = watchOf(entry, fact);
      if (watch === undefined || clock.now() - watch.acceptedAt > watchMsMax) continue;
      const key: Key = `${watch.provider} ${watch.providerMessageId}`;
      if ([...watch.stated].some((kind) => ends.has(kind))) watched.delete(key);
      else watched.set(key, watch);
    }
  };
  const arm = (): void => {
    if (!started || stopping.signal.aborted) return;
    cancelTimer?.();
    // A minute is the shortest distance, so this is often enough to notice what has become due.
    cancelTimer = clock.setTimer(minute / 2, () => {
      asking = asking.then(round).catch(() => logger.error("Asking the providers about deliveries failed; it is tried again."));
      void asking.then(arm);
    });
  };
  const round = async (): Promise<void> => {
    forgetOld(watched, clock.now());
    if (!deps.connectivity.online()) return;
    for (const provider of deps.providers()) {
      if (provider.poll === undefined || !isDue(provider.id, watched, askedAt.get(provider.id) ?? 0, clock.now())) continue;
      askedAt.set(provider.id, clock.now());
      await ask(deps, provider, watched, stopping.signal);
    }
  };
  const unsubscribe = deps.book.onChange((changes) => changes.forEach(({ after }) => observe(after)));
  return {
    observe,
    start: () => {
      started = true;
      arm();
    },
    stop: async () => {
      stopping.abort(new Error("Usher stops"));
      cancelTimer?.();
      unsubscribe();
      await asking;
    },
  };
};

const watchOf = (
  { intent, attempts, facts }: BookEntry,
  { attemptId, provider, providerMessageId }: Fact,
): (Watched & { provider: ProviderId; providerMessageId: string }) | undefined => {
  const attempt = attempts.find((one) => one.attemptId === attemptId);
  if (attempt === undefined || provider === null || providerMessageId === null || intent.practice) return undefined;
  const own = facts.filter((fact) => fact.attemptId === attemptId);
  const stated = new Set(own.map(({ kind }) => kind));
  const isPriced = own.some(({ price }) => price !== undefined);
  const { messageId } = intent;
  return { messageId, attemptId: attempt.attemptId, acceptedAt: attempt.startedAt, stated, isPriced, provider, providerMessageId };
};

const forgetOld = (watched: Map<Key, Watched>, now: number): void => {
  for (const [key, { acceptedAt }] of watched) if (now - acceptedAt > watchMsMax) watched.delete(key);
};

const ofProvider = (watched: ReadonlyMap<Key, Watched>, provider: ProviderId): Watched[] =>
  [...watched].filter(([key]) => key.startsWith(`${provider} `)).map(([, one]) => one);

const isDue = (provider: ProviderId, watched: ReadonlyMap<Key, Watched>, askedAt: number, now: number): boolean => {
  const open = ofProvider(watched, provider);
  if (open.length === 0) return false;
  const freshest = Math.max(
    0,
    ...open.filter(({ stated }) => ![...stated].some((kind) => arrivals.has(kind))).map((one) => one.acceptedAt),
  );
  const everyMs = pace.find(({ youngerThanMs }) => now - freshest < youngerThanMs)?.everyMs ?? everyMsLate;
  return now - askedAt >= everyMs;
};

const ask = async (deps: PollingDeps, provider: Provider, watched: ReadonlyMap<Key, Watched>, signal: AbortSignal): Promise<void> => {
  const { clock, logger, ledger } = deps;
  const since = Math.min(...ofProvider(watched, provider.id).map(({ acceptedAt }) => acceptedAt)) - minute;
  const outcome = await provider.poll?.({ since }, signal);
  if (outcome?.kind !== "told") {
    logger.info("A provider could not say what became of messages.", { provider: provider.id, code: outcome?.code ?? "" });
    return;
  }
  const now = Math.round(clock.now());
  const facts = outcome.states.flatMap((state): Fact[] => {
    const watch = watched.get(`${provider.id} ${state.providerMessageId}`);
    // A price comes later than the state that it belongs to.
    const isPrice = state.price !== undefined && watch?.isPriced === false;
    if (watch === undefined || (watch.stated.has(state.kind) && !isPrice)) return [];
    return [
      {
        factId: `${provider.id}:poll:${state.providerMessageId}:${state.kind}${isPrice ? ":price" : ""}`.slice(0, 200),
        messageId: watch.messageId,
        attemptId: watch.attemptId,
        approvalId: null,
        kind: state.kind,
        source: "look-up",
        provider: provider.id,
        providerMessageId: state.providerMessageId,
        at: now,
        recordedAt: now,
        code: state.code,
        detail: state.detail,
        scope: null,
        retryAt: null,
        planIndex: null,
        ...(isPrice ? { price: state.price } : {}),
      },
    ];
  });
  for (let from = 0; from < facts.length; from += factsPerAppend) {
    await ledger.append({ facts: facts.slice(from, from + factsPerAppend) });
  }
};

/** A few milliseconds of the journal's time. */
const factsPerAppend = 200;
