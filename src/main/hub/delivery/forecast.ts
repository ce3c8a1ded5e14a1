import { dailyHoursInAll, type DailyHours } from "#shared/time/zoned.ts";
import type { Quota } from "#hub/providers/contract.ts";
import { quotaCourse, tiny, type QuotaCourse, type QuotaView } from "./forecast-quota.ts";

/** Messages that wait under the same conditions; several of them are served in the order given. */
export interface WaitingPart {
  readonly count: number;
  /** Parts of each message, for quotas that count the parts of a text. */
  readonly partsEach: number;
  /** Schedule, hold or back-off: none leaves before. */
  readonly notBefore: number;
  /** Hours between which their guests may be written to; null: at any hour. */
  readonly hours: { readonly zones: readonly string[]; readonly daily: DailyHours } | null;
}

/** What is known about a quota at this moment. */
export interface QuotaOutlook extends Pick<Quota, "id" | "title" | "unit" | "window"> {
  readonly used: number;
  /** What these messages may use at most: without what is kept for day-of messages. */
  readonly limit: number;
  /** When there is room again if it is used up, else null. */
  readonly roomAt: number | null;
}

/** A lane as it is now. Its rate is believed to stay. */
export interface LaneOutlook {
  /** As people call the account. */
  readonly title: string;
  /** Messages a second that it keeps up, whatever it refuses and repeats included (`sustainedPerSecond`). */
  readonly perSecond: number;
  /** Nothing leaves by it before; null: not before a person acts. */
  readonly opensAt: number | null;
  readonly quotas: readonly QuotaOutlook[];
}

/** The lanes of one channel, in the order in which the dispatcher asks them: the next one is for when the first cannot. */
export interface ForecastQuestion {
  readonly now: number;
  readonly parts: readonly WaitingPart[];
  readonly lanes: readonly LaneOutlook[];
}

/** What holds messages up. */
export type Delay =
  | { readonly kind: "rate"; readonly lane: string; readonly perSecond: number }
  | { readonly kind: "quota"; readonly title: string }
  | { readonly kind: "rest"; readonly lane: string }
  | { readonly kind: "quiet-hours" }
  | { readonly kind: "schedule" }
  | { readonly kind: "person"; readonly lane: string }
  | { readonly kind: "no-lane" };

export type Forecast =
  | { readonly kind: "done" }
  /** The last one leaves between these instants; `because` cost the most time. The two differ where only a range is known. */
  | { readonly kind: "ends"; readonly from: number; readonly to: number; readonly because: Delay }
  /** Not before a person acts, or beyond `horizonMs`. */
  | { readonly kind: "never"; readonly because: Delay };

/** Beyond this nobody plans, and every message has expired. */
export const horizonMs = 60 * 86_400_000;
/** More turns than any honest question takes; reached only by nonsense, which then has no answer. */
const turnsMax = 50_000;

/** When the last of the waiting messages will have left, by all that is known now. Pure. */
export const forecast = (question: ForecastQuestion): Forecast => {
  if (question.parts.every(({ count }) => count <= 0)) return { kind: "done" };
  const early = runCourse(question, "early");
  const late = runCourse(question, "late");
  if (late.endsAt === null || early.endsAt === null) return { kind: "never", because: late.because };
  return { kind: "ends", from: Math.min(early.endsAt, late.endsAt), to: Math.max(early.endsAt, late.endsAt), because: late.because };
};

/** How many of each part will not have left by an instant; where only a range is known, the most. Pure. */
export const leftAt = (question: ForecastQuestion, instant: number): number[] => runCourse(question, "late", instant).left;

/** The forecast for messages of several channels, which leave side by side: that of the slowest. */
export const slowest = (forecasts: readonly Forecast[]): Forecast =>
  forecasts.reduce<Forecast>(
    (worst, one) => {
      if (worst.kind === "never" || one.kind === "done") return worst;
      if (worst.kind === "done" || one.kind === "never") return one;
      return one.to > worst.to ? { ...one, from: Math.max(one.from, worst.from) } : { ...worst, from: Math.max(one.from, worst.from) };
    },
    { kind: "done" },
  );

/**
 * What a lane keeps up: what it was seen to do under load, else what its profile, and the time its answers take, allow.
 * Never more than it may.
 */
export const sustainedPerSecond = (lane: {
  readonly perSecondMax: number;
  readonly concurrency: number;
  /** Of a usual call, milliseconds; null when none was seen. */
  readonly latencyMs: number | null;
  /** Messages a second that were taken while it had work; null while too little was seen. */
  readonly measured: number | null;
}): number => {
  const byAnswers = lane.latencyMs === null || lane.latencyMs <= 0 ? Infinity : (lane.concurrency * 1000) / lane.latencyMs;
  return lane.measured ?? Math.min(lane.perSecondMax, byAnswers);
};

interface Course {
  readonly endsAt: number | null;
  readonly because: Delay;
  /** Of each part, whole messages. */
  readonly left: number[];
}

interface OpenPart {
  readonly part: WaitingPart;
  left: number;
  open: boolean;
  /** When `open` may change. */
  until: number;
}

interface Line {
  readonly lane: LaneOutlook;
  readonly perSecond: number;
  readonly quotas: readonly QuotaCourse[];
}

const runCourse = (question: ForecastQuestion, view: QuotaView, stopAt = question.now + horizonMs): Course => {
  const parts: OpenPart[] = question.parts.map((part) => ({ part, left: part.count, open: false, until: question.now }));
  const lines = linesOf(question, view);
  const delays = createDelays();
  const left = (): number[] => parts.map((one) => Math.max(0, Math.ceil(one.left - tiny)));
  let now = question.now;
  for (let turn = 0; turn < turnsMax && now < stopAt; turn += 1) {
    const waiting = parts.filter((one) => one.left > tiny);
    if (waiting.length === 0) return { endsAt: Math.ceil(now), because: delays.longest(), left: left() };
    const step = stepFrom({ now, stopAt }, waiting, lines);
    if (step.until === Infinity) return { endsAt: null, because: step.delay, left: left() };
    delays.add(step.delay, step.until - now);
    now = step.until;
  }
  return { endsAt: null, because: delays.longest(), left: left() };
};

/** One stretch of time during which nothing changes: something is served, or everything waits for one reason. */
const stepFrom = (
  { now, stopAt }: { readonly now: number; readonly stopAt: number },
  waiting: readonly OpenPart[],
  lines: readonly Line[],
): { readonly until: number; readonly delay: Delay } => {
  for (const one of waiting) if (one.until <= now) lookAgain(one, now);
  const partsChangeAt = Math.min(...waiting.map(({ until }) => until));
  const ready = waiting.filter(({ open }) => open);
  const [first] = ready;
  if (first === undefined) return { until: partsChangeAt, delay: whyClosed(waiting, partsChangeAt) };
  // Quotas of parts have to hold one message, however long.
  const units = ready.reduce((sum, { left, part }) => sum + left * part.partsEach, 0) / ready.reduce((sum, { left }) => sum + left, 0);
  const line = lines.find((one) => canServe(one, now, units));
  const better = line === undefined ? lines : lines.slice(0, lines.indexOf(line));
  const linesChangeAt = Math.min(Infinity, ...better.map((one) => opensAt(one, now, units)));
  if (line === undefined) return { until: linesChangeAt, delay: whyNoLine(lines, linesChangeAt, now, units) };
  const until = serve(line, ready, { now, units, until: Math.min(partsChangeAt, linesChangeAt, stopAt) });
  return { until, delay: { kind: "rate", lane: line.lane.title, perSecond: line.perSecond } };
};

const lookAgain = (one: OpenPart, now: number): void => {
  const { notBefore, hours } = one.part;
  if (now < notBefore) return void Object.assign(one, { open: false, until: notBefore });
  if (hours === null) return void Object.assign(one, { open: true, until: Infinity });
  const { open, until } = dailyHoursInAll(now, hours.zones, hours.daily);
  Object.assign(one, { open, until: until ?? Infinity });
};

const whyClosed = (waiting: readonly OpenPart[], at: number): Delay => {
  const next = waiting.find(({ until }) => until === at);
  return { kind: next !== undefined && next.part.notBefore >= at ? "schedule" : "quiet-hours" };
};

const canServe = ({ lane, perSecond, quotas }: Line, now: number, units: number): boolean =>
  lane.opensAt !== null && lane.opensAt <= now && perSecond > 0 && quotas.every((one) => one.room(now) >= needOf(one, units) - tiny);

/** What one message takes of a quota. */
const needOf = ({ unit }: QuotaCourse, units: number): number => (unit === "segment" ? units : 1);

const opensAt = ({ lane, perSecond, quotas }: Line, now: number, units: number): number => {
  if (lane.opensAt === null || perSecond <= 0) return Infinity;
  return Math.max(lane.opensAt, ...quotas.map((one) => one.roomAt(now, needOf(one, units))));
};

const whyNoLine = (lines: readonly Line[], at: number, now: number, units: number): Delay => {
  const line = lines.find((one) => opensAt(one, now, units) === at);
  if (line === undefined) return { kind: "no-lane" };
  const { lane, quotas } = line;
  const full = quotas.find((one) => one.roomAt(now, needOf(one, units)) === at && at > now);
  if (full !== undefined) return { kind: "quota", title: full.title };
  return lane.opensAt === null || at === Infinity ? { kind: "person", lane: lane.title } : { kind: "rest", lane: lane.title };
};

/** Serves until the line is empty, a quota is full or time is up; answers until when. */
const serve = (line: Line, ready: readonly OpenPart[], step: { now: number; units: number; until: number }): number => {
  const perMs = line.perSecond / 1000;
  const total = ready.reduce((sum, { left }) => sum + left, 0);
  const room = Math.min(...line.quotas.map((one) => one.room(step.now) / needOf(one, step.units)), total);
  const stepMs = Math.min(Infinity, ...line.quotas.map(({ stepMsMax }) => stepMsMax));
  const ms = Math.min(step.until - step.now, room / perMs, stepMs);
  const served = ms * perMs;
  const until = step.now + ms;
  for (const one of line.quotas) one.take(until, served * needOf(one, step.units));
  let rest = served;
  for (const part of ready) {
    const taken = Math.min(part.left, rest);
    part.left -= taken;
    rest -= taken;
  }
  return until;
};

/** Lanes whose quotas have the same id use up the same one. */
const linesOf = ({ lanes, now }: ForecastQuestion, view: QuotaView): Line[] => {
  const courses = new Map<string, QuotaCourse>();
  const courseOf = (quota: QuotaOutlook): QuotaCourse => {
    const known = courses.get(quota.id) ?? quotaCourse(quota, now, view);
    courses.set(quota.id, known);
    return known;
  };
  return lanes.map((lane) => {
    const own = lane.quotas.map(courseOf);
    const perSecond = Math.min(lane.perSecond, ...own.map((one) => one.perSecondMax));
    return { lane, perSecond, quotas: own.filter((one) => one.perSecondMax === Infinity) };
  });
};

const createDelays = () => {
  const delays = new Map<string, { readonly delay: Delay; ms: number }>();
  return {
    add: (delay: Delay, ms: number): void => {
      const key = JSON.stringify(delay);
      const known = delays.get(key) ?? { delay, ms: 0 };
      known.ms += ms;
      delays.set(key, known);
    },
    longest: (): Delay => [...delays.values()].reduce((longest, one) => (one.ms > longest.ms ? one : longest), none).delay,
  };
};

const none: { readonly delay: Delay; readonly ms: number } = { delay: { kind: "no-lane" }, ms: -1 };
