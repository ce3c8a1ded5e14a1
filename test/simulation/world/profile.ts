import type { Weather } from "./desk.ts";
import type { World } from "./world.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Points at which a process can die; `at a timer` is every wait that ends. */
const crashPoints = [
  "at a timer",
  "after a commit",
  "before a request",
  "after an answer",
  "before the claim",
  "after the claim",
  "before the gates' facts",
  "after the gates' facts",
  "while rendering",
  "before the store",
  "after the store",
  "before a look-up",
  "after a look-up",
];

/** What kind of run a seed is. Drawn from its chance before anything else. */
export interface Profile {
  /** `realistic`: what a normal week brings (L6: 0.5 % of calls go wrong, a crash per 1,000). `harsh`: everything, all the time. */
  readonly kind: "harsh" | "realistic";
  readonly desktops: 1 | 2;
  readonly guests: number;
  readonly faultShare: number;
  /** Crash chance by point. */
  crashChance(point: string): number;
  readonly livesMax: number;
  readonly startAt: number;
  /** Guests have nights, and messages wait for the morning. */
  readonly hasNights: boolean;
  readonly zones: readonly string[];
  readonly troubledMs: number;
  /** L1: once faults stop, everything is settled or held within this. */
  readonly calmMs: number;
}

const noon = Date.UTC(2027, 5, 1, 12);
/** Evenings and mornings around the switches of 2027, when the day has 23 or 25 hours. */
const nights: readonly (readonly [startAt: number, zones: readonly string[], calmMs: number])[] = [
  [Date.UTC(2027, 2, 28, 6, 30), ["Europe/Berlin", "Europe/Lisbon", "Africa/Cairo"], 5 * hour],
  [Date.UTC(2027, 9, 31, 7, 40), ["Europe/Berlin", "Europe/London"], 4 * hour],
  [Date.UTC(2027, 10, 7, 13, 20), ["America/New_York", "America/Chicago"], 4 * hour],
  [Date.UTC(2027, 5, 1, 17, 40), ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"], 16 * hour],
];

export const realisticShare = 0.15;

/** The first draws of a seed decide its kind, so a world exists only after them. */
export const drawProfile = (random: { next(): number }): Profile => {
  const isRealistic = random.next() < realisticShare;
  const hasNights = !isRealistic && random.next() < 0.08;
  const night = nights[Math.floor(random.next() * nights.length)] ?? nights[0];
  const [startAt, zones, calmMs] = hasNights && night !== undefined ? night : ([noon, ["UTC"], hour] as const);
  const crashShare = isRealistic ? 0 : random.next() ** 2 * 0.006;
  const favourite = crashPoints[Math.floor(random.next() * crashPoints.length)];
  // A crash per 1,000 messages: about one run in a hundred, at any of some hundred points.
  const realisticCrash = isRealistic && random.next() < 0.02 ? 0.005 : 0;
  return {
    kind: isRealistic ? "realistic" : "harsh",
    desktops: !isRealistic && random.next() < 0.2 ? 2 : 1,
    guests: isRealistic ? 12 + Math.floor(random.next() * 10) : 3 + Math.floor(random.next() * 8),
    faultShare: isRealistic ? 0.01 : 0.1 + random.next() * 0.6,
    crashChance: (point) => realisticCrash + crashShare * (point === favourite ? 12 : point === "at a timer" ? 0.5 : 2),
    livesMax: 12,
    startAt,
    hasNights,
    zones,
    troubledMs: 45 * minute,
    calmMs,
  };
};

/** Storms and outages of one provider within the troubled time. */
export const drawWeather = (world: World, profile: Profile): readonly Weather[] => {
  if (profile.kind === "realistic") return [];
  const weather: Weather[] = [];
  for (const [kind, likelihood, longest] of [
    ["storm", 0.25, 8 * minute],
    ["outage", 0.2, 20 * minute],
    ["refused", 0.08, 6 * minute],
  ] as const) {
    if (!world.happens(likelihood)) continue;
    const from = world.random.next() * profile.troubledMs;
    weather.push({ kind, from, to: Math.min(profile.troubledMs, from + world.random.next() * longest) });
  }
  return weather;
};
