import { emptyTally, type Run } from "#shared/api/campaigns.ts";
import type { RunReport } from "#shared/api/run-report.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import type { BookEntry, MessageBook } from "#hub/ledger/index.ts";
import { liveValue } from "#hub/live/index.ts";
import { UsherError } from "#shared/problem.ts";
import { acceptRate, type AcceptRate } from "./accept-rate.ts";
import type { Forecast } from "./forecast.ts";
import { messageOf } from "./message-of.ts";
import { createRunNews } from "./run-news.ts";
import { runReportOf, type RunReportDeps } from "./run-report.ts";
import { runView } from "./run-view.ts";
import type { Tallies } from "./tallies.ts";
import { messageSentence } from "./words.ts";

export interface RunsDeps extends RunReportDeps {
  readonly book: MessageBook;
  readonly tallies: Tallies;
  /** Resolves once the tallies have seen everything: before, no sum could close. */
  readonly counted: Promise<void>;
  readonly forecastOf: (campaign: Campaign) => Forecast | null;
  /** Whether this campaign, or everything, is paused. */
  readonly isPaused: (campaign: Pick<Campaign, "id" | "weddingId">) => boolean;
  /** After anything about waiting, lanes or pauses has changed. */
  readonly onDispatcher: (listener: () => void) => () => void;
}

export interface Runs {
  run(campaignId: string, signal?: AbortSignal): AsyncGenerator<Run, void, void>;
  read(campaignId: string): Promise<Run>;
  report(campaignId: string): Promise<RunReport>;
  stop(): void;
}

/** Forecast and sparkline move on even while nothing happens. */
const tickMs = 1_000;

/** What the run screens show: counts from the tallies, pace and news from the changes of the book. */
export const createRuns = (deps: RunsDeps): Runs => {
  const { book, clock, collections, tallies } = deps;
  const rates = new Map<string, AcceptRate>();
  const rateOf = (campaignId: string): AcceptRate => {
    const known = rates.get(campaignId) ?? acceptRate();
    rates.set(campaignId, known);
    return known;
  };
  const news = createRunNews(book, collections);
  const unsubscribe = book.onChange((changes) => {
    for (const { before, after } of changes) {
      if (before !== undefined && isNewlyAccepted(before, after)) rateOf(after.intent.campaignId).add(clock.monotonic(), 1);
      // An approval is no news, ten thousand of them.
      if (before !== undefined || after.state.kind !== "queued") news.see(after);
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
    const rate = rateOf(campaignId);
    const now = clock.now();
    return runView({
      campaign,
      tally: tallies.of(campaign) ?? emptyTally,
      queued: tallies.queuedOf(campaign),
      problems: tallies.problemsOf(campaign),
      paused: deps.isPaused(campaign),
      perSecond: rate.perSecond(clock.monotonic()),
      forecast: deps.forecastOf(campaign),
      sparkline: rate.lastMinute(clock.monotonic()),
      waitingOf: deps.waitingOf,
      zone,
      now,
      stream: await streamOf(campaignId, zone, now),
    });
  };

  const streamOf = async (campaignId: string, zone: string, now: number): Promise<Run["stream"]> => {
    const newestFirst = await news.of(campaignId);
    const guests = await collections.guests.findByIds([...new Set(newestFirst.map((entry) => entry.intent.guestId))]).exec();
    return newestFirst
      .map((entry) => {
        const message = messageOf(entry, deps.waitingOf);
        const guest = guests.get(message.guestId);
        return {
          messageId: message.id,
          guestName: guest === undefined ? "" : `${guest.givenName} ${guest.familyName}`.trim(),
          at: message.updatedAt,
          state: message.delivery ?? message.state,
          sentence: messageSentence(message, zone, now),
        };
      })
      .toSorted((a, b) => b.at - a.at);
  };
  return {
    read,
    report: (campaignId) => runReportOf(deps, campaignId),
    run: (campaignId, signal) =>
      liveValue({ read: () => read(campaignId), subscribe: (changed) => subscribeRun(deps, campaignId, changed) }, clock, signal),
    stop: unsubscribe,
  };
};

const isNewlyAccepted = (before: BookEntry, after: BookEntry): boolean =>
  after.state.kind === "accepted" && before.state.kind !== "accepted";

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
