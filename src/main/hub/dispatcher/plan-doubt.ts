import type { Attempt } from "#shared/message/ledger-rows.ts";
import { retryDelayMs } from "#shared/message/backoff.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { firstUseOf } from "./attempt-key.ts";
import type { DispatchLimits } from "./limits.ts";
import type { Plan, PlanWorld } from "./plan-world.ts";
import { routeOf } from "./ready-line.ts";
import { interruptedCode } from "./facts.ts";

type Doubt = Extract<BookEntry["state"], { kind: "unknown" }>;

/** We stop relying on a key an hour before its provider forgets it: clocks differ and requests travel. */
const keyMarginMs = 60 * 60 * 1000;

/** How long after its first use a key protects against a second message, milliseconds. */
export const keyTrustMsOf = (provider: Provider, limits: Pick<DispatchLimits, "keyTrustMs">): number =>
  provider.keyed ? Math.max(0, Math.min(limits.keyTrustMs, provider.keyLifeMs - keyMarginMs)) : 0;

/**
 * A message that may have gone out (S5, S7, S18). In order: a repeat under the same key while the key protects; look-ups
 * where the provider can be asked; else late facts have a while to settle it, and then a person decides.
 */
export const planDoubt = (entry: BookEntry, state: Doubt, world: PlanWorld): Plan => {
  const { attempt } = state;
  const step = entry.intent.plan[attempt.planIndex];
  if (step === undefined) return hold(attempt, "The address it went to is not in its plan any more.");
  const route = routeOf(step, entry.intent.practice);
  const provider = world.providersFor(route).find((one) => one.id === attempt.provider);
  if (world.clockIsDoubted) return later(world.now + world.limits.tickMsMax);
  if (hasKeyClash(entry, attempt)) return hold(attempt, "The provider knows this key with another text.");
  const repeatUntil = provider === undefined ? 0 : repeatableUntil(entry, attempt, provider, world);
  if (world.now < repeatUntil) return planRepeat(entry, state, repeatUntil, world);
  if (provider?.lookUp !== undefined) return planLookUp(entry, state, world);
  // Waiting for the clock to catch up pays where the key will still protect then.
  const patienceMs = provider === undefined ? 0 : keyTrustMsOf(provider, world.limits);
  const heldAt = startedBefore(state.since, world, patienceMs) + world.limits.heldAfterMs;
  return world.now < heldAt ? later(heldAt) : hold(attempt, "No answer came, and nothing that came later says whether it went out.");
};

/** A doubt that began at a time still to come began under a wrong clock: how long ago nobody knows, so long enough. */
const startedBefore = (since: number, { now, limits }: PlanWorld, patienceMs = 0): number =>
  since > now + Math.max(limits.clockSkewMsMax, patienceMs) ? 0 : since;

const later = (at: number): Plan => ({ kind: "wait", waiting: null, at });

const hold = (attempt: Attempt, detail: string): Plan => ({
  kind: "record",
  attempt,
  statement: { kind: "held", source: "hub", code: "no-evidence", detail },
});

const hasKeyClash = (entry: BookEntry, attempt: Attempt): boolean =>
  entry.facts.some((fact) => fact.attemptId === attempt.attemptId && fact.kind === "unknown" && fact.code === "idempotency-key-reused");

/** Until when the same bytes may go out again under the same key; 0 when they may not. */
const repeatableUntil = (entry: BookEntry, attempt: Attempt, provider: Provider, world: PlanWorld): number => {
  const { intent } = entry;
  const firstUse = firstUseOf(entry, attempt.idempotencyKey);
  if (!provider.keyed || attempt.idempotencyKey === "" || firstUse === undefined) return 0;
  const forbidden =
    // A clock that was set back says nothing about the age of a key.
    world.now < firstUse ||
    entry.damaged > 0 ||
    attempt.approvalId !== intent.approvalId ||
    world.controls.campaignCancelled(intent.campaignId) ||
    world.isBarred(intent.messageId);
  return forbidden ? 0 : Math.min(firstUse + keyTrustMsOf(provider, world.limits), intent.expiresAt);
};

const planRepeat = (entry: BookEntry, { attempt }: Doubt, repeatUntil: number, world: PlanWorld): Plan => {
  const { intent } = entry;
  const { controls, now, limits } = world;
  if (controls.isPaused(intent)) return later(repeatUntil);
  const at = repeatAt(entry, attempt, limits, now);
  if (now < at) return later(Math.min(at, repeatUntil));
  const step = intent.plan[attempt.planIndex];
  if (step === undefined) throw new Error("checked by the caller");
  return { kind: "ready", route: routeOf(step, intent.practice), at: repeatUntil };
};

/** The wait grows with each use that the provider left unanswered. A use that our own end cut short says nothing about the provider. */
export const repeatAt = (entry: Pick<BookEntry, "attempts" | "facts">, attempt: Attempt, limits: DispatchLimits, now: number): number => {
  const uses = entry.attempts.filter((one) => one.idempotencyKey === attempt.idempotencyKey);
  const ids = new Set<string | null>(uses.map((one) => one.attemptId));
  const stated = entry.facts.filter((fact) => ids.has(fact.attemptId));
  // What was written at a time still to come was written under a clock that ran ahead: no wait is counted from there.
  const lately = stated.filter((fact) => fact.recordedAt <= now + limits.clockSkewMsMax);
  const lastAt = Math.max(...uses.map((one) => one.startedAt), ...lately.map((fact) => fact.recordedAt));
  const asked = Math.max(0, ...lately.map((fact) => fact.retryAt ?? 0));
  const cutShort = stated.filter((fact) => fact.code === interruptedCode && fact.source === "hub").length;
  return Math.max(asked, lastAt + retryDelayMs(uses.length - cutShort, chanceOf(attempt.attemptId), null, limits));
};

/** Spread by the id instead of by chance, so that planning twice gives the same time. At least half of the delay. */
const chanceOf = (id: string): number => {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1009;
  return 0.5 + sum / 2018;
};

const planLookUp = (entry: BookEntry, { attempt, since: stated, notFoundCount }: Doubt, world: PlanWorld): Plan => {
  const { now, limits } = world;
  const since = startedBefore(stated, world);
  const unsure = world.looksOf(attempt.attemptId);
  const notFoundAt = entry.facts.filter((fact) => fact.kind === "not-found").map((fact) => startedBefore(fact.recordedAt, world));
  const looks = notFoundCount + unsure.count;
  const lastAt = Math.max(unsure.lastAt, ...notFoundAt);
  if (notFoundCount >= limits.lookUpsMax) return hold(attempt, "No answer came, and the provider does not list it.");
  if (looks >= limits.lookUpsMax && now >= since + limits.heldAfterMs) {
    return hold(attempt, "No answer came, and the provider cannot say whether it went out.");
  }
  const at = looks === 0 ? since + limits.lookUpAfterMs : lastAt + limits.lookUpEveryMs;
  return now < at ? later(at) : { kind: "look-up", attempt };
};
