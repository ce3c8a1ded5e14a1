import type { Fact, Intent, LaneEvent, ProviderId } from "#shared/message/ledger-rows.ts";
import type { BookEntry, MessageBook } from "#hub/ledger/index.ts";
import type { Logger } from "#hub/ports/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import type { RunningCall } from "./call.ts";
import { createControls, laneScope, type Controls } from "./controls.ts";
import type { DispatcherDeps, Waiting } from "./dispatcher.ts";
import { createDueQueue, type DueQueue } from "./due-queue.ts";
import { createJournal, type Journal } from "./journal.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { defaultDispatchLimits, type DispatchLimits } from "./limits.ts";
import { createNotices, type Notices } from "./notices.ts";
import type { PlanWorld } from "./plan-world.ts";
import { createQuotas, type Quotas } from "./quotas.ts";
import { createReadyLine, readRoute, type ReadyLine, type Route } from "./ready-line.ts";

export type CreateDeps = DispatcherDeps & { readonly book: MessageBook };

/**
 * What the parts of one dispatcher share. A message is in one of four places: the queue (looked at again at a time), the
 * ready line (and the queue, for its expiry), busy (somebody awaits something about it), or nowhere (settled or held).
 */
export interface Core {
  readonly deps: CreateDeps;
  readonly limits: DispatchLimits;
  readonly logger: Logger;
  readonly controls: Controls;
  readonly lanes: Lanes;
  readonly quotas: Quotas;
  readonly queue: DueQueue;
  readonly ready: ReadyLine;
  /** Messages that a step under way will place again; whatever happens meanwhile waits for that. */
  readonly busy: Set<string>;
  readonly waiting: Map<string, Waiting>;
  readonly routeWaiting: Map<Route, Waiting>;
  /** By attempt: look-ups that could not tell. In memory only; after a restart they are made again. */
  readonly looks: Map<string, { readonly count: number; readonly lastAt: number }>;
  /** Messages in doubt that a gate forbids to repeat. */
  readonly barred: Set<string>;
  readonly calls: Map<string, { readonly call: RunningCall; readonly intent: Intent }>;
  readonly notices: Notices;
  readonly journal: Journal;
  /** Nothing new may leave. */
  readonly stopping: AbortSignal;
  /** Work whose end `stop` waits for. */
  readonly work: Set<Promise<void>>;
  readonly poke: () => void;
  /** Until then, by the steady clock, the network is not trusted (just woken). */
  quietUntil: number;
  /** While above 0 nothing leaves: it is being found out what is late. */
  holdBack: number;
  /** Until then, by the steady clock, the wall clock is not trusted (it jumped ahead). */
  doubtClockUntil: number;
  /** The wall clock minus the steady one when they were last compared: what moved since is a jump that nobody has looked at yet. */
  clockOffsetMs: number;
}

export const createCore = (deps: CreateDeps, stopping: AbortSignal, stopped: AbortSignal, poke: () => void): Core => {
  const limits = { ...defaultDispatchLimits, ...deps.limits };
  const logger = deps.logger.part("dispatcher");
  const { clock, random } = deps;
  const notices = createNotices(clock);
  const changed = (): void => {
    notices.changed();
    poke();
  };
  const quotas = createQuotas({ ledger: deps.ledger, clock, changed, stopping, run: (task) => runWork(core, task) });
  const keep = (provider: ProviderId, event: LaneEvent): void => runWork(core, () => keepLaneEvent(core, provider, event));
  const controls = createControls();
  const core: Core = {
    deps,
    limits,
    logger,
    controls,
    lanes: createLanes({ clock, random, limits, quotas, changed, keep, pausedSince: controls.lanePausedSince }),
    quotas,
    queue: createDueQueue(),
    ready: createReadyLine(),
    busy: new Set(),
    waiting: new Map(),
    routeWaiting: new Map(),
    looks: new Map(),
    barred: new Set(),
    calls: new Map(),
    notices,
    journal: createJournal(deps.ledger, clock, logger, stopped),
    stopping,
    work: new Set(),
    poke,
    quietUntil: 0,
    holdBack: 0,
    doubtClockUntil: 0,
    clockOffsetMs: clock.now() - clock.monotonic(),
  };
  return core;
};

/** A lane whose state could not be kept is found out again after a restart. */
const keepLaneEvent = async ({ deps, logger }: Core, provider: ProviderId, event: LaneEvent): Promise<void> => {
  const row = { controlId: deps.ids.next(), scope: laneScope(provider), action: "lane", approvalId: null, lane: event } as const;
  try {
    await deps.ledger.append({ controls: [{ ...row, at: Math.round(deps.clock.now()) }] });
  } catch (error) {
    logger.warn("what became of a lane could not be written down", { provider, kind: event.kind, reason: String(error) });
  }
};

export const providersOf = ({ deps }: Core, route: Route): readonly Provider[] => {
  const { channel, service, practice } = readRoute(route);
  const providers = deps.providers.providersFor(channel, practice);
  return providers.filter(({ pushService }) => pushService === undefined || pushService === service);
};

/** Whether an account may carry a message: its rules do not forbid the address, and it has not said that it cannot write to it. */
export const mayCarry = ({ deps }: Core, provider: Provider, { intent, state }: BookEntry): boolean => {
  if (state.kind !== "queued") return true;
  const step = intent.plan[state.planIndex];
  return !state.notBy.includes(provider.id) && (step === undefined || deps.providers.mayWriteTo(provider, step.address));
};

/** Practice providers have no network to lose. */
export const isOffline = ({ deps, quietUntil }: Core, practice: boolean): boolean =>
  !practice && (!deps.connectivity.online() || deps.clock.monotonic() < quietUntil);

const knownSkewMs = ({ deps }: Core): number | null => deps.clockSkewMs?.() ?? null;

/** How far the wall clock has moved without the steady one since they were last compared, milliseconds. */
export const clockJumpMsOf = ({ clockOffsetMs, deps: { clock } }: Core): number => clock.now() - clock.monotonic() - clockOffsetMs;

/** It jumped lately, or just now, and nobody has said yet whether it is right. */
export const clockIsDoubted = (core: Core): boolean =>
  // A jump that nobody has looked at yet may have been a sleep, and then what is known of the time is worth nothing.
  Math.abs(clockJumpMsOf(core)) > core.limits.clockSkewMsMax ||
  (knownSkewMs(core) === null && core.deps.clock.monotonic() < core.doubtClockUntil);

/** Neither doubted nor known to be wrong. */
export const clockIsTrusted = (core: Core): boolean =>
  !clockIsDoubted(core) && Math.abs(knownSkewMs(core) ?? 0) <= core.limits.clockSkewMsMax;

export const planWorldOf = (core: Core): PlanWorld => ({
  now: core.deps.clock.now(),
  clockIsTrusted: clockIsTrusted(core),
  clockIsDoubted: clockIsDoubted(core),
  controls: core.controls,
  limits: core.limits,
  providersFor: (route) => providersOf(core, route),
  mayWriteTo: core.deps.providers.mayWriteTo,
  looksOf: (attemptId) => core.looks.get(attemptId) ?? { count: 0, lastAt: 0 },
  isBarred: (messageId) => core.barred.has(messageId),
});

/** Runs `task` so that `stop` waits for it; a throw inside is a bug, logged and contained. */
export const runWork = (core: Core, task: () => Promise<void>): void => {
  const running: Promise<void> = task()
    .catch((error: unknown) => core.logger.error("a step of the dispatcher failed", { reason: String(error) }))
    .finally(() => core.work.delete(running));
  core.work.add(running);
};

export const freshFactId = ({ deps }: Core): string => deps.ids.next();

export const stampOf = (core: Core): { factId: string; now: number } => ({ factId: freshFactId(core), now: core.deps.clock.now() });

/** Writes facts about messages, which are busy meanwhile, and places them again. */
export const recordFacts = (core: Core, facts: readonly Fact[], place: (messageId: string) => void): void => {
  if (facts.length === 0) return;
  for (const fact of facts) core.busy.add(fact.messageId);
  runWork(core, async () => {
    await core.journal.keep(facts);
    for (const fact of facts) {
      core.busy.delete(fact.messageId);
      place(fact.messageId);
    }
    core.poke();
  });
};
