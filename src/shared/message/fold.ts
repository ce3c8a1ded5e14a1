import { judgeAttempt, type JudgedAttempt } from "./attempt-outcome.ts";
import { deliveryRank, provenDelivery } from "./delivery-rank.ts";
import type { Fact, FactKind, PlanStep } from "./ledger-rows.ts";
import type { MessageRows, MessageState } from "./states.ts";

/**
 * The state of a message, from the set of its rows (design 4.2, docs/states.md). Pure, exhaustive, and blind to order
 * and repetition (invariant S12). In order of weight:
 *
 * 1. any proof of acceptance, whenever it comes and whatever was decided meanwhile;
 * 2. an attempt that may have gone out: started, unknown or held. Nothing else is decided while there is one;
 * 3. an end stated under the approval that counts: skipped or cancelled, suppressed, expired, rejected, dead;
 * 4. otherwise it waits, for its next plan step.
 */
export const foldMessage = (rows: MessageRows): MessageState => {
  const facts = distinctFacts(rows.facts);
  return acceptedState(facts) ?? foldUnaccepted(rows, facts);
};

const foldUnaccepted = (rows: MessageRows, facts: readonly Fact[]): MessageState => {
  const judged = judgeAll(rows, facts);
  const released = releasedUpTo(judged, facts);
  const doubts = judged.filter((one) => isDoubtful(one, released, judged));
  const doubt = doubts.at(-1);
  if (doubt !== undefined) {
    return doubtState(doubts, doubt);
  }
  const ours = facts.filter((fact) => belongsTo(fact, rows, judged));
  const current = judged.filter((one) => one.attempt.approvalId === rows.intent.approvalId);
  return endState(ours) ?? planState(rows, current, ours, released);
};

/** By id; of two different rows with one id (which the ledger does not let in) the same one always wins. */
const distinctFacts = (facts: readonly Fact[]): readonly Fact[] => {
  const byId = new Map<string, Fact>();
  for (const fact of facts) {
    const known = byId.get(fact.factId);
    if (known === undefined || JSON.stringify(fact) < JSON.stringify(known)) {
      byId.set(fact.factId, fact);
    }
  }
  return byId.size === facts.length ? facts : [...byId.values()];
};

const acceptedState = (facts: readonly Fact[]): MessageState | undefined => {
  let best: { fact: Fact; rank: number } | undefined;
  for (const fact of facts) {
    const delivery = provenDelivery(fact.kind);
    if (delivery === undefined) continue;
    const rank = deliveryRank(delivery);
    if (best === undefined || rank > best.rank || (rank === best.rank && fact.factId < best.fact.factId)) {
      best = { fact, rank };
    }
  }
  const delivery = best && provenDelivery(best.fact.kind);
  return best && delivery && { kind: "accepted", delivery, attemptId: best.fact.attemptId };
};

/** All attempts of the message, distinct, in the order of their numbers, each with its facts. */
const judgeAll = (rows: MessageRows, facts: readonly Fact[]): readonly JudgedAttempt[] => {
  if (rows.attempts.length === 0) return [];
  const factsOf = Map.groupBy(facts, (fact) => fact.attemptId);
  const byId = new Map(rows.attempts.map((attempt) => [attempt.attemptId, attempt]));
  return [...byId.values()]
    .toSorted((a, b) => a.n - b.n || byText(a.attemptId, b.attemptId))
    .map((attempt) => judgeAttempt(attempt, factsOf.get(attempt.attemptId) ?? []));
};

/** Number of the last attempt that a person released: sent again or skipped. Covers all before it; a redrive releases nothing. */
const releasedUpTo = (judged: readonly JudgedAttempt[], facts: readonly Fact[]): number => {
  const decided = new Set<string | null>();
  for (const fact of facts) {
    if (fact.kind === "send-again" || fact.kind === "skipped") decided.add(fact.attemptId);
  }
  return judged.findLast((one) => decided.has(one.attempt.attemptId))?.attempt.n ?? 0;
};

/**
 * Nobody knows whether it went out. A repeat under the same key is not a new doubt, and the provider's verdict on the
 * address under that key settles the earlier ones: it cannot have taken what it refuses.
 */
const isDoubtful = (one: JudgedAttempt, released: number, judged: readonly JudgedAttempt[]): boolean => {
  if ((one.outcome !== "open" && one.outcome !== "unknown") || one.attempt.n <= released) return false;
  const key = one.attempt.idempotencyKey;
  return (
    key === "" ||
    !judged.some(
      (later) =>
        later.attempt.n > one.attempt.n &&
        later.attempt.idempotencyKey === key &&
        later.attempt.provider === one.attempt.provider &&
        later.outcome === "rejected" &&
        (later.fact?.scope === "recipient" || later.fact?.scope === "sender"),
    )
  );
};

const doubtState = (doubts: readonly JudgedAttempt[], last: JudgedAttempt): MessageState => {
  if (last.outcome === "open") {
    return { kind: "started", attempt: last.attempt };
  }
  const since = Math.min(...doubts.map((one) => one.attempt.startedAt));
  const held = doubts.flatMap((one) => one.facts.filter((fact) => fact.kind === "held"));
  const firstHeld = inOrder(held)[0];
  if (firstHeld !== undefined) {
    return { kind: "held", attempt: last.attempt, since: firstHeld.recordedAt, detail: firstHeld.detail };
  }
  const notFoundCount = doubts.flatMap((one) => one.facts).filter((fact) => fact.kind === "not-found").length;
  return { kind: "unknown", attempt: last.attempt, since, notFoundCount };
};

/** Facts about the whole message count under their own approval; facts about an attempt under the attempt's. */
const belongsTo = (fact: Fact, rows: MessageRows, judged: readonly JudgedAttempt[]): boolean => {
  const approvalId =
    fact.attemptId === null ? fact.approvalId : judged.find((one) => one.attempt.attemptId === fact.attemptId)?.attempt.approvalId;
  return approvalId === rows.intent.approvalId;
};

const byText = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** As they were recorded; ties by id, so that the set alone decides. */
const inOrder = (facts: readonly Fact[]): readonly Fact[] =>
  facts.toSorted((a, b) => a.recordedAt - b.recordedAt || byText(a.factId, b.factId));

const smallest = (facts: readonly Fact[]): Fact | undefined => facts.toSorted((a, b) => byText(a.factId, b.factId))[0];

const reasonIn = (fact: Fact | undefined): { code: string; detail: string } => ({ code: fact?.code ?? "", detail: fact?.detail ?? "" });

/** How far a refusal reaches that leaves the message its other ways. */
const stepScopes: ReadonlySet<Fact["scope"]> = new Set(["recipient", "words", "sender"]);

/** Ends that were stated about the message as a whole. Each gives up, so the first in this list is the one shown. */
const endState = (facts: readonly Fact[]): MessageState | undefined => {
  const about = (kind: FactKind) => facts.filter((fact) => fact.kind === kind);
  if (about("skipped").length > 0 || about("cancelled").length > 0) return { kind: "cancelled" };
  const suppressed = smallest(about("suppressed"));
  if (suppressed !== undefined) return { kind: "suppressed", code: suppressed.code };
  if (about("expired").length > 0) return { kind: "expired" };
  const refused = smallest(about("rejected").filter((fact) => fact.attemptId === null || !stepScopes.has(fact.scope)));
  if (refused !== undefined) return { kind: "rejected", code: refused.code, detail: refused.detail };
  const dead = about("dead");
  // Each redrive answers one giving-up: the message is dead while there are more of the latter.
  if (dead.length > about("redriven").length) {
    return { kind: "dead", ...reasonIn(inOrder(dead).at(-1)) };
  }
  return undefined;
};

/** The steps that one refusal closes: its own, or where the words were refused, all of its channel. Another account may take what one cannot. */
const closedBy = ({ attempt, fact }: JudgedAttempt, plan: readonly PlanStep[]): readonly number[] => {
  if (fact?.scope === "sender") return [];
  if (fact?.scope === "recipient") return [attempt.planIndex];
  const channel = plan[attempt.planIndex]?.channel;
  return [attempt.planIndex, ...plan.flatMap((step, index) => (step.channel === channel ? [index] : []))];
};

/** The next step of the plan that no provider has refused for good; rejected when there is none. */
const planState = (rows: MessageRows, current: readonly JudgedAttempt[], facts: readonly Fact[], released: number): MessageState => {
  const refusals = current.filter((one) => one.outcome === "rejected");
  const skips = facts.filter((fact) => fact.kind === "step-skipped");
  const closedSteps = new Set([...refusals.flatMap((one) => closedBy(one, rows.intent.plan)), ...skips.map((fact) => fact.planIndex)]);
  const planIndex = rows.intent.plan.findIndex((_, index) => !closedSteps.has(index));
  const bySender = refusals.filter((one) => one.fact?.scope === "sender");
  if (planIndex < 0)
    return closedState(
      refusals.filter((one) => !bySender.includes(one)),
      skips,
    );
  const redrivenAfter = redrivenUpTo(current, facts);
  const deferrals = current.filter((one) => one.outcome === "deferred" && one.attempt.n > redrivenAfter);
  const retryAts = deferrals.flatMap((one) => one.facts.map((fact) => fact.retryAt ?? 0));
  return {
    kind: "queued",
    planIndex,
    attemptsUsed: deferrals.filter((one) => one.fact?.scope !== "lane").length,
    notBefore: Math.max(rows.intent.notBefore, ...retryAts),
    // Once a person sent again past a doubt, every later try is on their word.
    forced: released > 0,
    notBy: [...new Set(bySender.filter((one) => one.attempt.planIndex === planIndex).map((one) => one.attempt.provider))],
  };
};

/** No step is left. A provider's refusal says more than a gate's; among gates the last step's reason is shown. */
const closedState = (refusals: readonly JudgedAttempt[], skips: readonly Fact[]): MessageState => {
  const refused = refusals.at(-1)?.fact;
  const skipped = inOrder(skips).at(-1);
  if (refused !== undefined || skipped === undefined) return { kind: "rejected", ...reasonIn(refused) };
  return skipped.scope === "recipient" ? { kind: "suppressed", code: skipped.code } : { kind: "rejected", ...reasonIn(skipped) };
};

/** Number of the last attempt before the newest redrive: what failed until then is forgiven. */
const redrivenUpTo = (current: readonly JudgedAttempt[], facts: readonly Fact[]): number => {
  const named = new Set(facts.filter((fact) => fact.kind === "redriven").map((fact) => fact.attemptId));
  return current.findLast((one) => named.has(one.attempt.attemptId))?.attempt.n ?? 0;
};

/**
 * Whether a new approval may take over this guest's slot: the old one ended unsent, and no attempt, however old, may
 * have gone out unnoticed. A skipped doubt keeps the slot closed for good.
 */
export const mayBeApprovedAgain = (rows: MessageRows): boolean => {
  const ended: readonly MessageState["kind"][] = ["rejected", "dead", "expired", "cancelled", "suppressed"];
  const judged = judgeAll(rows, distinctFacts(rows.facts));
  return ended.includes(foldMessage(rows).kind) && judged.every((one) => one.outcome === "rejected" || one.outcome === "deferred");
};
