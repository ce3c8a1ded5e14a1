import type { Intent, PlanStep } from "#shared/message/ledger-rows.ts";
import { quietZonesOf } from "#shared/message/quiet-zones.ts";
import { isReminder } from "#shared/message/reminder.ts";
import { isTestSend } from "#shared/message/test-send.ts";
import type { WaitingReason } from "#shared/message/states.ts";
import { dailyHoursInAll, isKnownZone, type DailyHours } from "#shared/time/zoned.ts";
import { payloadSha256Of } from "#hub/ledger/index.ts";
import type { GateView } from "./dispatcher.ts";
import type { Statement } from "./facts.ts";

export type GateAnswer =
  | { readonly kind: "pass" }
  | { readonly kind: "wait"; readonly reason: WaitingReason; readonly until: number | null }
  /** This address is out, for the reason stated; the plan may have another. */
  | { readonly kind: "skip-step"; readonly statement: Statement }
  /** The message ends here, visibly, with this statement. */
  | { readonly kind: "end"; readonly statement: Statement };

/** What may change while a row is being written. */
export interface Moment {
  readonly now: number;
  readonly paused: boolean;
  readonly cancelled: boolean;
  readonly quietHours: DailyHours | null;
  /** False while the clock may be wrong: what seems late is not given up. */
  readonly clockIsTrusted: boolean;
  /** It jumped lately. */
  readonly clockIsDoubted: boolean;
  readonly clockSkewMs: number | null;
  readonly clockSkewMsMax: number;
}

export interface GateWorld extends Moment {
  readonly view: GateView;
}

/**
 * The last questions before a message leaves, in this order; the first that objects decides:
 *
 * 1. orders: cancelled, paused. A pause delays everything: nothing is decided meanwhile;
 * 2. clock: a doubted one decides nothing;
 * 3. approval: the revision stands, the address is current, not suppressed, in a country that may be written to, the reply
 *    still open (reminders);
 * 4. time: expired, a wrong clock, quiet hours;
 * 5. content: it is what was approved;
 * 6. budget: there is money left, and its price is taken out of it.
 *
 * What would end the message or the step is asked before what would delay it, except for 1 and 2. Pure but for the last
 * question, which is asked only when nothing else objects.
 */
export const passGates = (intent: Intent, step: PlanStep, world: GateWorld): GateAnswer =>
  ordersGate(world) ??
  clockGate(intent, world) ??
  approvalGate(intent, step, world.view) ??
  timeGate(intent, world) ??
  contentGate(intent) ??
  budgetGate(intent, step, world.view) ?? { kind: "pass" };

/** Orders and time once more, when the row is on disk: a computer may have slept over it. */
export const passMomentGates = (intent: Intent, moment: Moment): GateAnswer =>
  ordersGate(moment) ?? clockGate(intent, moment) ?? timeGate(intent, moment) ?? { kind: "pass" };

const end = (statement: Statement): GateAnswer => ({ kind: "end", statement });

const skip = (statement: Omit<Statement, "kind">): GateAnswer => ({ kind: "skip-step", statement: { ...statement, kind: "step-skipped" } });

const ordersGate = ({ paused, cancelled }: Moment): GateAnswer | undefined => {
  if (cancelled) return end({ kind: "cancelled", code: "campaign-cancelled", detail: "The rest of this message was cancelled." });
  if (paused) return { kind: "wait", reason: "paused", until: null };
  return undefined;
};

const approvalGate = (intent: Intent, step: PlanStep, view: GateView): GateAnswer | undefined => {
  const stands = view.revisionStands(intent);
  // The journal knows of the approval before the campaign does; that is no change.
  if (stands === null) return { kind: "wait", reason: "due", until: null };
  if (!stands) {
    return end({ kind: "cancelled", code: "revision-changed", detail: "The message was changed after it was approved." });
  }
  if (!view.addressIsCurrent(intent, step)) {
    return skip({ scope: "message", code: "address-changed", detail: "The address was changed after the approval." });
  }
  const suppression = view.suppression(intent, step);
  if (suppression !== null) {
    return skip({ scope: "recipient", code: suppression, detail: "This address must not be written to." });
  }
  if (view.countryIsForbidden(intent, step)) {
    return skip({ scope: "message", code: "country-not-allowed", detail: "No connected account may write to numbers of this country." });
  }
  // An invitation to somebody who has answered is still an invitation; only a reminder is out of place.
  if (isReminder(intent) && view.rsvpIsClosed(intent)) {
    return end({ kind: "suppressed", code: "rsvp-closed", detail: "The guest has answered, or the deadline has passed." });
  }
  return undefined;
};

/** Nothing is decided by a doubted clock; and whether a deadline has passed, not by one that is known to be wrong either. */
const clockGate = (intent: Intent, { clockIsDoubted, clockIsTrusted }: Moment): GateAnswer | undefined =>
  clockIsDoubted || (isReminder(intent) && !clockIsTrusted) ? { kind: "wait", reason: "clock", until: null } : undefined;

const timeGate = (intent: Intent, moment: Moment): GateAnswer | undefined => {
  const { now, quietHours, clockSkewMs, clockSkewMsMax } = moment;
  if (now >= intent.expiresAt) return moment.clockIsTrusted ? end(expiredStatement) : { kind: "wait", reason: "clock", until: null };
  // With a wrong clock even quiet hours are a guess, so this is the reason that is shown.
  const scheduled = intent.notBefore > intent.approvedAt;
  if (scheduled && clockSkewMs !== null && Math.abs(clockSkewMs) > clockSkewMsMax) {
    return { kind: "wait", reason: "clock", until: null };
  }
  // Whoever writes to themselves is awake.
  if (quietHours !== null && !isTestSend(intent)) {
    const zones = quietZonesOf(intent);
    const unknown = zones.find((zone) => !isKnownZone(zone));
    if (unknown !== undefined) return end(unknownZoneStatement(unknown));
    const hours = dailyHoursInAll(now, zones, quietHours);
    if (!hours.open) return { kind: "wait", reason: "quiet-hours", until: hours.until };
  }
  return undefined;
};

export const expiredStatement: Statement = { kind: "expired", code: "too-late", detail: "It would have arrived too late." };

/** When it is night there cannot be told, and a message by a guess may wake somebody. */
const unknownZoneStatement = (zone: string): Statement => ({
  kind: "dead",
  code: "zone-unknown",
  detail: `This computer does not know the time zone ${zone}, so it cannot tell when it is night there. Update Usher, or choose another zone.`,
});

const contentGate = (intent: Intent): GateAnswer | undefined =>
  payloadSha256Of(intent.plan, intent.values) === intent.payloadSha256
    ? undefined
    : end({ kind: "dead", code: "payload-mismatch", detail: "What would be sent is not what was approved." });

const budgetGate = (intent: Intent, step: PlanStep, view: GateView): GateAnswer | undefined =>
  view.takeCost(intent, step) ? undefined : { kind: "wait", reason: "budget", until: null };
