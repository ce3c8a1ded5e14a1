import type { LaneQuota, LaneStatus } from "#shared/api/lanes.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Tone } from "../../ui/badge.tsx";
import {
  AlertTriangle,
  Ban,
  Check,
  CircleDashed,
  Clock,
  Hourglass,
  Link2Off,
  OctagonX,
  RotateCw,
  type LucideIcon,
} from "../../ui/icons.ts";

export const lanePath = (provider: ProviderId): string => `/lanes/${encodeURIComponent(provider)}`;

export const channelTitles: Readonly<Record<LaneStatus["channel"], string>> = { email: "Email", sms: "SMS", push: "Push" };

interface HealthWords {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  /** How bad it is; only a change for the worse is announced. */
  readonly severity: number;
}

export const healthWords: Readonly<Record<LaneStatus["health"], HealthWords>> = {
  ok: { word: "ready", tone: "ok", icon: Check, severity: 0 },
  untested: { word: "not asked yet", tone: "neutral", icon: CircleDashed, severity: 0 },
  off: { word: "off", tone: "neutral", icon: Ban, severity: 0 },
  probing: { word: "trying one message", tone: "warn", icon: RotateCw, severity: 1 },
  slow: { word: "slow", tone: "warn", icon: AlertTriangle, severity: 1 },
  resting: { word: "resting", tone: "warn", icon: Clock, severity: 2 },
  unreachable: { word: "not reachable", tone: "warn", icon: Link2Off, severity: 2 },
  stuck: { word: "nothing gets through", tone: "bad", icon: Hourglass, severity: 3 },
  broken: { word: "needs you", tone: "bad", icon: OctagonX, severity: 4 },
};

/** `0:42`, or `1:05:00` for what takes longer. */
export const countdown = (until: number, now: number): string => {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
};

export const paceWords = (perSecond: number): string => `${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`;

/** One lane in a few words, for the strip. */
export const laneWords = (lane: LaneStatus, now: number): string => {
  const { word } = healthWords[lane.health];
  if (lane.problem !== null) return lane.problem.sentence;
  if (lane.until !== null) return `${word}, tries again in ${countdown(lane.until, now)}`;
  return lane.health === "ok" && lane.perSecond > 0 ? paceWords(lane.perSecond) : word;
};

/** `12 of 100 left`. */
export const quotaLeftWords = ({ used, limit }: Pick<LaneQuota, "used" | "limit">): string =>
  used >= limit ? "quota used up" : `${(limit - used).toLocaleString()} of ${limit.toLocaleString()} left`;

/** `45 ms`, `1.2 s`. */
export const msWords = (ms: number | null): string => {
  if (ms === null) return "–";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
};

/** `97 %`; of nothing a dash. */
export const shareWords = (part: number, whole: number): string => {
  if (whole === 0) return "–";
  const percent = (part / whole) * 100;
  // Never all of it while something is missing.
  return `${part < whole ? Math.min(99.9, Math.floor(percent * 10) / 10) : 100} %`;
};

/** Millionths of a currency's unit as people write money; small prices with all their digits. */
export const moneyWords = (micros: number, currency: string): string =>
  new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    maximumFractionDigits: micros > 0 && micros < 1_000_000 ? 4 : 2,
  }).format(micros / 1_000_000);

/** Codes are stable words with dashes. */
export const codeWords = (code: string): string => (code === "" ? "no reason given" : code.replaceAll("-", " "));
