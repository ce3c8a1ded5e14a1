import type { LaneEvent } from "#shared/message/ledger-rows.ts";
import type { Problem } from "#shared/problem.ts";
import type { Clock, Random } from "#hub/ports/index.ts";
import type { LaneCondition } from "./dispatcher.ts";
import type { DispatchLimits } from "./limits.ts";

/**
 * Whether a lane may be used (docs/states.md). Closed (`running`), open (`resting`, `broken`), half-open (`probing`): one single
 * message goes ahead, and what becomes of it decides. What outlasts some seconds is kept over a restart.
 */
export interface Breaker {
  condition(): LaneCondition;
  /** Milliseconds until a rest ends; null while it is not resting. */
  restMs(): number | null;
  /** When a lane that does not answer counts as failing, steady time; null while nothing is awaited. */
  silentAt(): number | null;
  /** A call began. */
  called(): void;
  /** A call ended, whatever came of it. `running`: how many still do. */
  ended(running: number): void;
  worked(): void;
  /** Not the message's fault. `mild`: it answers, and only wants it slower: the pace sees to that, and only time makes it a failure. */
  failed(code: string, mild: boolean): void;
  /** The provider named a time. When it is `mild` and works otherwise, no probe is needed afterwards. */
  asked(code: string, ms: number, mild: boolean): void;
  broke(code: string, problem: Problem): void;
  /** One message goes ahead at once. */
  resume(): void;
}

export interface BreakerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: DispatchLimits;
  readonly changed: () => void;
  /** Writes down what the next start has to know. */
  readonly keep: (event: LaneEvent) => void;
}

/** What an earlier start kept, and when. */
export interface KeptEvent {
  readonly event: LaneEvent;
  readonly at: number;
}

/** A shorter pause is over before a restart is. */
const restMsKeptMin = 10_000;

type Condition =
  | Exclude<LaneCondition, { kind: "resting" }>
  | (Extract<LaneCondition, { kind: "resting" }> & { readonly steadyUntil: number; readonly next: "probing" | "running" });

/** Nobody answered, as opposed to answers that were failures. */
const silentCode = "no-answers";

interface Memory {
  condition: Condition;
  /** In a row. */
  failures: number;
  failingSince: number;
  rests: number;
  /** Since when a call waits and none has been answered; steady time. */
  silentSince: number | undefined;
  /** Whether something worked since the last rest began. */
  worked: boolean;
  /** What the next start would read. */
  kept: LaneEvent;
}

export const createBreaker = (deps: BreakerDeps, kept: KeptEvent | undefined): Breaker => {
  const { clock, limits } = deps;
  const memory = memoryOf(kept, clock);
  const become = (condition: Condition): void => {
    memory.condition = condition;
    const event = eventOf(condition, memory.kept, clock.now());
    if (event !== undefined) {
      memory.kept = event;
      deps.keep(event);
    }
    deps.changed();
  };
  const rest = (code: string, ms: number, next: "probing" | "running"): void => {
    const steadyUntil = clock.monotonic() + ms;
    Object.assign(memory, { failures: 0, silentSince: undefined, worked: false, rests: memory.rests + 1 });
    const { condition: now } = memory;
    // Calls that were already running may report the same trouble: the longest rest counts.
    if (now.kind === "broken" || (now.kind === "resting" && now.steadyUntil >= steadyUntil)) return;
    // Shown and kept as an instant, which is whole milliseconds; back-off draws parts of one.
    become({ kind: "resting", code, until: Math.ceil(clock.now() + ms), steadyUntil, next });
  };
  const restOfOwn = (code: string): void => {
    const ms = Math.min(limits.laneRestMsMax, limits.laneRestMsBase * 2 ** Math.min(memory.rests, 20));
    rest(code, ms * (0.5 + deps.random.next() / 2), "probing");
  };
  const silentAt = (): number | null =>
    memory.silentSince === undefined || memory.condition.kind === "broken" || memory.condition.kind === "resting"
      ? null
      : memory.silentSince + limits.laneFailingMsMax;
  const condition = (): Condition => {
    const { condition: now } = memory;
    // A rest ends by the steady clock: a jump of the wall clock neither stretches nor skips it.
    if (now.kind === "resting" && clock.monotonic() >= now.steadyUntil) become({ kind: now.next });
    if (clock.monotonic() >= (silentAt() ?? Infinity)) restOfOwn(silentCode);
    return memory.condition;
  };
  return {
    condition,
    silentAt,
    restMs: () => {
      const now = condition();
      return now.kind === "resting" ? now.steadyUntil - clock.monotonic() : null;
    },
    called: () => (memory.silentSince ??= clock.monotonic()),
    ended: (running) => {
      memory.silentSince = running > 0 ? clock.monotonic() : undefined;
    },
    worked: () => {
      Object.assign(memory, { failures: 0, rests: 0, worked: true });
      const { condition: now } = memory;
      if (now.kind === "probing" || (now.kind === "resting" && now.code === silentCode)) become({ kind: "running" });
    },
    failed: (code, mild) => {
      if (memory.condition.kind === "resting" || memory.condition.kind === "broken") return;
      if (memory.failures === 0) memory.failingSince = clock.monotonic();
      memory.failures += 1;
      const tooMany = memory.failures >= limits.laneFailuresMax && !mild;
      const forLong = memory.failures > 1 && clock.monotonic() - memory.failingSince >= limits.laneFailingMsMax;
      if (memory.condition.kind === "probing" || tooMany || forLong) restOfOwn(code);
    },
    asked: (code, ms, mild) => rest(code, ms, mild && memory.worked ? "running" : "probing"),
    broke: (code, problem) => become({ kind: "broken", code, problem, since: Math.round(clock.now()) }),
    resume: () => {
      Object.assign(memory, { failures: 0, rests: 0 });
      if (memory.condition.kind !== "running") become({ kind: "probing" });
    },
  };
};

const memoryOf = (kept: KeptEvent | undefined, clock: Clock): Memory => ({
  condition: conditionOf(kept, clock),
  failures: 0,
  failingSince: 0,
  rests: 0,
  silentSince: undefined,
  worked: false,
  kept: kept?.event ?? { kind: "running" },
});

/** A rest goes on for what is left of it, never for longer than it was meant to: the clock may have been set back. */
const conditionOf = (kept: KeptEvent | undefined, clock: Clock): Condition => {
  if (kept === undefined) return { kind: "running" };
  const { event, at } = kept;
  if (event.kind !== "resting") return event;
  const leftMs = Math.min(event.until - clock.now(), event.until - at);
  if (leftMs <= 0) return { kind: "probing" };
  return { ...event, until: Math.ceil(clock.now() + leftMs), steadyUntil: clock.monotonic() + leftMs, next: "probing" };
};

/** What the next start has to know and does not yet. */
const eventOf = (condition: Condition, kept: LaneEvent, now: number): LaneEvent | undefined => {
  switch (condition.kind) {
    case "broken":
      return condition;
    case "resting":
      return condition.until - now < restMsKeptMin
        ? undefined
        : { kind: "resting", code: condition.code, until: Math.round(condition.until) };
    case "probing":
      // After a rest that ended by itself the next start finds this by the time alone.
      return kept.kind === "broken" || (kept.kind === "resting" && kept.until > now) ? { kind: "probing" } : undefined;
    case "running":
      return kept.kind === "running" ? undefined : { kind: "running" };
  }
};
