import type { AppStatus } from "#shared/api/app.ts";
import type { LaneStatus } from "#shared/api/lanes.ts";
import type { SendingStart } from "./begin-sending.ts";
import type { Tallies } from "./delivery/index.ts";
import type { Dispatcher, ProviderSource } from "./dispatcher/index.ts";
import type { LaneDetails } from "./lanes/index.ts";
import type { BookEntry, MessageBook } from "./ledger/index.ts";
import { liveValue } from "./live/index.ts";
import type { Clock, Connectivity } from "./ports/index.ts";
import type { DamagedRows, StoreCollections } from "./store/index.ts";

export interface AppStatusDeps {
  readonly collections: Pick<StoreCollections, "campaigns">;
  readonly book: MessageBook;
  readonly tallies: Tallies;
  readonly dispatcher: Dispatcher;
  readonly lanes: Pick<LaneDetails, "statuses" | "onChange">;
  readonly providers: ProviderSource;
  readonly connectivity: Connectivity;
  readonly sending: Pick<SendingStart, "problem" | "onProblem">;
  readonly damaged: Pick<DamagedRows, "all" | "onChange">;
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

/** Paces fade even when nothing happens. */
const tickMs = 1_000;

export const createAppStatus = (deps: AppStatusDeps): AppStatusSource => {
  const { book, clock, dispatcher, connectivity, sending } = deps;
  const open = createOpenMessages(book);
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const unsubscribes = [
    book.onChange((changes) => {
      for (const { after } of changes) open.see(after);
      tell();
    }),
    deps.lanes.onChange(tell),
    connectivity.subscribe(tell),
    sending.onProblem(tell),
    deps.damaged.onChange(tell),
  ];
  const read = async (): Promise<AppStatus> => ({
    online: connectivity.online(),
    sendingPaused: dispatcher.isPaused("all"),
    stops: [...dispatcher.stops()],
    sendingProblem: sending.problem(),
    lanes: [...deps.lanes.statuses(), ...lanesOff(deps.providers)],
    heldCount: open.held.size,
    damagedRows: deps.damaged.all().length,
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

/** Channels in which nothing is connected, by their usual provider: somebody else's being off is no news. */
const lanesOff = (providers: ProviderSource): LaneStatus[] =>
  usual
    .filter(({ channel }) => providers.providersFor(channel, false).length === 0)
    .map((lane) => ({ ...lane, health: "off", perSecond: 0, until: null, quota: null, problem: null }));

const usual = [
  { provider: "resend", channel: "email" },
  { provider: "twilio", channel: "sms" },
] as const;
