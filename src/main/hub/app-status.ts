import type { AppStatus, LaneStatus } from "#shared/api/app.ts";
import { providerKindOf, type ProviderId, type ProviderKind } from "#shared/message/ledger-rows.ts";
import type { SendingStart } from "./begin-sending.ts";
import { acceptRate, type AcceptRate } from "./delivery/accept-rate.ts";
import type { Tallies } from "./delivery/index.ts";
import type { Dispatcher, LaneState, ProviderSource } from "./dispatcher/index.ts";
import type { BookEntry, MessageBook } from "./ledger/index.ts";
import { liveValue } from "./live/index.ts";
import type { Clock, Connectivity } from "./ports/index.ts";
import type { StoreCollections } from "./store/index.ts";

export interface AppStatusDeps {
  readonly collections: Pick<StoreCollections, "campaigns">;
  readonly book: MessageBook;
  readonly tallies: Tallies;
  readonly dispatcher: Dispatcher;
  readonly providers: ProviderSource;
  readonly connectivity: Connectivity;
  readonly sending: Pick<SendingStart, "problem" | "onProblem">;
  readonly clock: Clock;
}

/** What the frame of every screen shows: network, lanes, what is running, what needs a person. */
export interface AppStatusSource {
  live(signal?: AbortSignal): AsyncGenerator<AppStatus, void, void>;
  /** The same in two numbers, at once: for tray and quit. */
  summary(): { readonly sending: number; readonly heldCount: number };
  onChange(listener: () => void): () => void;
  stop(): void;
}

/** Seconds over which a lane's pace is shown: long enough to be calm, short enough to notice a stall. */
const paceSeconds = 10;
/** Paces fade even when nothing happens. */
const tickMs = 1_000;

export const createAppStatus = (deps: AppStatusDeps): AppStatusSource => {
  const { book, clock, dispatcher, connectivity, sending } = deps;
  const open = createOpenMessages(book);
  const paces = new Map<ProviderId, AcceptRate>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const unsubscribes = [
    book.onChange((changes) => {
      for (const { before, after } of changes) {
        open.see(after);
        const provider = after.attempts.at(-1)?.provider;
        if (provider === undefined || after.state.kind !== "accepted" || before?.state.kind === "accepted") continue;
        const pace = paces.get(provider) ?? acceptRate();
        paces.set(provider, pace);
        pace.add(clock.monotonic(), 1);
      }
      tell();
    }),
    dispatcher.onChange(tell),
    connectivity.subscribe(tell),
    sending.onProblem(tell),
  ];
  const perSecond = (provider: ProviderId): number => {
    const recent = paces.get(provider)?.lastMinute(clock.monotonic()).slice(-paceSeconds) ?? [];
    return recent.reduce((sum, count) => sum + count, 0) / paceSeconds;
  };
  const read = async (): Promise<AppStatus> => ({
    online: connectivity.online(),
    sendingPaused: dispatcher.isPaused("all"),
    pausedWeddings: [...dispatcher.pausedWeddings()],
    sendingProblem: sending.problem(),
    lanes: [...dispatcher.laneStates().map((lane) => laneStatus(lane, perSecond(lane.provider))), ...lanesOff(deps.providers)],
    heldCount: open.held.size,
    running: await running(deps, open.byCampaign),
  });
  return {
    summary: () => ({
      sending: [...open.byCampaign.values()].reduce((sum, { ids }) => sum + ids.size, 0),
      heldCount: open.held.size,
    }),
    live: (signal) => liveValue({ read, subscribe: (changed) => subscribeWithTick(listeners, clock, changed) }, clock, signal),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      listeners.clear();
    },
  };
};

const subscribeWithTick = (listeners: Set<() => void>, clock: Clock, changed: () => void): (() => void) => {
  let cancel = (): void => undefined;
  const tick = (): void => {
    cancel = clock.setTimer(tickMs, () => {
      changed();
      tick();
    });
  };
  tick();
  listeners.add(changed);
  return () => {
    cancel();
    listeners.delete(changed);
  };
};

interface OpenMessages {
  see(entry: BookEntry): void;
  readonly held: ReadonlySet<string>;
  readonly byCampaign: ReadonlyMap<string, { readonly weddingId: string; readonly ids: ReadonlySet<string> }>;
}

const onTheWay: ReadonlySet<string> = new Set(["queued", "started", "unknown"]);

/** Which messages are held, and which of each campaign are still on their way. */
const createOpenMessages = (book: MessageBook): OpenMessages => {
  const held = new Set<string>();
  const byCampaign = new Map<string, { weddingId: string; ids: Set<string> }>();
  const see = ({ intent, state }: BookEntry): void => {
    if (state.kind === "held") held.add(intent.messageId);
    else held.delete(intent.messageId);
    const campaign = byCampaign.get(intent.campaignId) ?? { weddingId: intent.weddingId, ids: new Set<string>() };
    if (onTheWay.has(state.kind)) campaign.ids.add(intent.messageId);
    else campaign.ids.delete(intent.messageId);
    if (campaign.ids.size > 0) byCampaign.set(intent.campaignId, campaign);
    else byCampaign.delete(intent.campaignId);
  };
  for (const entry of book.entries()) see(entry);
  return { see, held, byCampaign };
};

const running = async (
  { collections, tallies, dispatcher }: AppStatusDeps,
  byCampaign: OpenMessages["byCampaign"],
): Promise<AppStatus["running"]> => {
  const campaigns = await collections.campaigns.findByIds([...byCampaign.keys()]).exec();
  return [...byCampaign].flatMap(([campaignId, { weddingId, ids }]) => {
    const campaign = campaigns.get(campaignId)?.toMutableJSON();
    if (campaign === undefined) return [];
    const total = tallies.of(campaign)?.approved ?? ids.size;
    return [
      { weddingId, campaignId, name: campaign.name, done: Math.max(0, total - ids.size), total, isLate: dispatcher.isLate(campaignId) },
    ];
  });
};

const laneStatus = ({ provider, condition }: LaneState, perSecond: number): LaneStatus => ({
  provider,
  channel: channelOf(provider),
  health:
    condition.kind === "running" || condition.kind === "probing"
      ? "ok"
      : condition.kind === "broken"
        ? "broken"
        : condition.code === "rate-limited"
          ? "slow"
          : "resting",
  perSecond,
  until: condition.kind === "resting" ? condition.until : null,
  problem: condition.kind === "broken" ? condition.problem : null,
});

const channels: Readonly<Partial<Record<ProviderKind, LaneStatus["channel"]>>> = {
  "practice-sms": "sms",
  "practice-push": "push",
  twilio: "sms",
  fcm: "push",
  apns: "push",
};

const channelOf = (provider: ProviderId): LaneStatus["channel"] => channels[providerKindOf(provider)] ?? "email";

/** Channels in which nothing is connected, by their usual provider: somebody else's being off is no news. */
const lanesOff = (providers: ProviderSource): LaneStatus[] =>
  (["resend", "twilio"] as const)
    .filter((provider) => providers.providersFor(channelOf(provider), false).length === 0)
    .map((provider) => ({ provider, channel: channelOf(provider), health: "off", perSecond: 0, until: null, problem: null }));
