import type { Campaign } from "#shared/domain/index.ts";
import { instantOfLocal, localOfInstant } from "#shared/time/zoned.ts";

/** How long a message without an own limit is worth sending. */
const usefulMs = 48 * 3_600_000;

export interface ResolvedSchedule {
  readonly startsAt: number;
  readonly expiresAt: number;
  /** What daylight saving time does to the chosen wall-clock time. */
  readonly dst: "plain" | "skipped" | "twice";
}

export const resolveSchedule = ({ schedule, expires }: Pick<Campaign, "schedule" | "expires">, now: number): ResolvedSchedule => {
  const startsAt = schedule.kind === "now" ? now : instantOfLocal(schedule.local, schedule.zone, "not-before");
  const expiresAt = expires === null ? Math.max(startsAt, now) + usefulMs : instantOfLocal(expires.local, expires.zone, "not-after");
  return { startsAt, expiresAt, dst: schedule.kind === "now" ? "plain" : dstOf(schedule.local, schedule.zone, startsAt) };
};

const dstOf = (local: string, zone: string, startsAt: number): ResolvedSchedule["dst"] => {
  if (localOfInstant(startsAt, zone) !== local) return "skipped";
  return instantOfLocal(local, zone, "not-after") === startsAt ? "plain" : "twice";
};
