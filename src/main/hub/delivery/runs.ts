import type { Run } from "#shared/api/campaigns.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import type { BookChange, MessageBook } from "#hub/ledger/index.ts";
import { liveValue } from "#hub/live/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { UsherError } from "#shared/problem.ts";
import { acceptRate, type AcceptRate } from "./accept-rate.ts";
import { messageOf, type WaitingOf } from "./message-of.ts";
import { runView } from "./run-view.ts";
import { emptyTally, type Tallies } from "./tallies.ts";
import { messageSentence } from "./words.ts";

export interface RunsDeps {
  readonly collections: Pick<StoreCollections, "campaigns" | "guests" | "weddings">;
  readonly book: MessageBook;
  readonly tallies: Tallies;
  /** Resolves once the tallies have seen everything: before, no sum could close. */
  readonly counted: Promise<void>;
  readonly waitingOf: WaitingOf;
  /** Whether this campaign, or everything, is paused. */
  readonly isPaused: (campaignId: string) => boolean;
  /** After anything about waiting, lanes or pauses has changed. */
  readonly onDispatcher: (listener: () => void) => () => void;
  readonly clock: Clock;
}

export interface Runs {
  run(campaignId: string, signal?: AbortSignal): AsyncGenerator<Run, void, void>;
  read(campaignId: string): Promise<Run>;
  stop(): void;
}

/** The newest changes that a run screen lists. */
const streamMax = 50;
/** Forecast and sparkline move on even while nothing happens. */
const tickMs = 1_000;

interface Pace {
  readonly rate: AcceptRate;
  readonly stream: BookChange["after"][];
}

/** What the run screens show: counts from the tallies, pace and news from the changes of the book. */
export const createRuns = (deps: RunsDeps): Runs => {
  const { book, clock, collections, tallies } = deps;
  const paces = new Map<string, Pace>();
  const paceOf = (campaignId: string): Pace => {
    const known = paces.get(campaignId) ?? { rate: acceptRate(), stream: [] };
    paces.set(campaignId, known);
    return known;
  };
  const unsubscribe = book.onChange((changes) => {
    for (const { before, after } of changes) {
      const pace = paceOf(after.intent.campaignId);
      if (after.state.kind === "accepted" && before?.state.kind !== "accepted") pace.rate.add(clock.monotonic(), 1);
      if (before === undefined && after.state.kind === "queued") continue;
      pace.stream.unshift(after);
      if (pace.stream.length > streamMax) pace.stream.length = streamMax;
    }
  });

  const read = async (campaignId: string): Promise<Run> => {
    await deps.counted;
    const document = await collections.campaigns.findOne(campaignId).exec();
    if (document === null) {
      throw new UsherError({
        code: "campaign-unknown",
        sentence: "This message does not exist any more.",
        nextStep: "Choose another one from the list.",
      });
    }
    const campaign = document.toMutableJSON() as Campaign;
    const wedding = await collections.weddings.findOne(campaign.weddingId).exec();
    const zone = wedding?.zone ?? "UTC";
    const pace = paceOf(campaignId);
    const now = clock.now();
    const entries = [...book.entries()].filter(
      ({ intent }) => intent.campaignId === campaignId && intent.revision === campaign.approvedRevision,
    );
    return runView({
      campaign,
      tally: tallies.of(campaign) ?? emptyTally,
      entries,
      paused: deps.isPaused(campaignId),
      perSecond: pace.rate.perSecond(clock.monotonic()),
      sparkline: pace.rate.lastMinute(clock.monotonic()),
      waitingOf: deps.waitingOf,
      zone,
      now,
      stream: await streamOf(pace, zone, now),
    });
  };

  const streamOf = async ({ stream }: Pace, zone: string, now: number): Promise<Run["stream"]> => {
    const guests = await collections.guests.findByIds([...new Set(stream.map((entry) => entry.intent.guestId))]).exec();
    const news = stream.map((entry) => {
      const message = messageOf(entry, deps.waitingOf);
      const guest = guests.get(message.guestId);
      return {
        messageId: message.id,
        guestName: guest === undefined ? "" : `${guest.givenName} ${guest.familyName}`.trim(),
        at: message.updatedAt,
        state: message.delivery ?? message.state,
        sentence: messageSentence(message, zone, now),
      };
    });
    return news.toSorted((a, b) => b.at - a.at);
  };

  return {
    read,
    run: (campaignId, signal) =>
      liveValue({ read: () => read(campaignId), subscribe: (changed) => subscribeRun(deps, campaignId, changed) }, clock, signal),
    stop: unsubscribe,
  };
};

const subscribeRun = (deps: RunsDeps, campaignId: string, changed: () => void): (() => void) => {
  const subscription = deps.collections.campaigns.$.subscribe((event) => {
    if (event.documentId === campaignId) changed();
  });
  let cancelTick = (): void => undefined;
  const tick = (): void => {
    cancelTick = deps.clock.setTimer(tickMs, () => {
      changed();
      tick();
    });
  };
  tick();
  const unsubscribes = [
    deps.tallies.onChange((ids) => {
      if (ids.has(campaignId)) changed();
    }),
    deps.onDispatcher(changed),
  ];
  return () => {
    subscription.unsubscribe();
    cancelTick();
    for (const unsubscribe of unsubscribes) unsubscribe();
  };
};
