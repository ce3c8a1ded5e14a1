import type { LaneState } from "#hub/dispatcher/index.ts";
import type { Quota } from "#hub/providers/contract.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { seededRandom } from "../dispatch/open-dispatcher.ts";
import { rehearse } from "../dispatch/rehearsal.ts";
import { watchForecast } from "./forecast-watch.ts";
import { strictProvider, type Seen, type Strictness } from "./strict-provider.ts";

const second = 1000;
const hour = 3_600 * second;
const day = 24 * hour;
/** A run that takes longer than this many times the ideal has failed; it is not waited for. */
const patience = 4;
/** Forecasts asked for in a run that goes ideally. */
const asked = 200;

export interface Storm {
  readonly messages: number;
  readonly strictness: Strictness;
  readonly quota?: Quota;
  /** Day-of messages that become due in the middle of the blast. */
  readonly dayOf?: number;
  readonly seed?: number;
  /** Wall time at the start. */
  readonly startAt?: number;
}

export interface StormResult {
  readonly seen: Seen;
  readonly sent: number;
  readonly dead: number;
  readonly ms: number;
  /** From due to the call, of the day-of messages. */
  readonly dayOfDelayMsMax: number;
  /** Most calls that ran at once while the lane was half-open. */
  readonly probesAtOnceMax: number;
  /** 95 of 100 forecasts were wrong by at most this share of the whole run; of those after an outage, which nobody foresees. */
  readonly forecastErrorPercent: number;
}

/** The production dispatcher on virtual time with a real ledger file, until everything is sent. */
export const runStorm = async ({ messages, strictness, quota, dayOf = 0, seed = 1, startAt }: Storm): Promise<StormResult> => {
  const clock = createVirtualClock(startAt);
  const startedAt = clock.now();
  const provider = strictProvider(strictness, clock, seededRandom(seed), quota === undefined ? {} : { quotas: [quota] });
  const probes = { most: 0 };
  const dueAt = (index: number): number =>
    startedAt + Math.round(((index + 1) * messages * second) / strictness.profile.perSecond / (dayOf + 2));
  const expiresAt = startedAt + 14 * day;
  const run = await rehearse({
    clock,
    providers: [
      {
        ...provider,
        send: (...args) => {
          const lane: LaneState | undefined = run.dispatcher.laneStates()[0];
          if (lane?.condition.kind === "probing") probes.most = Math.max(probes.most, lane.inFlight);
          return provider.send(...args);
        },
      },
    ],
    seed,
    messages: [
      ...Array.from({ length: messages }, () => ({ practice: false, expiresAt })),
      ...Array.from({ length: dayOf }, (_, index) => ({
        practice: false,
        expiresAt,
        priority: "day-of" as const,
        notBefore: dueAt(index),
      })),
    ],
  });
  const all = messages + dayOf;
  const { outage, allows, refuses = 0, perDay = Infinity } = strictness;
  const idealMs =
    (all * second) / (allows.perSecond * (1 - refuses)) +
    (outage === undefined ? 0 : outage.untilMs - outage.fromMs) +
    Math.floor(all / perDay) * day;
  const watch = watchForecast(run, provider, clock);
  const isOver = (): boolean => provider.seen.taken.length >= all;
  const everyMs = Math.max(second, idealMs / asked);
  while (!isOver() && clock.now() < startedAt + idealMs * patience) {
    watch.ask();
    await clock.until(isOver, everyMs);
  }
  const endedAt = clock.now();
  const ms = endedAt - startedAt;
  await clock.advance(second);
  const dead = run.intents.filter((_, index) => run.kindOf(index) === "dead").length;
  watch.stop();
  await run.done(run.dispatcher.stop());
  await run.done(run.ledger.close());
  const indexOf = new Map(run.intents.map(({ messageId }, index) => [messageId, index]));
  const delays = provider.seen.taken.flatMap(({ messageId, at }) => {
    const index = indexOf.get(messageId) ?? 0;
    return index < messages ? [] : [at - dueAt(index - messages)];
  });
  return {
    seen: provider.seen,
    sent: new Set(provider.seen.taken.map(({ messageId }) => messageId)).size,
    dead,
    ms,
    dayOfDelayMsMax: Math.max(0, ...delays),
    probesAtOnceMax: probes.most,
    forecastErrorPercent: watch.errorPercent(endedAt, outage?.untilMs ?? 0),
  };
};
