import type { Attempt, Fact, ProviderId } from "#shared/message/ledger-rows.ts";
import type { Ledger, LedgerBatch } from "#hub/ledger/index.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";
import { createCharges, type Charge } from "./charges.ts";
import { monthAt } from "./costs.ts";
import { createLaneMemory, type LaneFigures, type LaneMemory } from "./lane-memory.ts";
import { createRolling, type Call, type CallFigures, type Rolling } from "./rolling.ts";

export interface MetricsDeps {
  readonly ledger: Pick<Ledger, "onAppend" | "attemptHistory">;
  /** What the message of this attempt costs by the account's prices; null where nothing costs or no figure is known. */
  readonly chargeOf: (attempt: Attempt) => Charge | null;
  readonly campaignOf: (attempt: Attempt) => string;
  /** IANA zone in which days and months are counted. */
  readonly zone: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What the calls to providers came to: per lane and per campaign, from the rows of the journal as they become durable, and after
 * a restart from the same rows read back. Only answers to calls count; what a provider states later is about delivery.
 */
export interface Metrics {
  /** Reads back what earlier starts did; before the first send. Resolves when it is read. */
  start(): Promise<void>;
  lane(provider: ProviderId): LaneFigures;
  campaign(campaignId: string): CallFigures;
  /** Accepted per second over the last ten seconds, of this start. */
  perSecond(provider: ProviderId): number;
  /** Whether it was called in the last day. */
  hasCalls(provider: ProviderId): boolean;
  /** How many calls of this lane ended with a message off the queue, of this start: progress. */
  settled(provider: ProviderId): number;
  /** One call ended. */
  onCall(listener: (provider: ProviderId, call: Call, campaignId: string) => void): () => void;
  stop(): void;
}

const dayMs = 24 * 3_600_000;
/** Attempts read back at most: a month of a busy planner, some seconds of work in the background. */
const historyAttemptsMax = 50_000;
/** Attempts read in one go, with the message of each text for its country: some milliseconds. */
const pageSize = 50;
/** Two hours each: a campaign's day is looked at as a whole. */
const slicesPerCampaign = 12;
/** More calls than this cannot run at once. */
const openAttemptsMax = 20_000;

export const createMetrics = (deps: MetricsDeps): Metrics => {
  const { clock, ledger } = deps;
  const lanes = new Map<ProviderId, LaneMemory>();
  const campaigns = new Map<string, Rolling>();
  const open = new Map<string, Attempt>();
  const listeners = new Set<Parameters<Metrics["onCall"]>[0]>();
  const stopping = new AbortController();

  const laneOf = (provider: ProviderId): LaneMemory => {
    const known = lanes.get(provider) ?? createLaneMemory(deps.zone);
    lanes.set(provider, known);
    return known;
  };
  const campaignWindow = (campaignId: string): Rolling => {
    const known = campaigns.get(campaignId) ?? createRolling(dayMs, slicesPerCampaign);
    campaigns.set(campaignId, known);
    return known;
  };
  const charges = createCharges({ ...deps, costsOf: (provider) => laneOf(provider).costs });
  const record = (attempt: Attempt, fact: Fact): Call => {
    const lane = laneOf(attempt.provider);
    const call = callOf(attempt, fact);
    if (clock.now() - call.at < dayMs) {
      lane.add(call, attempt.messageId, fact.detail);
      campaignWindow(deps.campaignOf(attempt)).add(call);
    }
    // A doubt is paid for until the opposite is known.
    if (call.result === "accepted" || call.result === "unknown") charges.count(attempt);
    return call;
  };
  const apply = ({ attempts, facts }: LedgerBatch): void => {
    for (const attempt of attempts) open.set(attempt.attemptId, attempt);
    for (const fact of facts) {
      charges.correct(fact);
      const attempt = fact.attemptId === null || !isAnswer(fact) ? undefined : open.get(fact.attemptId);
      if (attempt === undefined) continue;
      open.delete(attempt.attemptId);
      const call = record(attempt, fact);
      laneOf(attempt.provider).answered(call, clock.monotonic());
      for (const listener of listeners) listener(attempt.provider, call, deps.campaignOf(attempt));
    }
    for (const oldest of open.keys()) {
      if (open.size <= openAttemptsMax) break;
      open.delete(oldest);
    }
  };
  // From the first moment on: what is committed from now on is told, what was before is read.
  const unsubscribe = ledger.onAppend(apply);
  const place = ledger.attemptHistory.end();

  return {
    start: () => readBack(place, { record, correct: charges.correct }, deps, stopping.signal),
    lane: (provider) => laneOf(provider).figures(clock.now()),
    campaign: (campaignId) => campaignWindow(campaignId).figures(clock.now()),
    perSecond: (provider) => laneOf(provider).perSecond(clock.monotonic()),
    hasCalls: (provider) => laneOf(provider).hasCalls(clock.now()),
    settled: (provider) => laneOf(provider).settled(),
    onCall: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      stopping.abort(new Error("Usher stops"));
      unsubscribe();
      listeners.clear();
    },
  };
};

const results: ReadonlySet<string> = new Set(["accepted", "rejected", "deferred", "unknown"]);

/** What came back from the call itself; what the hub states without one is no answer. */
const isAnswer = ({ source, kind }: Fact): boolean => source === "answer" && results.has(kind);

const callOf = ({ startedAt }: Attempt, { kind, recordedAt, code }: Fact): Call => {
  const result = kind as Call["result"];
  return { at: recordedAt, result, tookMs: Math.max(0, recordedAt - startedAt), code: result === "accepted" ? "" : code };
};

/** Newest first, back to the beginning of the month or of the last day, whichever is earlier. */
const readBack = async (
  from: number,
  { record, correct }: { record(attempt: Attempt, fact: Fact): void; correct(fact: Fact): void },
  { ledger, clock, zone }: MetricsDeps,
  signal: AbortSignal,
): Promise<void> => {
  const since = Math.min(monthAt(clock.now(), zone).startsAt, clock.now() - dayMs);
  let left = historyAttemptsMax;
  let page = ledger.attemptHistory.before(from, pageSize);
  while (page !== undefined && left > 0 && !signal.aborted) {
    left -= page.attempts.length;
    for (const { attempt, facts } of page.attempts) {
      const answer = facts.filter(isAnswer).toSorted((a, b) => a.recordedAt - b.recordedAt)[0];
      if (answer === undefined || attempt.startedAt < since) continue;
      record(attempt, answer);
      for (const fact of facts) correct(fact);
    }
    if (page.attempts.every(({ attempt }) => attempt.startedAt < since)) return;
    await clock.sleep(0);
    page = ledger.attemptHistory.before(page.place, pageSize);
  }
};
