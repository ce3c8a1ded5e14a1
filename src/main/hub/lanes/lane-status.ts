import type { LaneQuota, LaneStatus } from "#shared/api/lanes.ts";
import type { Problem } from "#shared/problem.ts";
import type { LaneState, QuotaState } from "#hub/dispatcher/index.ts";

/** What the strip says besides what the dispatcher knows of a lane. */
export interface LaneNotes {
  readonly perSecond: number;
  /** Why it is stuck, or null. */
  readonly stuck: Problem | null;
  /** Whether anything has been heard of it yet: a call, a probe. */
  readonly isTested: boolean;
  /** It did not answer when it was asked last. */
  readonly isSilent: boolean;
}

/** From here on a quota is worth a word. */
const nearlyUsed = 0.8;

export const laneStatusOf = (lane: LaneState, notes: LaneNotes): LaneStatus => {
  const { perSecond, stuck } = notes;
  const { condition, provider, channel } = lane;
  return {
    provider,
    channel,
    health: healthOf(lane, notes),
    perSecond,
    until: condition.kind === "resting" ? Math.ceil(condition.until) : null,
    quota: scarcestOf(lane.quotas),
    problem: condition.kind === "broken" ? condition.problem : stuck,
  };
};

const healthOf = ({ condition }: LaneState, { stuck, isTested, isSilent }: LaneNotes): LaneStatus["health"] => {
  if (condition.kind === "broken") return "broken";
  if (stuck !== null) return "stuck";
  if (condition.kind === "resting") return condition.code === "rate-limited" ? "slow" : "resting";
  if (condition.kind === "probing") return "probing";
  if (isSilent) return "unreachable";
  return isTested ? "ok" : "untested";
};

const scarcestOf = (quotas: readonly QuotaState[]): LaneQuota | null => {
  const [scarcest] = quotas.toSorted((a, b) => b.used / b.limit - a.used / a.limit);
  return scarcest === undefined || scarcest.used < scarcest.limit * nearlyUsed ? null : shownQuota(scarcest);
};

export const shownQuota = ({ id, title, used, limit, unit, roomAt }: QuotaState): LaneQuota => ({
  id,
  title,
  used,
  limit,
  unit,
  roomAt: roomAt === null ? null : Math.ceil(roomAt),
});
