import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Clock, Random } from "#hub/ports/index.ts";
import type { Provider, SendOutcome } from "#hub/providers/contract.ts";
import type { LaneCondition, LaneState } from "./dispatcher.ts";
import { createGcra, type Gcra } from "./gcra.ts";
import type { DispatchLimits } from "./limits.ts";

/**
 * One provider account as a lane. States: running; resting (the provider asked, or failed several times in a row; ends
 * by itself, then one message goes ahead as a probe); broken (configuration; ends by a person).
 */
export interface Lane {
  readonly provider: ProviderId;
  /** How many calls may start now. */
  room(): number;
  /** Wall time at which room comes by itself; null when a running call or a person has to make it. */
  nextRoomAt(): number | null;
  /** Neither resting nor broken, and not on probation either. */
  isHealthy(): boolean;
  started(): void;
  ended(outcome: SendOutcome): void;
  /** Runs again at once. */
  resume(): void;
  state(): LaneState;
}

export interface Lanes {
  of(provider: Provider): Lane;
  known(provider: ProviderId): Lane | undefined;
}

type Deps = { readonly clock: Clock; readonly random: Random; readonly limits: DispatchLimits; readonly changed: () => void };

export const createLanes = (deps: Deps): Lanes => {
  const lanes = new Map<ProviderId, { lane: Lane; provider: Provider }>();
  return {
    of: (provider) => {
      const known = lanes.get(provider.id);
      if (known !== undefined) {
        // A change of settings may bring another object for the same account.
        known.provider = provider;
        return known.lane;
      }
      const holder: { provider: Provider } = { provider };
      const entry = Object.assign(holder, { lane: createLane(provider, () => holder.provider.rate, deps) });
      lanes.set(provider.id, entry);
      return entry.lane;
    },
    known: (provider) => lanes.get(provider)?.lane,
  };
};

type Condition =
  | { readonly kind: "running" }
  | { readonly kind: "probing" }
  | { readonly kind: "resting"; readonly code: string; readonly until: number; readonly steadyUntil: number }
  | Extract<LaneCondition, { kind: "broken" }>;

const createLane = ({ id: provider, channel }: Provider, rate: () => Provider["rate"], deps: Deps): Lane => {
  const { clock, limits } = deps;
  const gcra = createGcra(rate);
  const memory = { condition: { kind: "running" } as Condition, inFlight: 0, failures: 0, rests: 0 };

  const become = (condition: Condition): void => {
    memory.condition = condition;
    deps.changed();
  };
  /** A rest ends by the steady clock: a jump of the wall clock neither stretches nor skips it. */
  const condition = (): Condition => {
    const { condition: now } = memory;
    if (now.kind === "resting" && clock.monotonic() >= now.steadyUntil) become({ kind: "probing" });
    return memory.condition;
  };
  const rest = (code: string, askedMs: number | null): void => {
    const ownMs = Math.min(limits.laneRestMsMax, limits.laneRestMsBase * 2 ** Math.min(memory.rests, 20));
    const ms = askedMs ?? ownMs * (0.5 + deps.random.next() / 2);
    memory.rests += 1;
    memory.failures = 0;
    const { condition: now } = memory;
    // Calls that were already running may report the same trouble: the longest rest counts.
    if (now.kind === "broken" || (now.kind === "resting" && now.steadyUntil >= clock.monotonic() + ms)) return;
    become({ kind: "resting", code, until: clock.now() + ms, steadyUntil: clock.monotonic() + ms });
  };
  const failed = (code: string): void => {
    if (memory.condition.kind === "resting") return;
    memory.failures += 1;
    if (memory.condition.kind === "probing" || memory.failures >= limits.laneFailuresMax) rest(code, null);
  };
  const worked = (): void => {
    memory.failures = 0;
    memory.rests = 0;
    if (memory.condition.kind === "probing") become({ kind: "running" });
  };
  const ended = (outcome: SendOutcome): void => {
    memory.inFlight -= 1;
    switch (outcome.kind) {
      case "accepted":
      case "rejected":
        return worked();
      case "unknown":
        return failed(outcome.code);
      case "broken-lane":
        return become({ kind: "broken", code: outcome.code, problem: outcome.problem, since: clock.now() });
      case "deferred":
        if (outcome.scope === "message") return worked();
        return outcome.retryAfterMs === null ? failed(outcome.code) : rest(outcome.code, outcome.retryAfterMs);
    }
  };
  return {
    provider,
    room: () => roomIn(condition(), memory.inFlight, rate().concurrency, gcra, clock.monotonic()),
    nextRoomAt: () => {
      const waitMs = roomInMs(condition(), memory.inFlight, rate().concurrency, gcra, clock.monotonic());
      // Whole milliseconds, as timers are: fractions get lost in the sum with a wall time.
      return waitMs === null ? null : clock.now() + Math.max(1, Math.ceil(waitMs));
    },
    isHealthy: () => condition().kind === "running",
    started: () => {
      memory.inFlight += 1;
      gcra.take(1, clock.monotonic());
    },
    ended,
    resume: () => {
      Object.assign(memory, { failures: 0, rests: 0 });
      if (memory.condition.kind !== "running") become({ kind: "probing" });
    },
    state: () => ({ provider, channel, condition: shown(condition()), inFlight: memory.inFlight, ...limitsOf(rate()), quotas: [] }),
  };
};

const limitsOf = ({ concurrency, perSecond }: Provider["rate"]): Pick<LaneState, "concurrency" | "perSecondMax"> => ({
  concurrency,
  perSecondMax: perSecond,
});

const roomIn = (condition: Condition, inFlight: number, concurrency: number, gcra: Gcra, now: number): number => {
  if (condition.kind === "broken" || condition.kind === "resting") return 0;
  const places = condition.kind === "probing" ? 1 : concurrency;
  return Math.max(0, Math.min(places - inFlight, gcra.available(now)));
};

/** Milliseconds until there is room by itself; null when a running call or a person has to make it. */
const roomInMs = (condition: Condition, inFlight: number, concurrency: number, gcra: Gcra, now: number): number | null => {
  if (condition.kind === "broken") return null;
  if (condition.kind === "resting") return condition.steadyUntil - now;
  return inFlight >= (condition.kind === "probing" ? 1 : concurrency) ? null : gcra.nextAt(now) - now;
};

const shown = (condition: Condition): LaneCondition => {
  switch (condition.kind) {
    case "running":
    case "probing":
      return { kind: "running" };
    case "resting":
      return { kind: "resting", code: condition.code, until: condition.until };
    case "broken":
      return condition;
  }
};
