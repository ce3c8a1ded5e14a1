import type { ProviderId } from "#shared/message/ledger-rows.ts";
import { createServiceRate, type Metrics, type ServiceRate } from "#hub/delivery/index.ts";
import { slowDownCode, type Dispatcher, type LaneState } from "#hub/dispatcher/index.ts";
import type { Clock } from "#hub/ports/index.ts";

export interface LaneRatesDeps {
  readonly dispatcher: Pick<Dispatcher, "laneStates">;
  readonly metrics: Pick<Metrics, "onCall">;
  readonly clock: Clock;
}

/** What each lane really takes while it has work; a lane has work while its calls end. */
export interface LaneRates {
  /** Messages a second; null while too little was seen. */
  perSecond(provider: ProviderId): number | null;
  stop(): void;
}

/** A rest of this length is part of a lane's rhythm and so of its rate; a longer one is an event, and waited for. */
export const rhythmMsMax = 30_000;
/** How often it is looked whether the lanes still have work. */
const lookEveryMs = 1_000;

export const createLaneRates = ({ dispatcher, metrics, clock }: LaneRatesDeps): LaneRates => {
  const rates = new Map<ProviderId, ServiceRate>();
  const endedAt = new Map<ProviderId, number>();
  const rateOf = (provider: ProviderId): ServiceRate => {
    const known = rates.get(provider) ?? createServiceRate();
    rates.set(provider, known);
    return known;
  };
  const unsubscribe = metrics.onCall((provider, { result }) => {
    const at = clock.monotonic();
    endedAt.set(provider, at);
    // A single message that goes ahead after trouble says nothing about the pace.
    if (!isInTrouble(dispatcher.laneStates().find((lane) => lane.provider === provider))) rateOf(provider).busy(at, true);
    if (result === "accepted" || result === "rejected") rateOf(provider).took(at, 1);
  });
  let cancel = (): void => undefined;
  const look = (): void => {
    const at = clock.monotonic();
    for (const lane of dispatcher.laneStates()) {
      const silentMs = at - (endedAt.get(lane.provider) ?? Number.NEGATIVE_INFINITY);
      if (isIdle(lane, silentMs, clock.now())) rateOf(lane.provider).busy(at, false);
    }
    cancel = clock.setTimer(lookEveryMs, look);
  };
  cancel = clock.setTimer(lookEveryMs, look);
  return {
    perSecond: (provider) => rateOf(provider).perSecond(clock.monotonic()),
    stop: () => {
      unsubscribe();
      cancel();
    },
  };
};

/** A pause that a working provider asks for is part of its pace; an outage is none, however often it is looked whether it is over. */
export const isInTrouble = (lane: Pick<LaneState, "condition"> | undefined): boolean =>
  lane !== undefined && lane.condition.kind !== "running" && !(lane.condition.kind === "resting" && lane.condition.code === slowDownCode);

const isIdle = (lane: LaneState, silentMs: number, now: number): boolean => {
  const { condition, inFlight, perSecondMax } = lane;
  if (isInTrouble(lane)) return true;
  if (condition.kind === "resting") return condition.until - now > rhythmMsMax;
  // Between two messages of a slow lane there is silence, too.
  return inFlight === 0 && silentMs > Math.max(2 * lookEveryMs, perSecondMax > 0 ? 2_000 / perSecondMax : 0);
};
