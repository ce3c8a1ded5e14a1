import type { Attempt, Fact, Priority } from "#shared/message/ledger-rows.ts";
import { countSms } from "#shared/sms/segments.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { keyForTry, nextAttemptNumber } from "./attempt-key.ts";
import { isOffline, mayCarry, providersOf, stampOf, type Core } from "./core.ts";
import type { GateView, Rendered, Waiting } from "./dispatcher.ts";
import { factAboutMessage, type Statement } from "./facts.ts";
import { passGates, type GateAnswer } from "./gates.ts";
import type { Lane } from "./lanes.ts";
import { launch, type Prepared } from "./launch.ts";
import { momentOf } from "./moment.ts";
import { place, waitUntil } from "./place.ts";
import { keyTrustMsOf } from "./plan-doubt.ts";
import type { Taken } from "./quotas.ts";
import { priorities, type Route } from "./ready-line.ts";

/** Pause after a failure that is nobody's message's fault, milliseconds. */
const retryMs = 5_000;

/**
 * Takes as many messages of a route as its lane has room for, from the claim to the first byte. Resolves when they are
 * on their way; answers false when there was nothing to do or no room.
 */
export const sendBatch = async (core: Core, route: Route): Promise<boolean> => {
  if (core.holdBack > 0) return false;
  const urgency = core.ready.urgencyOf(route);
  if (urgency === undefined) return false;
  const found = laneWithRoom(core, route, urgency);
  setRouteWaiting(core, route, found.waiting);
  if (found.lane === undefined) return false;
  const ids = firstInLine(core, route, found.lane);
  if (ids.length === 0) return false;
  for (const id of ids) {
    core.busy.add(id);
    core.ready.remove(id);
  }
  const free = new Set(ids);
  try {
    for (const [provider, own] of byProvider(core, route, found.provider, ids)) await sendGroup(core, provider, own, urgency, free);
  } catch (error) {
    core.logger.error("a batch was not sent and is tried again", { count: free.size, reason: String(error) });
    for (const id of free) postpone(core, id, { reason: "due", until: null }, retryMs);
  } finally {
    for (const id of free) core.busy.delete(id);
  }
  return true;
};

/** Messages for one account; null where each of its accounts has refused them since they were planned: the plan knows the next step. */
const sendGroup = async (
  core: Core,
  provider: Provider | null,
  ids: readonly string[],
  urgency: Priority,
  free: Set<string>,
): Promise<void> => {
  if (provider === null) {
    for (const id of ids) release(core, free, id, () => place(core, id));
    return;
  }
  const lane = core.lanes.of(provider);
  const now = ids.slice(0, lane.room(urgency));
  for (const id of ids.slice(now.length)) {
    release(core, free, id, () => postpone(core, id, { reason: "lane-paused", until: null }, core.limits.tickMsMax));
  }
  if (now.length > 0) await sendClaimed(core, now, provider, lane, free);
};

/** As many as the lane has room for now, most urgent first; the rest of a quota or burst that is kept for day-of messages stays. */
const firstInLine = (core: Core, route: Route, lane: Lane): string[] => {
  const { claimBatchSize } = core.limits;
  const room = new Map(priorities.map((priority) => [priority, Math.min(claimBatchSize, lane.room(priority))]));
  const line = core.ready.first(route, Math.max(...room.values()));
  return line.flatMap(({ messageId, priority }, index) => (index < (room.get(priority) ?? 0) ? [messageId] : []));
};

/**
 * A message in doubt goes to the provider that may have it and to no other (S7); the rest to the one that was found, or where that may
 * not carry it, to the best that may. What the rules of every account forbid is for the gates to say; what every account has refused goes to none.
 */
const byProvider = (core: Core, route: Route, found: Provider, ids: readonly string[]): Map<Provider | null, string[]> => {
  const all = providersOf(core, route);
  return Map.groupBy(ids, (id) => {
    const entry = core.deps.book.get(id);
    if (entry === undefined) return found;
    const { state } = entry;
    if (state.kind === "unknown") return all.find((one) => one.id === state.attempt.provider) ?? found;
    if (mayCarry(core, found, entry)) return found;
    const others = all.filter((one) => mayCarry(core, one, entry));
    const best = others.find((one) => core.lanes.of(one).room(entry.intent.priority) > 0) ?? others[0];
    return best ?? (state.kind === "queued" && state.notBy.length > 0 ? null : found);
  });
};

type LaneFound =
  | { readonly lane: Lane; readonly provider: Provider; readonly waiting: Waiting }
  | { readonly lane: undefined; readonly waiting: Waiting };

const laneWithRoom = (core: Core, route: Route, urgency: Priority): LaneFound => {
  if (isOffline(core, route.endsWith(":practice"))) return { lane: undefined, waiting: { reason: "offline", until: null } };
  let waiting: Waiting = { reason: "lane-paused", until: null };
  for (const provider of providersOf(core, route)) {
    const lane = core.lanes.of(provider);
    if (lane.room(urgency) > 0) return { lane, provider, waiting: inLine };
    const one = whyFull(lane, urgency);
    // A healthy provider that is merely busy is waited for: the next one is for when it fails, not for its rush hours.
    if (one.reason === "lane-full" && lane.isHealthy()) return { lane: undefined, waiting: one };
    waiting = sooner(waiting, one);
  }
  return { lane: undefined, waiting };
};

const inLine: Waiting = { reason: "lane-full", until: null };

/** A used-up quota says more than a rest: it is over later, and another account may help. */
const whyFull = (lane: Lane, urgency: Priority): Waiting => {
  const quotaUntil = lane.quotaUntil(urgency);
  if (quotaUntil !== null) return { reason: "quota", until: Number.isFinite(quotaUntil) ? quotaUntil : null };
  const { condition } = lane.state();
  if (condition.kind === "resting") return { reason: "lane-paused", until: condition.until };
  return condition.kind === "broken" ? { reason: "lane-paused", until: null } : inLine;
};

/** Which of two reasons ends first; one that ends by an answer first of all, one that waits for a person last. */
const sooner = (a: Waiting, b: Waiting): Waiting => {
  const endOf = ({ reason, until }: Waiting): number => until ?? (reason === "lane-full" ? 0 : Infinity);
  return endOf(b) < endOf(a) ? b : a;
};

const setRouteWaiting = (core: Core, route: Route, waiting: Waiting): void => {
  const before = core.routeWaiting.get(route);
  if (before?.reason === waiting.reason && before.until === waiting.until) return;
  core.routeWaiting.set(route, waiting);
  core.notices.waitingChanged(core.ready.ids().filter((id) => core.ready.routeOf(id) === route));
};

/** `free` holds the messages that nobody else looks after; those handed to a running call leave it. */
const sendClaimed = async (core: Core, ids: readonly string[], provider: Provider, lane: Lane, free: Set<string>): Promise<void> => {
  const granted = await core.deps.claims.claim(ids);
  for (const id of ids) {
    if (!granted.has(id)) release(core, free, id, () => postpone(core, id, { reason: "no-claim", until: null }, core.limits.tickMsMax));
  }
  const entries = ids.filter((id) => granted.has(id)).flatMap((id) => core.deps.book.get(id) ?? []);
  const view = await core.deps.gateFacts.load(entries.map((entry) => entry.intent));
  // From here to the journal nothing is awaited: what the gates saw is what is written down.
  const { prepared, facts } = prepareAll(core, entries, provider, lane, view, free);
  if (prepared.length + facts.length === 0) return;
  const written = await journalAttempts(core, prepared, facts);
  for (const fact of facts) release(core, free, fact.messageId, () => place(core, fact.messageId));
  for (const one of written) {
    free.delete(one.entry.intent.messageId);
    launch(core, one, provider, lane);
  }
  if (written.length < prepared.length) throw new Error("some attempts could not be written");
};

/** The messages that may leave, and what is to be written about others; whatever is neither goes back to its place. */
const prepareAll = (
  core: Core,
  entries: readonly BookEntry[],
  provider: Provider,
  lane: Lane,
  view: GateView,
  free: Set<string>,
): { readonly prepared: readonly Prepared[]; readonly facts: readonly Fact[] } => {
  const prepared: Prepared[] = [];
  const facts: Fact[] = [];
  for (const { intent } of entries) {
    const { messageId, priority } = intent;
    // The lane may have come to rest while the facts were loaded.
    if (prepared.length >= lane.room(priority)) {
      release(core, free, messageId, () => place(core, messageId));
      continue;
    }
    const result = prepare(core, messageId, provider, view);
    if (result.kind === "fact") facts.push(result.fact);
    else if (result.kind === "back") release(core, free, messageId, result.settle);
    else if (lane.fits(priority, partsOf(result.prepared), takenBy(prepared))) prepared.push(result.prepared);
    else release(core, free, messageId, () => postponeForQuota(core, messageId, lane.quotaUntil(priority)));
  }
  return { prepared, facts };
};

const partsOf = ({ attempt }: Prepared): number => attempt.units ?? 1;

const takenBy = (prepared: readonly Prepared[]): Taken => ({
  messages: prepared.length,
  parts: prepared.reduce((sum, one) => sum + partsOf(one), 0),
});

/** A long text may not fit where a short one would: it lets the others go ahead, and is looked at again soon. */
const postponeForQuota = (core: Core, messageId: string, until: number | null): void =>
  postpone(core, messageId, { reason: "quota", until }, core.limits.tickMsMax);

/** One commit for all; when it fails, each on its own, so that one bad row holds up nobody else (L3). */
const journalAttempts = async (core: Core, prepared: readonly Prepared[], facts: readonly Fact[]): Promise<readonly Prepared[]> => {
  const { ledger } = core.deps;
  try {
    await ledger.append({ attempts: prepared.map((one) => one.attempt), facts });
    return prepared;
  } catch (error) {
    core.logger.error("a batch could not be written and is tried singly", { count: prepared.length, reason: String(error) });
  }
  await ledger.append({ facts });
  const written = await Promise.all(
    prepared.map((one) =>
      ledger.append({ attempts: [one.attempt] }).then(
        () => [one],
        () => [],
      ),
    ),
  );
  return written.flat();
};

const release = (core: Core, free: Set<string>, messageId: string, then: () => void): void => {
  free.delete(messageId);
  core.busy.delete(messageId);
  then();
};

const postpone = (core: Core, messageId: string, waiting: Waiting, delayMs: number): void => {
  const entry = core.deps.book.get(messageId);
  if (entry !== undefined) waitUntil(core, entry, waiting, core.deps.clock.now() + delayMs);
};

type Result =
  | { readonly kind: "send"; readonly prepared: Prepared }
  | { readonly kind: "fact"; readonly fact: Fact }
  /** Nothing is written; `settle` puts it back in its place. */
  | { readonly kind: "back"; readonly settle: () => void };

/** One message's own trouble stays its own (L3): whatever throws here ends that message and no other. */
const prepare = (core: Core, messageId: string, provider: Provider, view: GateView): Result => {
  const entry = core.deps.book.get(messageId);
  if (entry === undefined || (entry.state.kind !== "queued" && entry.state.kind !== "unknown")) {
    return { kind: "back", settle: () => place(core, messageId) };
  }
  try {
    return prepareEntry(core, entry, provider, view);
  } catch (error) {
    core.logger.error("a message could not be prepared and was set aside", { messageId, reason: String(error) });
    return ended(core, entry, { kind: "dead", code: "cannot-be-prepared", detail: "This message could not be prepared for sending." });
  }
};

const prepareEntry = (core: Core, entry: BookEntry, provider: Provider, view: GateView): Result => {
  const { intent, state } = entry;
  const { messageId } = intent;
  const doubted = state.kind === "unknown" ? state.attempt : undefined;
  const planIndex = planIndexOf(state);
  // Never another provider while one may have it (S7).
  if (doubted !== undefined && doubted.provider !== provider.id) {
    return { kind: "back", settle: () => postpone(core, messageId, { reason: "lane-paused", until: null }, core.limits.tickMsMax) };
  }
  const gate = askGates(core, entry, planIndex, view);
  if (gate.kind === "end") return ended(core, entry, gate.statement);
  if (gate.kind === "skip-step") return ended(core, entry, { ...gate.statement, planIndex });
  if (gate.kind === "wait") {
    const at = gate.until ?? core.deps.clock.now() + core.limits.tickMsMax;
    return { kind: "back", settle: () => waitUntil(core, entry, { reason: gate.reason, until: gate.until }, at) };
  }
  const rendered = core.deps.render(intent, planIndex);
  if (!rendered.ok) return ended(core, entry, { kind: "dead", code: rendered.code, detail: rendered.detail });
  if (doubted !== undefined && rendered.bodySha256 !== doubted.bodySha256) {
    return ended(core, entry, { kind: "dead", code: "text-changed", detail: "It no longer renders to the same bytes." });
  }
  const attempt = attemptOf(core, entry, planIndex, provider, rendered, doubted);
  const { attemptId, idempotencyKey } = attempt;
  const request = { messageId, attemptId, idempotencyKey, payload: rendered.payload, expiresAt: intent.expiresAt };
  return { kind: "send", prepared: { entry, attempt, request } };
};

const planIndexOf = (state: BookEntry["state"]): number => {
  if (state.kind === "unknown") return state.attempt.planIndex;
  return state.kind === "queued" ? state.planIndex : 0;
};

const askGates = (core: Core, { intent }: BookEntry, planIndex: number, view: GateView): GateAnswer => {
  const step = intent.plan[planIndex];
  if (step === undefined) throw new Error("the plan has no such step");
  return passGates(intent, step, { ...momentOf(core, intent), view });
};

/** A message in doubt cannot be ended by a gate; it is not repeated any more, and evidence or a person settles it. */
const ended = (core: Core, entry: BookEntry, statement: Statement): Result => {
  if (entry.state.kind !== "unknown") return { kind: "fact", fact: factAboutMessage(entry.intent, statement, stampOf(core)) };
  core.barred.add(entry.intent.messageId);
  return { kind: "back", settle: () => place(core, entry.intent.messageId) };
};

const attemptOf = (
  core: Core,
  entry: BookEntry,
  planIndex: number,
  provider: Provider,
  { payload, bodySha256 }: Extract<Rendered, { ok: true }>,
  doubted: Attempt | undefined,
): Attempt => {
  const { deps, limits } = core;
  const parts = payload.channel === "sms" ? countSms(payload.body).segments : 1;
  const now = Math.round(deps.clock.now());
  const trustMs = keyTrustMsOf(provider, limits);
  const key = (): string => keyForTry({ rows: entry, planIndex, provider: provider.id, bodySha256, now, trustMs });
  return {
    attemptId: deps.ids.next(),
    messageId: entry.intent.messageId,
    approvalId: entry.intent.approvalId,
    ...(parts > 1 ? { units: parts } : {}),
    n: nextAttemptNumber(entry),
    planIndex,
    provider: provider.id,
    idempotencyKey: doubted?.idempotencyKey ?? (provider.keyed ? key() : ""),
    bodySha256,
    deviceId: deps.deviceId,
    bootId: deps.bootId,
    startedAt: now,
    forced: doubted?.forced ?? (entry.state.kind === "queued" && entry.state.forced),
  };
};
