import type { Priority, ProviderId } from "#shared/message/ledger-rows.ts";
import { providerWords } from "#shared/message/provider-words.ts";
import { isKnownZone, type DailyHours } from "#shared/time/zoned.ts";
import {
  createServiceRate,
  forecast,
  slowest,
  sustainedPerSecond,
  type Forecast,
  type LaneOutlook,
  type Metrics,
  type ServiceRate,
  type WaitingPart,
} from "#hub/delivery/index.ts";
import type { Dispatcher, LaneState, ProviderSource } from "#hub/dispatcher/index.ts";
import { limitFor } from "#hub/dispatcher/quotas.ts";
import { priorities, readRoute, routeOf, type Route } from "#hub/dispatcher/ready-line.ts";
import type { BookEntry, MessageBook } from "#hub/ledger/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { Provider } from "#hub/providers/contract.ts";

export interface OutlookDeps {
  readonly book: Pick<MessageBook, "entries">;
  readonly dispatcher: Pick<Dispatcher, "laneStates" | "waitingOf">;
  readonly providers: Pick<ProviderSource, "providersFor">;
  readonly metrics: Pick<Metrics, "lane" | "onCall">;
  readonly quietHours: (practice: boolean) => DailyHours | null;
  readonly clock: Clock;
}

/** When a campaign will be done, by what the lanes were seen to do and by all that waits for them. */
export interface Outlook {
  /** Null while a person or the network holds it back. What is asked again within five seconds gets the same answer. */
  of(campaign: { readonly id: string; readonly priority: Priority }): Forecast | null;
  /** What is known of the lanes of a route; also before anything was sent by them. */
  lanesOf(route: Route): LaneOutlook[];
  stop(): void;
}

/** A forecast whose words change more often is hard to read (ux.md 3.8). */
const freshMs = 5_000;
/** A rest of this length is part of a lane's rhythm and so of its rate; a longer one is an event, and waited for. */
const rhythmMsMax = 30_000;
/** Times of waiting are taken this wide, so that ten thousand back-offs are a few parts. */
const timeStepMs = 10_000;
/** How often it is looked whether the lanes have work. */
const lookEveryMs = 1_000;

export const createOutlook = (deps: OutlookDeps): Outlook => {
  const { book, dispatcher, metrics, clock } = deps;
  const rates = new Map<ProviderId, ServiceRate>();
  const answers = new Map<string, { readonly at: number; readonly answer: Forecast | null }>();
  const rateOf = (provider: ProviderId): ServiceRate => {
    const known = rates.get(provider) ?? createServiceRate();
    rates.set(provider, known);
    return known;
  };
  /** When a lane ended its last call; while calls end it has work. */
  const endedAt = new Map<ProviderId, number>();
  const unsubscribe = metrics.onCall((provider, { result }) => {
    const at = clock.monotonic();
    endedAt.set(provider, at);
    rateOf(provider).busy(at, true);
    if (result === "accepted" || result === "rejected") rateOf(provider).took(at, 1);
  });
  const look = (): void => {
    const at = clock.monotonic();
    for (const lane of dispatcher.laneStates()) {
      if (isIdle(lane, at - (endedAt.get(lane.provider) ?? -Infinity), clock.now())) rateOf(lane.provider).busy(at, false);
    }
  };
  let cancel = (): void => undefined;
  const arm = (): void => {
    cancel = clock.setTimer(lookEveryMs, () => {
      look();
      arm();
    });
  };
  arm();

  const outlookOf = (state: LaneState, provider: Provider): LaneOutlook => ({
    title: capital(providerWords(state.provider)),
    perSecond: sustainedPerSecond({
      ...state,
      latencyMs: metrics.lane(state.provider).tenMinutes.p50Ms,
      measured: rateOf(state.provider).perSecond(clock.monotonic()),
    }),
    opensAt: opensAtOf(state, clock.now()),
    quotas: state.quotas.flatMap((quota) => {
      const stated = provider.quotas?.find(({ id }) => id === quota.id);
      return stated === undefined ? [] : [{ ...quota, window: stated.window, limit: limitFor(stated, "bulk") }];
    }),
  });
  const lanesOf = (route: Route): LaneOutlook[] => {
    const { channel, service, practice } = readRoute(route);
    const states = dispatcher.laneStates();
    return deps.providers
      .providersFor(channel, practice)
      .filter(({ pushService }) => pushService === undefined || pushService === service)
      .flatMap((provider) => {
        const state = states.find((one) => one.provider === provider.id);
        return state === undefined ? [] : [outlookOf(state, provider)];
      });
  };
  const ask = (campaign: { readonly id: string; readonly priority: Priority }): Forecast | null => {
    const lines = linesOf(deps, campaign);
    if (lines === null) return null;
    const now = clock.now();
    return slowest([...lines].map(([route, parts]) => forecast({ now, parts, lanes: lanesOf(route) })));
  };
  return {
    lanesOf,
    of: (campaign) => {
      const known = answers.get(campaign.id);
      const at = clock.monotonic();
      if (known !== undefined && at - known.at < freshMs) return known.answer;
      const answer = ask(campaign);
      answers.set(campaign.id, { at, answer });
      return answer;
    },
    stop: () => {
      unsubscribe();
      cancel();
    },
  };
};

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const isIdle = ({ condition, inFlight, perSecondMax }: LaneState, silentMs: number, now: number): boolean => {
  if (condition.kind === "broken") return true;
  if (condition.kind === "resting") return condition.until - now > rhythmMsMax;
  // Between two messages of a slow lane there is silence, too.
  return inFlight === 0 && silentMs > Math.max(2 * lookEveryMs, perSecondMax > 0 ? 2_000 / perSecondMax : 0);
};

const opensAtOf = ({ condition }: LaneState, now: number): number | null => {
  if (condition.kind === "broken") return null;
  return condition.kind === "resting" && condition.until - now > rhythmMsMax ? condition.until : now;
};

type Held = "held-back";

/** What has to leave before the campaign is done: others' messages that go first, then its own. Null: held back. */
const linesOf = (
  { book, dispatcher, quietHours, clock }: OutlookDeps,
  campaign: { readonly id: string; readonly priority: Priority },
): Map<Route, WaitingPart[]> | null => {
  const others = new Map<Route, Map<string, WaitingPart>>();
  const own = new Map<Route, Map<string, WaitingPart>>();
  const urgency = priorities.indexOf(campaign.priority);
  for (const entry of book.entries()) {
    const isOwn = entry.intent.campaignId === campaign.id;
    if (entry.state.kind !== "queued" || (!isOwn && priorities.indexOf(entry.intent.priority) > urgency)) continue;
    const from = notBeforeOf(entry, dispatcher, clock.now());
    if (from === "held-back") {
      if (isOwn) return null;
      continue;
    }
    addPart(isOwn ? own : others, entry, from, quietHours(entry.intent.practice));
  }
  return new Map([...own].map(([route, parts]) => [route, [...(others.get(route)?.values() ?? []), ...parts.values()]]));
};

const notBeforeOf = ({ intent }: BookEntry, dispatcher: OutlookDeps["dispatcher"], now: number): number | Held => {
  const waiting = dispatcher.waitingOf(intent.messageId);
  switch (waiting?.reason) {
    case "paused":
    case "late":
    case "budget":
    case "clock":
    case "offline":
      return "held-back";
    case "hold":
    case "schedule":
    case "backoff":
      return Math.ceil((waiting.until ?? now) / timeStepMs) * timeStepMs;
    default:
      return now;
  }
};

const addPart = (lines: Map<Route, Map<string, WaitingPart>>, entry: BookEntry, notBefore: number, daily: DailyHours | null): void => {
  const { intent, state } = entry;
  const step = state.kind === "queued" ? intent.plan[state.planIndex] : undefined;
  // A zone that nobody knows ends its message at the gate.
  if (step === undefined || !isKnownZone(intent.quietZone)) return;
  const route = routeOf(step, intent.practice);
  const line = lines.get(route) ?? new Map<string, WaitingPart>();
  lines.set(route, line);
  const key = `${notBefore} ${intent.quietZone}`;
  const known = line.get(key);
  const hours = daily === null ? null : { zone: intent.quietZone, daily };
  line.set(key, { partsEach: 1, notBefore, hours, count: (known?.count ?? 0) + 1 });
};
