import type { BookEntry } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import type { Waiting } from "./dispatcher.ts";
import type { Statement } from "./facts.ts";
import { expiredStatement } from "./gates.ts";
import { isUsedUp } from "./outcome.ts";
import { planDoubt } from "./plan-doubt.ts";
import type { Plan, PlanWorld } from "./plan-world.ts";
import { routeOf } from "./ready-line.ts";

/** Pure: from the rows of a message and the standing orders to the next step. */
export const planMessage = (entry: BookEntry, world: PlanWorld): Plan => {
  switch (entry.state.kind) {
    case "queued":
      return planQueued(entry, entry.state, world);
    case "unknown":
      return planDoubt(entry, entry.state, world);
    // Held waits for a person, started for its answer; the rest is settled.
    case "held":
    case "started":
    case "accepted":
    case "rejected":
    case "dead":
    case "expired":
    case "cancelled":
    case "suppressed":
      return { kind: "nothing" };
  }
};

const record = (statement: Statement): Plan => ({ kind: "record", statement, attempt: null });

const planQueued = (entry: BookEntry, state: Extract<BookEntry["state"], { kind: "queued" }>, world: PlanWorld): Plan => {
  const { intent } = entry;
  const { now, controls, limits } = world;
  if (now >= intent.expiresAt) {
    return world.clockIsTrusted
      ? record(expiredStatement)
      : { kind: "wait", waiting: { reason: "clock", until: null }, at: now + limits.tickMsMax };
  }
  if (controls.campaignCancelled(intent.campaignId)) return record(cancelledStatement);
  if (isDamagedUnasked(entry)) return record(damagedStatement);
  if (isUsedUp(state, entry.attempts, entry.facts, limits)) return record(usedUpStatement(entry));
  const waiting = waitingOfQueued(entry, state, world);
  if (waiting !== null) return { kind: "wait", waiting, at: Math.min(waiting.until ?? Infinity, intent.expiresAt) };
  const step = intent.plan[state.planIndex];
  if (step === undefined) throw new Error("the fold names a step that the plan does not have");
  const route = routeOf(step, intent.practice);
  const accounts = world.providersFor(route);
  const carriers = accounts.filter((provider) => world.mayWriteTo(provider, step.address));
  // None connected is not refused by all: the next one may be on its way.
  const refusal = accounts.length === 0 ? null : refusalByAll(entry, state, carriers);
  return refusal === null ? { kind: "ready", route, at: intent.expiresAt } : record(refusal);
};

/** Whether each account of the channel has said that it cannot write to this address; then the next step has its turn. */
const refusalByAll = (
  { attempts, facts }: BookEntry,
  { notBy, planIndex }: Extract<BookEntry["state"], { kind: "queued" }>,
  providers: readonly Provider[],
): Statement | null => {
  if (notBy.length === 0 || providers.some(({ id }) => !notBy.includes(id))) return null;
  const said = attempts.filter((attempt) => attempt.planIndex === planIndex && notBy.includes(attempt.provider)).at(-1);
  const last = facts.find((fact) => fact.attemptId === said?.attemptId && fact.kind === "rejected");
  return { kind: "step-skipped", scope: "message", planIndex, code: last?.code ?? "", detail: last?.detail ?? "" };
};

const waitingOfQueued = (
  { intent, facts }: BookEntry,
  state: Extract<BookEntry["state"], { kind: "queued" }>,
  { now, controls, limits, clockIsDoubted }: PlanWorld,
): Waiting | null => {
  if (controls.campaignIsLate(intent.campaignId)) return { reason: "late", until: null };
  if (controls.isPaused(intent)) return { reason: "paused", until: null };
  if (now < intent.holdUntil && !controls.holdWaived(intent)) return { reason: "hold", until: intent.holdUntil };
  if (clockIsDoubted) return { reason: "clock", until: null };
  // A wait that was counted from a time still to come is no wait: the clock was ahead then.
  const clockWasAhead = facts.some((fact) => fact.kind === "deferred" && fact.recordedAt > now + limits.clockSkewMsMax);
  if (now >= (clockWasAhead ? intent.notBefore : state.notBefore)) return null;
  return { reason: state.notBefore > intent.notBefore ? "backoff" : "schedule", until: state.notBefore };
};

export const cancelledStatement: Statement = {
  kind: "cancelled",
  source: "person",
  code: "campaign-cancelled",
  detail: "The rest of this message was cancelled.",
};

const damagedCode = "journal-damaged";

const damagedStatement: Statement = {
  kind: "dead",
  code: damagedCode,
  detail: "A row about this message in the send journal is damaged, so it may have gone out. Send it again only if you know it did not.",
};

/** A message with a damaged row is sent only after a person, told so, has queued it again. */
const isDamagedUnasked = ({ damaged, facts }: BookEntry): boolean => {
  if (damaged === 0) return false;
  const told = facts.some((fact) => fact.kind === "dead" && fact.code === damagedCode);
  return !told || !facts.some((fact) => fact.kind === "redriven");
};

const usedUpStatement = ({ facts }: BookEntry): Statement => {
  const last = facts
    .filter((fact) => fact.kind === "deferred")
    .toSorted((a, b) => a.recordedAt - b.recordedAt)
    .at(-1);
  return { kind: "dead", code: last?.code ?? "gave-up", detail: `Gave up after many tries. ${last?.detail ?? ""}`.trim() };
};
