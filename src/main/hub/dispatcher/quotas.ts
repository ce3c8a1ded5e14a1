import type { Attempt, Fact, Priority, ProviderId } from "#shared/message/ledger-rows.ts";
import { provenDelivery } from "#shared/message/delivery-rank.ts";
import type { Ledger, LedgerBatch } from "#hub/ledger/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { Provider, Quota } from "#hub/providers/contract.ts";
import type { QuotaState } from "./dispatcher.ts";
import { createQuotaCount, type QuotaCount } from "./quota-count.ts";

/**
 * The quotas of all lanes. Lanes that name the same id share one count. A quota begins uncounted: how much of it was used is read from
 * the journal, newest attempts first, and nothing is sent by its lanes meanwhile. From then on it follows the journal as it is
 * written. An attempt counts unless it was certainly not sent.
 */
export interface Quotas {
  /** How many messages of one part the quotas of a lane leave room for; `Infinity` where it has none. */
  room(provider: Provider, priority: Priority): number;
  /** Whether one message more fits, after others that are about to be sent. */
  fits(provider: Provider, priority: Priority, parts: number, before: Taken): boolean;
  /** When there is room for one message; null when there is, or when that is being counted; `Infinity` for never. */
  roomAt(provider: Provider, priority: Priority): number | null;
  states(provider: Provider): QuotaState[];
  /** The accounts that are set up, after each change. */
  follow(providers: readonly Provider[]): void;
  /** What a commit says. */
  apply(batch: Pick<LedgerBatch, "attempts" | "facts">): void;
}

export interface Taken {
  readonly messages: number;
  readonly parts: number;
}

/**
 * Share of each quota that only day-of messages may use: a blast in the morning must not take the last message from the bus that is
 * late in the evening. Small, so that at least 98 % is everybody's.
 */
const dayOfShare = 0.02;

const reserveOf = ({ limit }: Quota): number => Math.floor(limit * dayOfShare);

const limitFor = (quota: Quota, priority: Priority): number => (priority === "day-of" ? quota.limit : quota.limit - reserveOf(quota));

/** Attempts read in one go: some milliseconds. */
const pageSize = 200;
/**
 * Attempts that may still turn out not to have been made: those under way, and of what the journal tells the newest ones, whatever
 * it says of them. Beyond that, they stay counted.
 */
const undecidedMax = 20_000;
/** Of these, so many are for what the journal tells. */
const undecidedOfHistoryMax = 10_000;

type Deps = {
  readonly ledger: Pick<Ledger, "attemptHistory">;
  readonly clock: Clock;
  /** Room may have come. */
  readonly changed: () => void;
  /** Runs a step that `stop` waits for. */
  readonly run: (task: () => Promise<void>) => void;
  readonly stopping: AbortSignal;
};

interface Counter {
  readonly quota: Quota;
  readonly lanes: ReadonlySet<ProviderId>;
  readonly count: QuotaCount;
  counted: boolean;
}

/** An attempt without a certain outcome, and what would have to be put right if it turns out not to have been made. */
interface Undecided {
  readonly attempt: Attempt;
  readonly countedIn: Set<Counter>;
}

export const createQuotas = (deps: Deps): Quotas => {
  const { clock } = deps;
  const counters = new Map<string, Counter>();
  const undecided = new Map<string, Undecided>();
  const accounts = new Map<ProviderId, { readonly provider: Provider; readonly quotas: string }>();

  const countIn = (counter: Counter, attempt: Attempt, rememberedMax = undecidedMax): void => {
    if (!counter.lanes.has(attempt.provider)) return;
    counter.count.add(attempt.startedAt, unitsOf(counter, attempt));
    const known = undecided.get(attempt.attemptId);
    if (known !== undefined) known.countedIn.add(counter);
    else if (undecided.size < rememberedMax) undecided.set(attempt.attemptId, { attempt, countedIn: new Set([counter]) });
  };
  const recount = (): void => {
    const wanted = wantedCounters([...accounts.values()].map(({ provider }) => provider));
    for (const id of counters.keys()) if (!wanted.has(id)) counters.delete(id);
    const fresh = [...wanted].filter(([id, one]) => !isSame(counters.get(id), one));
    for (const [id, one] of fresh) counters.set(id, one);
    if (fresh.length === 0) return;
    // What is committed from now on is told by `apply`; what was before is read.
    const place = deps.ledger.attemptHistory.end();
    deps.run(async () => {
      const uncounted = fresh.map(([, one]) => one);
      await countFrom(place, uncounted, deps, (one, attempt) => countIn(one, attempt, undecidedOfHistoryMax));
      for (const one of uncounted) one.counted = true;
      deps.changed();
    });
  };
  const countersOf = (provider: Provider): readonly Counter[] => {
    const quotas = provider.quotas ?? [];
    const known = accounts.get(provider.id);
    // A profile may be edited while we send.
    if (known?.provider !== provider || known.quotas !== JSON.stringify(quotas)) {
      accounts.set(provider.id, { provider, quotas: JSON.stringify(quotas) });
      recount();
    }
    return quotas.flatMap((quota) => counters.get(quota.id) ?? []);
  };
  const leftIn = ({ quota, count, counted }: Counter, priority: Priority): number =>
    counted ? limitFor(quota, priority) - count.used(clock.now()) : 0;

  return {
    follow: (providers) => {
      accounts.clear();
      for (const provider of providers) accounts.set(provider.id, { provider, quotas: JSON.stringify(provider.quotas ?? []) });
      recount();
    },
    room: (provider, priority) => Math.max(0, Math.min(Infinity, ...countersOf(provider).map((one) => leftIn(one, priority)))),
    fits: (provider, priority, parts, before) =>
      countersOf(provider).every((one) => {
        const taken = one.quota.unit === "segment" ? before.parts + parts : before.messages + 1;
        return taken <= leftIn(one, priority);
      }),
    roomAt: (provider, priority) => {
      const full = countersOf(provider).filter((one) => one.counted && leftIn(one, priority) < 1);
      if (full.length === 0) return null;
      return Math.max(...full.map((one) => timeOfRoom(one, priority, clock.now())));
    },
    states: (provider) => countersOf(provider).map((one) => stateOf(one, clock.now())),
    apply: ({ attempts, facts }) => {
      for (const attempt of attempts) for (const one of counters.values()) countIn(one, attempt);
      for (const fact of facts) settle(fact, undecided);
    },
  };
};

const wantedCounters = (providers: readonly Provider[]): Map<string, Counter> => {
  const wanted = new Map<string, Counter>();
  for (const provider of providers) {
    for (const quota of provider.quotas ?? []) {
      const known = wanted.get(quota.id);
      const lanes = new Set([...(known?.lanes ?? []), provider.id]);
      // Of two statements about the same quota the smaller is believed.
      const smaller = known === undefined || quota.limit < known.quota.limit ? quota : known.quota;
      wanted.set(quota.id, { quota: smaller, lanes, count: createQuotaCount(smaller.window), counted: false });
    }
  }
  return wanted;
};

const isSame = (known: Counter | undefined, { quota, lanes }: Counter): boolean =>
  known !== undefined &&
  JSON.stringify(known.quota) === JSON.stringify(quota) &&
  known.lanes.size === lanes.size &&
  [...lanes].every((lane) => known.lanes.has(lane));

const unitsOf = ({ quota }: Counter, attempt: Attempt): number => (quota.unit === "segment" ? (attempt.units ?? 1) : 1);

/** Certainly not sent: taken back. Certainly taken: nothing more to wait for. A doubt stays counted and may still be settled. */
const settle = ({ kind, attemptId }: Fact, undecided: Map<string, Undecided>): void => {
  const known = attemptId === null ? undefined : undecided.get(attemptId);
  if (known === undefined) return;
  const { attempt, countedIn } = known;
  const wasNotSent = kind === "deferred" || kind === "rejected";
  if (!wasNotSent && provenDelivery(kind) === undefined) return;
  undecided.delete(attempt.attemptId);
  if (wasNotSent) for (const one of countedIn) one.count.remove(attempt.startedAt, unitsOf(one, attempt));
};

/**
 * Back in time until each count is full or a whole page lies before its window. Full is enough: older sends leave the
 * window before those that filled it.
 */
const countFrom = async (
  from: number,
  counters: readonly Counter[],
  { ledger, clock, stopping }: Deps,
  countIn: (counter: Counter, attempt: Attempt) => void,
): Promise<void> => {
  const open = new Set(counters);
  let page = ledger.attemptHistory.madeBefore(from, pageSize);
  while (page !== undefined && !stopping.aborted) {
    const now = clock.now();
    for (const one of open) {
      const since = one.count.countsFrom(now);
      const within = page.attempts.filter(({ startedAt }) => startedAt >= since);
      for (const attempt of within) countIn(one, attempt);
      if ((page.attempts.length > 0 && within.length === 0) || one.count.used(now) >= one.quota.limit) open.delete(one);
    }
    await clock.sleep(0);
    page = open.size > 0 ? ledger.attemptHistory.madeBefore(page.place, pageSize) : undefined;
  }
};

const timeOfRoom = ({ quota, count }: Counter, priority: Priority, now: number): number => {
  const limit = limitFor(quota, priority);
  return limit < 1 ? Infinity : count.timeOf(limit - 1, now);
};

const stateOf = (counter: Counter, now: number): QuotaState => {
  const { quota, count } = counter;
  const used = count.used(now);
  const at = timeOfRoom(counter, "bulk", now);
  const isUsedUp = used >= limitFor(quota, "bulk");
  return {
    id: quota.id,
    title: quota.title,
    used,
    limit: quota.limit,
    unit: quota.unit,
    window: quota.window,
    reserved: reserveOf(quota),
    roomAt: isUsedUp && Number.isFinite(at) ? at : null,
  };
};
