import type { Intent } from "#shared/message/ledger-rows.ts";
import { quietZonesOf } from "#shared/message/quiet-zones.ts";
import { dailyHoursInAll, isKnownZone, type DailyHours } from "#shared/time/zoned.ts";
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
  const opensAt = createOpenings(core);
  for (const { intent, state } of deps.book.entries()) {
    const { campaignId } = intent;
    if (state.kind !== "queued" || late.has(campaignId) || goingOn.has(intent.approvalId)) continue;
    if (controls.isPaused(intent) || controls.campaignCancelled(campaignId)) continue;
    if (opensAt(intent, dueAtOf(core, intent, state.notBefore)) < before) late.add(campaignId);
  }
  if (late.size === 0) return 0;
  const at = Math.round(deps.clock.now());
  await deps.ledger.append({
    controls: [...late].map((scope) => ({ controlId: deps.ids.next(), scope, action: "ask-late", approvalId: null, at })),
  });
  core.logger.warn("campaigns are late and wait for a person's word", { count: late.size });
  return late.size;
};

/** When it could have left: its time or the provider's, and its hold. */
const dueAtOf = ({ controls }: Core, intent: Intent, notBefore: number): number =>
  Math.max(notBefore, controls.holdWaived(intent) ? intent.approvedAt : intent.holdUntil, controls.resumedAt(intent));

/** The end of the guest's quiet hours from an instant on. Ten thousand messages of one hour and a few zones are asked about once each. */
const createOpenings = ({ limits }: Core): ((intent: Intent, at: number) => number) => {
  const known = new Map<string, number>();
  return (intent, at) => {
    const quietHours = intent.practice ? limits.quietHoursPractice : limits.quietHours;
    if (quietHours === null) return at;
    const zones = quietZonesOf(intent);
    const key = `${at} ${String(intent.practice)} ${zones.join(" ")}`;
    const found = known.get(key) ?? openingOf(at, zones, quietHours);
    known.set(key, found);
    return found;
  };
};

const openingOf = (at: number, zones: readonly string[], quietHours: DailyHours): number => {
  if (!zones.every(isKnownZone)) return at;
  const hours = dailyHoursInAll(at, zones, quietHours);
  return hours.open ? at : (hours.until ?? at);
};
