import type { Intent } from "#shared/message/ledger-rows.ts";
import { quietZonesOf } from "#shared/message/quiet-zones.ts";
import { dailyHoursInAll, isKnownZone } from "#shared/time/zoned.ts";
import { clockIsTrusted, type Core } from "./core.ts";

/**
 * Asks before sending what is late (design 4.4): after a start, a sleep, a jump of the clock or time offline, campaigns whose messages should
 * have left long ago wait for a person's word. A send that was going on until just now is not late, however long it takes.
 * Answers how many campaigns wait.
 */
export const askAboutLate = async (core: Core): Promise<number> => {
  const { deps, limits, controls } = core;
  const before = deps.clock.now() - limits.lateAfterMs;
  // By a wall clock that may be wrong nothing is late. While all is paused, whoever resumes decides about all of it.
  if (!clockIsTrusted(core) || controls.allPaused()) return 0;
  const goingOn = deps.ledger.approvalsTriedSince(before);
  const late = new Set<string>();
  for (const { intent, state } of deps.book.entries()) {
    const { campaignId } = intent;
    if (state.kind !== "queued" || late.has(campaignId) || goingOn.has(intent.approvalId)) continue;
    if (controls.isPaused(intent) || controls.campaignCancelled(campaignId)) continue;
    if (dueAtOf(core, intent, state.notBefore) < before) late.add(campaignId);
  }
  if (late.size === 0) return 0;
  const at = Math.round(deps.clock.now());
  await deps.ledger.append({
    controls: [...late].map((scope) => ({ controlId: deps.ids.next(), scope, action: "ask-late", approvalId: null, at })),
  });
  core.logger.warn("campaigns are late and wait for a person's word", { count: late.size });
  return late.size;
};

/** When it could have left: its time or the provider's, its hold, and the end of the guest's quiet hours. */
const dueAtOf = ({ limits, controls }: Core, intent: Intent, notBefore: number): number => {
  const { holdUntil, practice, approvedAt } = intent;
  const at = Math.max(notBefore, controls.holdWaived(intent) ? approvedAt : holdUntil, controls.resumedAt(intent));
  const quietHours = practice ? limits.quietHoursPractice : limits.quietHours;
  const zones = quietZonesOf(intent);
  if (quietHours === null || !zones.every(isKnownZone)) return at;
  const hours = dailyHoursInAll(at, zones, quietHours);
  return hours.open ? at : (hours.until ?? at);
};
