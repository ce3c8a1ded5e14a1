import type { Control, LaneEvent, Priority, ProviderId } from "#shared/message/ledger-rows.ts";
import { pausedByPersonCode } from "#shared/api/lanes.ts";
import type { Problem } from "#shared/problem.ts";
import type { Clock, Random } from "#hub/ports/index.ts";
import type { Provider, SendOutcome } from "#hub/providers/contract.ts";
import { laneScope } from "./controls.ts";
import { createBreaker, type Breaker, type KeptEvent } from "./breaker.ts";
import type { LaneState } from "./dispatcher.ts";
import { createGcra } from "./gcra.ts";
import type { DispatchLimits } from "./limits.ts";
import { createPace } from "./pace.ts";
import type { Quotas, Taken } from "./quotas.ts";

/** One provider account as a lane: its breaker says whether, its pace and its quotas say how many. */
export interface Lane {
  readonly provider: ProviderId;
  /** How many calls for messages of this urgency may start now. */
  room(priority: Priority): number;
  /** Whether a message of so many parts fits into the quotas, after others that are about to be sent. */
  fits(priority: Priority, parts: number, before: Taken): boolean;
  /** Wall time at which room comes by itself; null when a running call or a person has to make it. */
  nextRoomAt(priority: Priority): number | null;
  /** While a quota is used up: when there is room again (`Infinity`: never). Null otherwise. */
  quotaUntil(priority: Priority): number | null;
  /** Neither resting nor broken, and not on probation either. */
  isHealthy(): boolean;
  /** A call begins; the answer is to be called with what came of it. */
  started(): (outcome: SendOutcome) => void;
  /** Runs again at once. */
  resume(): void;
  /** By a proof that is no message's answer. */
  broke(code: string, problem: Problem): void;
  state(): LaneState;
}

export interface Lanes {
  of(provider: Provider): Lane;
  known(provider: ProviderId): Lane | undefined;
  /** What earlier starts kept, oldest first. Before the first lane is asked for. */
  restore(rows: readonly Control[]): void;
}

export interface LaneDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: DispatchLimits;
  readonly quotas: Quotas;
  readonly changed: () => void;
  readonly keep: (provider: ProviderId, event: LaneEvent) => void;
  /** Since when a person has paused the account; null: nobody has. */
  readonly pausedSince: (provider: ProviderId) => number | null;
}

export const createLanes = (deps: LaneDeps): Lanes => {
  const lanes = new Map<ProviderId, { lane: Lane; provider: Provider }>();
  const kept = new Map<string, KeptEvent>();
  return {
    of: (provider) => {
      const known = lanes.get(provider.id);
      if (known !== undefined) {
        // A change of settings may bring another object for the same account.
        known.provider = provider;
        return known.lane;
      }
      const holder: { provider: Provider } = { provider };
      const entry = Object.assign(holder, { lane: createLane(() => holder.provider, deps, kept.get(laneScope(provider.id))) });
      lanes.set(provider.id, entry);
      return entry.lane;
    },
    known: (provider) => lanes.get(provider)?.lane,
    restore: (rows) => {
      for (const { scope, lane, at } of rows) if (lane !== undefined) kept.set(scope, { event: lane, at });
    },
  };
};

/** Of each burst this much waits for day-of messages, so that one leaves at once in the middle of a blast. */
const dayOfPlaces = 1;
/** A smaller burst would lose more by the rounding of timers than the place is worth. */
const burstMinForDayOf = 3;

/** Places of a burst that are not for messages of this urgency. */
const sparedOf = ({ rate }: Provider, priority: Priority): number =>
  priority === "day-of" || rate.burst < burstMinForDayOf ? 0 : dayOfPlaces;

const createLane = (provider: () => Provider, deps: LaneDeps, kept: KeptEvent | undefined): Lane => {
  const { clock, quotas } = deps;
  const { id, channel } = provider();
  const pace = createPace(() => provider().rate.perSecond);
  const gcra = createGcra(() => ({ perSecond: pace.perSecond(), burst: provider().rate.burst }));
  const breaker = createBreaker({ ...deps, keep: (event) => deps.keep(id, event) }, kept);
  let inFlight = 0;
  const isPaused = (): boolean => deps.pausedSince(id) !== null;

  /** The places left, however fast and however many it may send; 0 while it rests, is broken or was paused. */
  const places = (): number => {
    if (isPaused()) return 0;
    const { kind } = breaker.condition();
    if (kind === "broken" || kind === "resting") return 0;
    return Math.max(0, (kind === "probing" ? 1 : provider().rate.concurrency) - inFlight);
  };
  /** Milliseconds until there is room by itself. */
  const roomInMs = (priority: Priority): number | null => {
    if (isPaused()) return null;
    const restMs = breaker.restMs();
    if (restMs !== null) return restMs;
    if (places() === 0) return untilSilent(breaker, clock.monotonic());
    const quotaAt = quotas.roomAt(provider(), priority);
    if (quotaAt === Infinity) return null;
    const now = clock.monotonic();
    return Math.max(gcra.timeOf(1 + sparedOf(provider(), priority), now) - now, quotaAt === null ? 0 : quotaAt - clock.now());
  };
  return {
    provider: id,
    room: (priority) => {
      const free = places();
      if (free === 0) return 0;
      const now = Math.max(0, gcra.available(clock.monotonic()) - sparedOf(provider(), priority));
      return Math.min(free, now, quotas.room(provider(), priority));
    },
    fits: (priority, parts, before) => quotas.fits(provider(), priority, parts, before),
    nextRoomAt: (priority) => {
      const waitMs = roomInMs(priority);
      // Whole milliseconds, as timers are: fractions get lost in the sum with a wall time.
      return waitMs === null ? null : clock.now() + Math.max(1, Math.ceil(waitMs));
    },
    quotaUntil: (priority) => quotas.roomAt(provider(), priority),
    isHealthy: () => !isPaused() && breaker.condition().kind === "running",
    started: () => {
      inFlight += 1;
      gcra.take(1, clock.monotonic());
      breaker.called();
      const startedAt = clock.monotonic();
      return (outcome) => {
        inFlight -= 1;
        breaker.ended(inFlight);
        const answer = answerOf(outcome);
        if (answer !== null) pace.answered(answer, startedAt, clock.monotonic());
        const restMs = breaker.restMs() ?? 0;
        judge(outcome, breaker);
        pace.paused((breaker.restMs() ?? 0) - restMs);
      };
    },
    resume: () => {
      pace.reset();
      breaker.resume();
    },
    broke: breaker.broke,
    state: () => ({
      provider: id,
      channel,
      condition: shown(breaker, deps.pausedSince(id)),
      inFlight,
      concurrency: provider().rate.concurrency,
      perSecondMax: pace.perSecond(),
      quotas: quotas.states(provider()),
    }),
  };
};

/** While all places are taken only an answer makes room; without one the lane rests, and the next provider may be asked. */
const untilSilent = (breaker: Breaker, now: number): number | null => {
  const at = breaker.silentAt();
  return at === null ? null : at - now;
};

/** Providers say "slow down" with this code. */
export const slowDownCode = "rate-limited";

/** What an outcome says about our pace. */
const answerOf = (outcome: SendOutcome): "taken" | "slow-down" | null => {
  if (outcome.kind === "accepted" || outcome.kind === "rejected") return "taken";
  return isSlowDown(outcome) ? "slow-down" : null;
};

const isSlowDown = (outcome: SendOutcome): boolean =>
  outcome.kind === "deferred" && outcome.scope === "lane" && outcome.code === slowDownCode;

const judge = (outcome: SendOutcome, breaker: Breaker): void => {
  switch (outcome.kind) {
    case "accepted":
    case "rejected":
      return breaker.worked();
    case "unknown":
      return breaker.failed(outcome.code, false);
    case "broken-lane":
      return breaker.broke(outcome.code, outcome.problem);
    case "deferred":
      if (outcome.scope === "message") return breaker.worked();
      if (outcome.retryAfterMs !== null) return breaker.asked(outcome.code, outcome.retryAfterMs, isSlowDown(outcome));
      return breaker.failed(outcome.code, isSlowDown(outcome));
  }
};

const pausedByPerson: Problem = {
  code: pausedByPersonCode,
  sentence: "You paused this account.",
  nextStep: "What waits goes by another account of its channel, or waits until you resume this one.",
};

/** Without what is only ours. What a person said comes before what the account did. */
const shown = (breaker: Breaker, pausedSince: number | null): LaneState["condition"] => {
  if (pausedSince !== null) return { kind: "broken", code: pausedByPersonCode, problem: pausedByPerson, since: pausedSince };
  const condition = breaker.condition();
  return condition.kind === "resting" ? { kind: "resting", code: condition.code, until: condition.until } : condition;
};
