import { exactly, type Figure } from "../figures.ts";
import { runStorm, type StormResult } from "./run-storm.ts";

const second = 1000;
const hour = 3_600 * second;
const noon = Date.UTC(2027, 5, 1, 12);
const profile = { perSecond: 50, burst: 10, concurrency: 32 };
const dayOf = 20;
const drainMax = 1.5;
const useMin = 98;
const forecastErrorMax = 5;
/** It takes half a minute to find out what a lane really does; in a shorter run that is more than a twentieth. */
const forecastMessagesMin = 10_000;
/** Of its calls, a sender that has to find out the rate may have refused for being too fast. */
const tooFastPercentMax = 6;
/** The longest that the calls which are running may still take. */
const runningCallsMs = 280;

const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits));
const atMost = (limit: number): Figure["must"] => ({ be: "at-most", limit });
const atLeast = (limit: number): Figure["must"] => ({ be: "at-least", limit });

/** What holds in any storm (L4). */
const always = (name: string, result: StormResult, all: number): Figure[] => [
  { name: `${name}: sent, each once`, value: result.sent === result.seen.taken.length ? result.sent : -1, must: exactly(all) },
  { name: `${name}: dead`, value: result.dead, must: exactly(0) },
  { name: `${name}: calls above the rate of the profile`, value: result.seen.overProfile, must: exactly(0) },
  { name: `${name}: calls before the time that it named`, value: result.seen.impatient, must: exactly(0) },
  {
    name: `${name}: forecast error, p95, of the run`,
    value: rounded(result.forecastErrorPercent, 2),
    unit: "%",
    must: all < forecastMessagesMin ? null : atMost(forecastErrorMax),
  },
];

const percent = (part: number, whole: number): number => rounded((100 * part) / whole, 2);

/** The provider allows just what we think. */
const ownPace = async (messages: number): Promise<Figure[]> => {
  const name = "at its rate";
  const all = messages + dayOf;
  const result = await runStorm({ messages, dayOf, startAt: noon, strictness: { profile, allows: profile, retryAfterMs: second } });
  // The first burst leaves at once.
  const idealMs = ((all - profile.burst) / profile.perSecond) * second;
  return [
    ...always(name, result, all),
    { name: `${name}: refused as too fast`, value: result.seen.tooFast, must: exactly(0) },
    { name: `${name}: drain, times the ideal`, value: rounded(result.ms / idealMs), must: atMost(drainMax) },
    { name: `${name}: use of the rate`, value: percent(idealMs, result.ms), unit: "%", must: atLeast(useMin) },
    { name: `${name}: day-of message in the middle, due to call`, value: result.dayOfDelayMsMax, unit: "ms", must: atMost(runningCallsMs) },
  ];
};

/** It allows two fifths of what we think, and says how long to wait, or says nothing. */
const slower = async (messages: number, retryAfterMs: number | null): Promise<Figure[]> => {
  const name = retryAfterMs === null ? "slower, no time named" : "slower, names a time";
  const allows = { perSecond: 20, burst: 10 };
  const result = await runStorm({ messages, startAt: noon, strictness: { profile, allows, retryAfterMs } });
  return [
    ...always(name, result, messages),
    {
      name: `${name}: refused as too fast`,
      value: percent(result.seen.tooFast, result.seen.calls.length),
      unit: "%",
      must: atMost(tooFastPercentMax),
    },
    { name: `${name}: drain, times the ideal`, value: rounded((result.ms * allows.perSecond) / messages / second), must: atMost(drainMax) },
  ];
};

/** Three calls in ten are refused whatever we do, and in the middle nothing can be reached for two hours. */
const refusingWithOutage = async (messages: number): Promise<Figure[]> => {
  const name = "30 % refused, 2 h outage";
  const refuses = 0.3;
  const outage = {
    fromMs: noon + (messages * second) / profile.perSecond / 2,
    untilMs: noon + (messages * second) / profile.perSecond / 2 + 2 * hour,
  };
  const result = await runStorm({ messages, startAt: noon, strictness: { profile, allows: profile, retryAfterMs: null, refuses, outage } });
  const idealMs = (messages * second) / profile.perSecond / (1 - refuses);
  const probes = result.seen.calls.filter((at) => at >= outage.fromMs && at < outage.untilMs).length;
  return [
    ...always(name, result, messages),
    { name: `${name}: drain, times the ideal`, value: rounded(result.ms / (idealMs + 2 * hour)), must: atMost(drainMax) },
    { name: `${name}: drain without the outage itself`, value: rounded((result.ms - 2 * hour) / idealMs), must: null },
    { name: `${name}: calls during the outage`, value: probes, must: null },
    { name: `${name}: probes at once, half-open`, value: result.probesAtOnceMax, must: exactly(1) },
  ];
};

/** It takes four tenths of them in a UTC day. */
const dailyQuota = async (messages: number): Promise<Figure[]> => {
  const name = "daily quota";
  const perDay = Math.floor(messages * 0.4);
  const quota = { id: "resend:day", title: "Resend, a day", limit: perDay, unit: "message", window: { kind: "utc-day" } } as const;
  const result = await runStorm({ messages, quota, startAt: noon, strictness: { profile, allows: profile, retryAfterMs: null, perDay } });
  const fullDays = [...result.seen.perDay.values()].slice(0, -1);
  return [
    ...always(name, result, messages),
    { name: `${name}: sent beyond it`, value: result.seen.overDay, must: exactly(0) },
    {
      name: `${name}: used on a full day, the rest is for day-of`,
      value: percent(Math.min(...fullDays), perDay),
      unit: "%",
      must: atLeast(useMin),
    },
    { name: `${name}: days`, value: result.seen.perDay.size, must: exactly(3) },
  ];
};

/** A blast of that many messages through the production dispatcher, against providers that keep their own books. */
export const stormFigures = async (messages: number): Promise<Figure[]> => [
  ...(await ownPace(messages)),
  ...(await slower(messages, second)),
  ...(await slower(messages, null)),
  ...(await refusingWithOutage(messages)),
  ...(await dailyQuota(messages)),
];
