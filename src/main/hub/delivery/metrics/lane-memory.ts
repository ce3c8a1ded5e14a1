import { createCosts, type CostFigures, type Costs } from "./costs.ts";
import { createRolling, type Call, type CallFigures, type SliceFigures } from "./rolling.ts";

export interface FailedCall {
  readonly at: number;
  readonly messageId: string;
  readonly result: Call["result"];
  readonly code: string;
  readonly detail: string;
}

export interface LaneFigures {
  readonly tenMinutes: CallFigures;
  readonly day: CallFigures;
  /** The last ten minutes in slices of thirty seconds. */
  readonly slices: readonly SliceFigures[];
  /** Null while nothing is known to cost anything. */
  readonly cost: CostFigures | null;
  /** Newest first. */
  readonly failed: readonly FailedCall[];
}

/** What is remembered of the calls of one lane: about 50 KiB, whatever is sent. */
export interface LaneMemory {
  /** A call of the last day, in any order. */
  add(call: Call, messageId: string, detail: string): void;
  /** A call of this start has ended, by the steady clock. */
  answered(call: Call, at: number): void;
  readonly costs: Costs;
  figures(now: number): LaneFigures;
  hasCalls(now: number): boolean;
  perSecond(at: number): number;
  settled(): number;
}

const minute = 60_000;
const dayMs = 24 * 60 * minute;
const failedMax = 20;
/** Seconds over which a lane's pace is shown: long enough to be calm, short enough to notice a stall. */
const paceSeconds = 10;

export const createLaneMemory = (zone: string): LaneMemory => {
  const tenMinutes = createRolling(10 * minute, 20);
  const day = createRolling(dayMs, 48);
  const costs = createCosts(zone);
  let failed: FailedCall[] = [];
  let settled = 0;
  /** Accepted, by the second of the steady clock. */
  const recent = new Map<number, number>();
  return {
    costs,
    add: (call, messageId, detail) => {
      tenMinutes.add(call);
      day.add(call);
      if (call.result === "accepted") return;
      const { at, result, code } = call;
      failed = [{ at, messageId, result, code, detail }, ...failed].toSorted((a, b) => b.at - a.at).slice(0, failedMax);
    },
    answered: ({ result }, at) => {
      if (result === "accepted" || result === "rejected") settled += 1;
      if (result !== "accepted") return;
      const second = Math.floor(at / 1000);
      recent.set(second, (recent.get(second) ?? 0) + 1);
      for (const old of recent.keys()) {
        if (old > second - paceSeconds) break;
        recent.delete(old);
      }
    },
    figures: (now) => ({
      tenMinutes: tenMinutes.figures(now),
      day: day.figures(now),
      slices: tenMinutes.slices(now),
      cost: costs.of(now),
      failed,
    }),
    hasCalls: (now) => !day.isEmpty(now),
    perSecond: (at) => {
      const newest = Math.floor(at / 1000);
      const within = [...recent].filter(([second]) => second > newest - paceSeconds && second <= newest);
      return within.reduce((sum, [, count]) => sum + count, 0) / paceSeconds;
    },
    settled: () => settled,
  };
};
