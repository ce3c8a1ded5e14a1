import type { Priority } from "#shared/message/ledger-rows.ts";
import { quietZonesOf } from "#shared/message/quiet-zones.ts";
import { providerWords } from "#shared/message/provider-words.ts";
import { isKnownZone, type DailyHours } from "#shared/time/zoned.ts";
import {
  forecast,
  leftAt,
  slowest,
  sustainedPerSecond,
  type Forecast,
  type LaneOutlook,
  type Metrics,
  type WaitingPart,
} from "#hub/delivery/index.ts";
import type { PlannedSend } from "#hub/campaigns/index.ts";
import type { Dispatcher, LaneState, ProviderSource } from "#hub/dispatcher/index.ts";
import { priorities, readRoute, routeOf, type Route } from "#hub/dispatcher/ready-line.ts";
import type { BookEntry, MessageBook } from "#hub/ledger/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import { createLaneRates, isInTrouble, rhythmMsMax } from "./lane-rates.ts";

export interface OutlookDeps {
  readonly book: Pick<MessageBook, "entries">;
  readonly dispatcher: Pick<Dispatcher, "laneStates" | "waitingOf">;
  readonly providers: Pick<ProviderSource, "providersFor">;
  readonly metrics: Pick<Metrics, "lane" | "onCall">;
  readonly quietHours: (practice: boolean) => DailyHours | null;
  readonly clock: Clock;
}

export interface PlannedOutlook {
  readonly forecast: Forecast;
  /** Messages that will not have left before they expire. */
  readonly tooLate: number;
}

/** When a campaign will be done, by what the lanes were seen to do and by all that waits for them. */
export interface Outlook {
  /** Null while a person or the network holds it back. What is asked again within five seconds gets the same answer. */
  of(campaign: { readonly id: string; readonly priority: Priority }): Forecast | null;
  /** What would become of a send if it were approved now, behind all that goes first. */
  ofPlanned(send: PlannedSend): PlannedOutlook;
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
  const ofPlanned = (send: PlannedSend): PlannedOutlook => {
    const now = clock.now();
    const before = waitingBefore(deps, send.priority);
    const answers = [...plannedLines(send, deps.quietHours(send.practice))].map(([route, own]) => {
      const ahead = [...(before.get(route)?.values() ?? [])];
      const question = { now, parts: [...ahead, ...own], lanes: lanesOf(route) };
      const late = leftAt(question, send.expiresAt).slice(ahead.length);
      return { forecast: forecast(question), tooLate: late.reduce((sum, count) => sum + count, 0) };
    });
    return {
      forecast: slowest(answers.map((answer) => answer.forecast)),
      tooLate: answers.reduce((sum, { tooLate }) => sum + tooLate, 0),
    };
  };
  return {
    ofPlanned,
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

const opensAtOf = (lane: LaneState, now: number): number | null => {
  const { condition } = lane;
  if (condition.kind === "broken") return null;
  return condition.kind === "resting" && (isInTrouble(lane) || condition.until - now > rhythmMsMax) ? condition.until : now;
};

type Held = "held-back";
/** What waits, by route and then by condition. */
type Lines = Map<Route, Map<string, WaitingPart>>;

/** What has to leave before the campaign is done: others' messages that go first, then its own. Null: held back. */
const linesOf = (deps: OutlookDeps, campaign: { readonly id: string; readonly priority: Priority }): Map<Route, WaitingPart[]> | null => {
  const own: Lines = new Map();
  for (const entry of deps.book.entries()) {
    if (entry.intent.campaignId !== campaign.id || entry.state.kind !== "queued") continue;
    const from = notBeforeOf(entry, deps.dispatcher, deps.clock.now());
    if (from === "held-back") return null;
    addEntry(own, entry, from, deps.quietHours(entry.intent.practice));
  }
  const others = waitingBefore(deps, campaign.priority, campaign.id);
  return new Map([...own].map(([route, parts]) => [route, [...(others.get(route)?.values() ?? []), ...parts.values()]]));
};

/** What is approved and leaves first: as urgent or more, and not held back. */
const waitingBefore = ({ book, dispatcher, quietHours, clock }: OutlookDeps, priority: Priority, exceptCampaignId?: string): Lines => {
  const lines: Lines = new Map();
  const urgency = priorities.indexOf(priority);
  for (const entry of book.entries()) {
    const { campaignId, practice } = entry.intent;
    if (entry.state.kind !== "queued" || campaignId === exceptCampaignId || priorities.indexOf(entry.intent.priority) > urgency) continue;
    const from = notBeforeOf(entry, dispatcher, clock.now());
    if (from !== "held-back") addEntry(lines, entry, from, quietHours(practice));
  }
  return lines;
};

const plannedLines = ({ messages, practice, startsAt }: PlannedSend, daily: DailyHours | null): Map<Route, WaitingPart[]> => {
  const lines: Lines = new Map();
  for (const { step, quietZones, parts } of messages) {
    addPart(lines, routeOf(step, practice), { notBefore: startsAt, zones: quietZones, daily, partsEach: parts });
  }
  return new Map([...lines].map(([route, parts]) => [route, [...parts.values()]]));
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

const addEntry = (lines: Lines, { intent, state }: BookEntry, notBefore: number, daily: DailyHours | null): void => {
  const step = state.kind === "queued" ? intent.plan[state.planIndex] : undefined;
  if (step === undefined) return;
  addPart(lines, routeOf(step, intent.practice), { notBefore, zones: quietZonesOf(intent), daily, partsEach: 1 });
};

interface NewPart extends Pick<WaitingPart, "notBefore" | "partsEach"> {
  readonly zones: readonly string[];
  readonly daily: DailyHours | null;
}

const addPart = (lines: Lines, route: Route, { notBefore, zones, daily, partsEach }: NewPart): void => {
  // A zone that nobody knows ends its message at the gate.
  if (!zones.every(isKnownZone)) return;
  const line = lines.get(route) ?? new Map<string, WaitingPart>();
  lines.set(route, line);
  const key = `${notBefore} ${partsEach} ${zones.join(" ")}`;
  const known = line.get(key);
  line.set(key, { partsEach, notBefore, hours: daily === null ? null : { zones, daily }, count: (known?.count ?? 0) + 1 });
};
