import { describe, expect, it } from "vitest";
import { laneStatusSchema } from "#shared/api/lanes.ts";
import type { LaneState, QuotaState } from "#hub/dispatcher/index.ts";
import { laneStatusOf, type LaneNotes } from "./lane-status.ts";

const quota: QuotaState = {
  id: "resend:day",
  title: "Emails in 24 hours",
  used: 90,
  limit: 100,
  reserved: 2,
  unit: "message",
  window: { kind: "rolling", windowMs: 86_400_000 },
  roomAt: null,
};
const lane = (more: Partial<LaneState> = {}): LaneState => ({
  provider: "resend",
  channel: "email",
  condition: { kind: "running" },
  inFlight: 0,
  concurrency: 2,
  perSecondMax: 2,
  quotas: [],
  ...more,
});
const problem = { code: "key-refused", sentence: "The key is refused.", nextStep: "Enter a new one." };
const notes = (more: Partial<LaneNotes> = {}): LaneNotes => ({ perSecond: 0, stuck: null, isTested: true, isSilent: false, ...more });
const health = (state: LaneState, more: Partial<LaneNotes> = {}) => laneStatusOf(state, notes(more)).health;

describe("a lane in a word", () => {
  it("names the worst that is known of it", () => {
    const broken = lane({ condition: { kind: "broken", code: "key-refused", problem, since: 1 } });
    expect(health(broken, { stuck: problem })).toBe("broken");
    expect(health(lane({ condition: { kind: "resting", code: "busy", until: 5 } }), { stuck: problem })).toBe("stuck");
    expect(health(lane({ condition: { kind: "resting", code: "busy", until: 5 } }))).toBe("resting");
    expect(health(lane({ condition: { kind: "resting", code: "rate-limited", until: 5 } }))).toBe("slow");
    expect(health(lane({ condition: { kind: "probing" } }), { isSilent: true })).toBe("probing");
    expect(health(lane(), { isSilent: true })).toBe("unreachable");
    expect([health(lane()), health(lane(), { isTested: false })]).toEqual(["ok", "untested"]);
  });

  it("names the quota that is nearest to its end once four fifths are gone, in the contract's own shape", () => {
    const status = laneStatusOf(lane({ quotas: [{ ...quota, id: "month", used: 10 }, quota] }), notes());
    expect(status.quota).toMatchObject({ id: "resend:day", used: 90 });
    expect(laneStatusSchema.parse(status)).toEqual(status);
    expect(laneStatusOf(lane({ quotas: [{ ...quota, used: 79 }] }), notes()).quota).toBeNull();
  });
});
