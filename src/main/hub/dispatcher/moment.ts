import type { Intent } from "#shared/message/ledger-rows.ts";
import { clockIsDoubted, clockIsTrusted, type Core } from "./core.ts";
import type { Moment } from "./gates.ts";

/** What orders, clocks and quiet hours say of a message at this moment. */
export const momentOf = (core: Core, intent: Intent): Moment => {
  const { controls, limits, deps, stopping } = core;
  return {
    now: deps.clock.now(),
    paused: stopping.aborted || controls.isPaused(intent),
    cancelled: controls.campaignCancelled(intent.campaignId),
    quietHours: intent.practice ? limits.quietHoursPractice : limits.quietHours,
    clockIsTrusted: clockIsTrusted(core),
    clockIsDoubted: clockIsDoubted(core),
    clockSkewMs: deps.clockSkewMs?.() ?? null,
    clockSkewMsMax: limits.clockSkewMsMax,
  };
};
