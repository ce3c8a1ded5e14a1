import type { Priority } from "#shared/message/ledger-rows.ts";
import { providerWords } from "#shared/message/provider-words.ts";
import { isKnownZone, type DailyHours } from "#shared/time/zoned.ts";
import {
  forecast,
  slowest,
  sustainedPerSecond,
  type Forecast,
  type LaneOutlook,
  type Metrics,
  type WaitingPart,
} from "#hub/delivery/index.ts";
import type { Dispatcher, LaneState, ProviderSource } from "#hub/dispatcher/index.ts";
import { priorities, readRoute, routeOf, type Route } from "#hub/dispatcher/ready-line.ts";
import type { BookEntry, MessageBook } from "#hub/ledger/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import { createLaneRates, rhythmMsMax } from "./lane-rates.ts";

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
/** Times of waiting are taken this wide, so that ten thousand back-offs are a few parts. */
const timeStepMs = 10_000;

export const createOutlook = (deps: OutlookDeps): Outlook => {
  const { dispatcher, metrics, clock } = deps;
  const answers = new Map<string, { readonly at: number; readonly answer: Forecast | null }>();
  const rates = createLaneRates(deps);

  const outlookOf = (state: LaneState): LaneOutlook => ({
    title: capital(providerWords(state.provider)),
    perSecond: sustainedPerSecond({
      ...state,
      latencyMs: metrics.lane(state.provider).tenMinutes.p50Ms,
      measured: rates.perSecond(state.provider),
    }),
    opensAt: opensAtOf(state, clock.now()),
    quotas: state.quotas.map((quota) => ({ ...quota, limit: quota.limit - quota.reserved })),
  });
  const lanesOf = (route: Route): LaneOutlook[] => {
    const { channel, service, practice } = readRoute(route);
    const states = dispatcher.laneStates();
    return deps.providers
      .providersFor(channel, practice)
      .filter(({ pushService }) => pushService === undefined || pushService === service)
      .flatMap((provider) => {
        const state = states.find((one) => one.provider === provider.id);
        return state === undefined ? [] : [outlookOf(state)];
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
    stop: rates.stop,
  };
};

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

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
