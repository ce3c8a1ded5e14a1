import type { LaneDetail, LaneStatus, Probe } from "#shared/api/lanes.ts";
import { providerKindOf, type ProviderId } from "#shared/message/ledger-rows.ts";
import type { Metrics } from "#hub/delivery/index.ts";
import type { Dispatcher, LaneState, ProviderSource } from "#hub/dispatcher/index.ts";
import { allRoutes } from "#hub/dispatcher/provider-facts.ts";
import { readRoute, type Route } from "#hub/dispatcher/ready-line.ts";
import { liveValue } from "#hub/live/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import type { LaneAlarms } from "./alarms.ts";
import { laneStatusOf, shownQuota } from "./lane-status.ts";
import type { LaneQueues, RouteQueue } from "./queues.ts";

export interface LaneDetailsDeps {
  readonly collections: Pick<StoreCollections, "campaigns">;
  readonly dispatcher: Pick<Dispatcher, "laneStates" | "onChange">;
  readonly providers: Pick<ProviderSource, "providersFor">;
  readonly queues: LaneQueues;
  readonly metrics: Metrics;
  readonly alarms: Pick<LaneAlarms, "problemOf" | "onChange">;
  readonly probes: { of(provider: ProviderId): Probe; onChange(listener: () => void): () => void };
  /** What the planner calls the account. */
  readonly nameOf: (provider: ProviderId) => string;
  readonly clock: Clock;
}

/** What the screens show of the lanes. It reads the engine and never decides. */
export interface LaneDetails {
  /** Of every account that is connected, in the order in which they are asked. */
  statuses(): LaneStatus[];
  detail(provider: ProviderId, signal?: AbortSignal): AsyncGenerator<LaneDetail | null, void, void>;
  onChange(listener: () => void): () => void;
}

/** Waiting messages are counted anew this often at the most while somebody looks. */
const tickMs = 1_000;
const campaignsShownMax = 20;

export const createLaneDetails = (deps: LaneDetailsDeps): LaneDetails => {
  const { dispatcher, metrics, alarms, probes, clock } = deps;
  const statusOf = (lane: LaneState): LaneStatus => {
    const { provider } = lane;
    const probe = probes.of(provider);
    return laneStatusOf(lane, {
      perSecond: metrics.perSecond(provider),
      stuck: alarms.problemOf(provider),
      isTested: isPractice(provider) || probe.kind !== "none" || metrics.hasCalls(provider),
      isSilent: probe.kind === "unreachable",
    });
  };
  const onChange = (listener: () => void): (() => void) => {
    const unsubscribes = [dispatcher.onChange(listener), alarms.onChange(listener), probes.onChange(listener), metrics.onCall(listener)];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  };
  const read = async (provider: ProviderId): Promise<LaneDetail | null> => {
    const lane = dispatcher.laneStates().find((one) => one.provider === provider);
    if (lane === undefined) return null;
    const figures = metrics.lane(provider);
    const names = await campaignNames(deps);
    const { inFlight, concurrency, perSecondMax, quotas } = lane;
    return {
      status: statusOf(lane),
      name: deps.nameOf(provider),
      practice: isPractice(provider),
      inFlight,
      concurrency,
      perSecondMax,
      tenMinutes: shownFigures(figures.tenMinutes),
      day: shownFigures(figures.day),
      slices: figures.slices.map((slice) => ({ ...slice })),
      quotas: quotas.map(shownQuota),
      queue: shownQueue(await queueOf(deps, provider), names),
      cost: shownCost(figures.cost, names),
      failed: figures.failed.map((one) => ({ ...one })),
      probe: probes.of(provider),
    };
  };
  return {
    statuses: () => dispatcher.laneStates().map(statusOf),
    detail: (provider, signal) =>
      liveValue({ read: () => read(provider), subscribe: (changed) => everySecond(clock, changed) }, clock, signal),
    onChange,
  };
};

const isPractice = (provider: ProviderId): boolean => providerKindOf(provider).startsWith("practice-");

const everySecond = (clock: Clock, changed: () => void): (() => void) => {
  let cancel = (): void => undefined;
  const tick = (): void => {
    cancel = clock.setTimer(tickMs, () => {
      changed();
      tick();
    });
  };
  tick();
  return () => cancel();
};

/** Who waits for this account: the messages of its routes, when it is the one that they are given to. */
const queueOf = async ({ queues, providers, dispatcher }: LaneDetailsDeps, provider: ProviderId): Promise<RouteQueue[]> => {
  const states = dispatcher.laneStates();
  const isBroken = (id: ProviderId): boolean => states.find((one) => one.provider === id)?.condition.kind === "broken";
  const own = allRoutes.filter((route) => {
    const asked = providersOf(providers, route);
    return (asked.find((id) => !isBroken(id)) ?? asked[0]) === provider;
  });
  const all = await queues.look();
  return own.flatMap((route) => all.get(route) ?? []);
};

const providersOf = (providers: LaneDetailsDeps["providers"], route: Route): ProviderId[] => {
  const { channel, service, practice } = readRoute(route);
  const own = providers.providersFor(channel, practice);
  return own.filter(({ pushService }) => pushService === undefined || pushService === service).map(({ id }) => id);
};

type Names = ReadonlyMap<string, { readonly name: string; readonly weddingId: string }>;

const campaignNames = async ({ collections }: LaneDetailsDeps): Promise<Names> => {
  const campaigns = await collections.campaigns.find().exec();
  return new Map(campaigns.map(({ id, name, weddingId }) => [id, { name, weddingId }]));
};

const shownFigures = ({ calls, results, p50Ms, p95Ms, errors }: ReturnType<Metrics["lane"]>["day"]): LaneDetail["day"] => ({
  calls,
  results: { ...results },
  p50Ms,
  p95Ms,
  errors: errors.map((one) => ({ ...one })),
});

const shownQueue = (queues: readonly RouteQueue[], names: Names): LaneDetail["queue"] => {
  const times = queues.flatMap(({ oldestAt }) => oldestAt ?? []);
  return {
    waiting: queues.reduce((sum, { waiting }) => sum + waiting, 0),
    oldestAt: times.length === 0 ? null : Math.min(...times),
    byCampaign: queues
      .flatMap(({ byCampaign }) => [...byCampaign])
      .flatMap(([campaignId, count]) => {
        const campaign = names.get(campaignId);
        return campaign === undefined ? [] : [{ campaignId, count, ...campaign }];
      })
      .toSorted((a, b) => b.count - a.count)
      .slice(0, campaignsShownMax),
  };
};

const shownCost = (cost: ReturnType<Metrics["lane"]>["cost"], names: Names): LaneDetail["cost"] =>
  cost && {
    ...cost,
    byCampaign: cost.byCampaign
      .slice(0, campaignsShownMax)
      .map((one) => ({ ...one, name: names.get(one.campaignId)?.name ?? "A message that was removed" })),
  };
