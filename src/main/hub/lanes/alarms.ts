import type { ProviderId } from "#shared/message/ledger-rows.ts";
import { providerWords } from "#shared/message/provider-words.ts";
import type { Problem } from "#shared/problem.ts";
import type { Metrics } from "#hub/delivery/index.ts";
import type { Dispatcher, LaneState, ProviderSource } from "#hub/dispatcher/index.ts";
import { readRoute, type Route } from "#hub/dispatcher/ready-line.ts";
import type { Clock, Logger, Notifier } from "#hub/ports/index.ts";
import type { LaneQueues, RouteQueue } from "./queues.ts";
import { patienceMs, watchOn, type WatchMemory } from "./watch.ts";

export interface LaneAlarmsDeps {
  readonly queues: LaneQueues;
  readonly dispatcher: Pick<Dispatcher, "laneStates">;
  readonly providers: Pick<ProviderSource, "providersFor">;
  readonly metrics: Pick<Metrics, "settled">;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Raises an alarm for a lane with messages due and no progress for a minute, and ends it by itself. A broken lane is none of its
 * business: that is shown with its own remedy.
 */
export interface LaneAlarms {
  /** Why this lane is stuck, or null. */
  problemOf(provider: ProviderId): Problem | null;
  onChange(listener: () => void): () => void;
  start(): void;
  stop(): Promise<void>;
}

/** Often enough that an alarm is seconds late at the most. */
const lookEveryMs = 5_000;

interface Watched {
  readonly memory: WatchMemory;
  readonly alarm: { readonly provider: ProviderId; readonly problem: Problem } | null;
}

export const createLaneAlarms = (deps: LaneAlarmsDeps): LaneAlarms => {
  const { clock, logger } = deps;
  const watched = new Map<Route, Watched>();
  const listeners = new Set<() => void>();
  const life = { stopped: false };
  let cancelTimer: (() => void) | undefined;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const queues = await deps.queues.look();
    const before = alarmsOf(watched);
    for (const route of new Set([...watched.keys(), ...queues.keys()])) watchRoute(deps, watched, route, queues.get(route));
    if (alarmsOf(watched) === before) return;
    logger.warn("The lanes without progress have changed.", { lanes: alarmsOf(watched) });
    for (const listener of listeners) listener();
  };
  const arm = (): void => {
    if (life.stopped) return;
    cancelTimer = clock.setTimer(lookEveryMs, () => {
      looking = look().catch((error: unknown) => logger.error("Looking for stuck lanes failed.", { reason: String(error) }));
      void looking.then(arm);
    });
  };
  return {
    problemOf: (provider) => [...watched.values()].find(({ alarm }) => alarm?.provider === provider)?.alarm?.problem ?? null,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: arm,
    stop: async () => {
      life.stopped = true;
      cancelTimer?.();
      listeners.clear();
      await looking;
    },
  };
};

const alarmsOf = (watched: ReadonlyMap<Route, Watched>): string =>
  [...watched.values()].flatMap(({ alarm }) => alarm?.provider ?? []).join(" ");

const watchRoute = (deps: LaneAlarmsDeps, watched: Map<Route, Watched>, route: Route, queue: RouteQueue | undefined): void => {
  const lanes = lanesOf(deps, route);
  const lane = lanes.find(({ condition }) => condition.kind !== "broken");
  if (lane === undefined || queue === undefined) return void watched.delete(route);
  const known = watched.get(route);
  const { clock, metrics } = deps;
  const memory = watchOn(known?.memory, {
    at: clock.monotonic(),
    settled: lanes.reduce((sum, { provider }) => sum + metrics.settled(provider), 0),
    due: queue.due,
    waitMs: queue.dueAt === null ? null : queue.dueAt - clock.now(),
  });
  const isStuck = memory.idleMs >= patienceMs(lane.perSecondMax);
  const alarm = isStuck ? (known?.alarm ?? { provider: lane.provider, problem: stuck(lane, queue.due) }) : null;
  if (alarm !== null && known?.alarm !== alarm) deps.notifier.notify(noteOf(lane));
  watched.set(route, { memory, alarm });
};

/** The accounts that the messages of a route may leave by, in the order in which they are asked. */
const lanesOf = ({ dispatcher, providers }: LaneAlarmsDeps, route: Route): LaneState[] => {
  const { channel, service, practice } = readRoute(route);
  const own = providers.providersFor(channel, practice).filter(({ pushService }) => pushService === undefined || pushService === service);
  const states = dispatcher.laneStates();
  return own.flatMap(({ id }) => states.find(({ provider }) => provider === id) ?? []);
};

const stuck = ({ provider }: LaneState, due: number): Problem => ({
  code: "lane-stuck",
  sentence: `${capital(providerWords(provider))} has taken no message for over a minute, and ${due === 1 ? "one is" : `${due.toLocaleString("en")} are`} due.`,
  nextStep: "Look at its last errors and test it. Nothing is lost: the messages wait.",
});

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Shows on a locked screen: no names. */
const noteOf = ({ provider }: LaneState) => ({
  title: "Messages are not getting through",
  body: `${capital(providerWords(provider))} has taken none for over a minute.`,
  route: `/lanes/${encodeURIComponent(provider)}`,
});
