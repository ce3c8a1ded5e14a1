import type { Intent } from "#shared/message/ledger-rows.ts";
import type { WaitingReason } from "#shared/message/states.ts";
import type { MessageBook } from "#hub/ledger/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { Dispatcher } from "#hub/dispatcher/index.ts";
import { routeOf, type Route } from "#hub/dispatcher/ready-line.ts";

/** The messages that wait for the lanes of one route. */
export interface RouteQueue {
  readonly waiting: number;
  /** Since when the oldest of them could have left, as far as schedule and hold go; null when none could. */
  readonly oldestAt: number | null;
  /** How many should be leaving now: nothing holds them back but the lanes. */
  readonly due: number;
  /** When the first of those is expected to be tried again, if all wait for a known time; else null. */
  readonly dueAt: number | null;
  readonly byCampaign: ReadonlyMap<string, number>;
}

export interface LaneQueues {
  /** Looks through the open messages, in slices, so that nothing else waits for it. */
  look(): Promise<ReadonlyMap<Route, RouteQueue>>;
}

export interface LaneQueuesDeps {
  readonly book: Pick<MessageBook, "entries">;
  readonly dispatcher: Pick<Dispatcher, "waitingOf">;
  readonly clock: Clock;
}

/** Looked at in one go: about a millisecond. */
const sliceSize = 2_000;
/** What a lane, or what it answered, is the reason for. The others are a person's, the calendar's or the network's. */
const causedByLane: ReadonlySet<WaitingReason> = new Set(["due", "lane-full", "lane-paused", "no-claim", "backoff", "quota"]);

/** Its time has not come. */
const notYetDue: ReadonlySet<WaitingReason> = new Set(["hold", "schedule"]);

interface Growing {
  waiting: number;
  oldestAt: number | null;
  due: number;
  dueAt: number | null;
  /** Some are due without a time to wait for. */
  isDueNow: boolean;
  readonly byCampaign: Map<string, number>;
}

export const createLaneQueues = ({ book, dispatcher, clock }: LaneQueuesDeps): LaneQueues => ({
  look: async () => {
    const queues = new Map<Route, Growing>();
    const now = clock.now();
    let seen = 0;
    for (const { intent, state } of book.entries()) {
      if (++seen % sliceSize === 0) await clock.sleep(0);
      if (state.kind !== "queued") continue;
      const step = intent.plan[state.planIndex];
      if (step === undefined) continue;
      const queue = queueOf(queues, routeOf(step, intent.practice));
      const waiting = dispatcher.waitingOf(intent.messageId);
      count(queue, intent, waiting === null || !notYetDue.has(waiting.reason));
      if (waiting !== null && causedByLane.has(waiting.reason)) countDue(queue, waiting.until, now);
    }
    return new Map([...queues].map(([route, { isDueNow, ...queue }]) => [route, { ...queue, dueAt: isDueNow ? null : queue.dueAt }]));
  },
});

const queueOf = (queues: Map<Route, Growing>, route: Route): Growing => {
  const known = queues.get(route) ?? { waiting: 0, oldestAt: null, due: 0, dueAt: null, isDueNow: false, byCampaign: new Map() };
  queues.set(route, known);
  return known;
};

const count = (queue: Growing, { campaignId, notBefore, approvedAt }: Intent, isDue: boolean): void => {
  queue.waiting += 1;
  queue.byCampaign.set(campaignId, (queue.byCampaign.get(campaignId) ?? 0) + 1);
  if (isDue) queue.oldestAt = Math.min(queue.oldestAt ?? Infinity, Math.max(notBefore, approvedAt));
};

const countDue = (queue: Growing, until: number | null, now: number): void => {
  queue.due += 1;
  if (until === null || until <= now) queue.isDueNow = true;
  else queue.dueAt = Math.min(queue.dueAt ?? Infinity, until);
};
