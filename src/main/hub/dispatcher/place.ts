import type { Fact } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { planWorldOf, recordFacts, stampOf, type Core } from "./core.ts";
import type { Waiting } from "./dispatcher.ts";
import { factAboutAttempt, factAboutMessage } from "./facts.ts";
import { lookUpDoubt } from "./look-up.ts";
import { planMessage } from "./plan.ts";
import type { Plan, PlanWorld } from "./plan-world.ts";

/**
 * Plans a message and puts it where the plan says. Does nothing about busy ones: they are placed when they are free. Nor while the
 * dispatcher stops: a statement that can no longer be written would be planned again at once, for ever.
 */
export const place = (core: Core, messageId: string): void => {
  if (core.stopping.aborted) return;
  const fact = placeOne(core, core.deps.book.get(messageId), messageId, planWorldOf(core));
  if (fact !== undefined) recordFacts(core, [fact], (id) => place(core, id));
};

/** The same for many, with one journal entry for all of them. */
export const placeAll = (core: Core, messageIds: Iterable<string>): void => {
  if (core.stopping.aborted) return;
  const world = planWorldOf(core);
  const facts: Fact[] = [];
  for (const messageId of messageIds) {
    const fact = placeOne(core, core.deps.book.get(messageId), messageId, world);
    if (fact !== undefined) facts.push(fact);
  }
  recordFacts(core, facts, (id) => place(core, id));
};

const placeOne = (core: Core, entry: BookEntry | undefined, messageId: string, world: PlanWorld): Fact | undefined => {
  if (core.busy.has(messageId)) return undefined;
  if (entry === undefined) {
    leave(core, messageId);
    return undefined;
  }
  const plan = planMessage(entry, world);
  switch (plan.kind) {
    case "nothing":
      leave(core, messageId);
      core.barred.delete(messageId);
      return undefined;
    case "wait":
      core.ready.remove(messageId);
      setWaiting(core, messageId, plan.waiting);
      core.queue.set(messageId, plan.at);
      return undefined;
    case "ready":
      core.waiting.delete(messageId);
      core.ready.add(messageId, plan.route, entry.intent.priority);
      core.notices.waitingChanged([messageId]);
      core.queue.set(messageId, plan.at);
      core.poke();
      return undefined;
    case "look-up":
      leave(core, messageId);
      lookUpDoubt(core, entry, plan.attempt, (id) => place(core, id));
      return undefined;
    case "record":
      leave(core, messageId);
      return factOf(core, entry, plan);
  }
};

const factOf = (core: Core, entry: BookEntry, { attempt, statement }: Extract<Plan, { kind: "record" }>): Fact =>
  attempt === null ? factAboutMessage(entry.intent, statement, stampOf(core)) : factAboutAttempt(attempt, statement, stampOf(core));

const leave = (core: Core, messageId: string): void => {
  core.queue.remove(messageId);
  core.ready.remove(messageId);
  setWaiting(core, messageId, null);
};

export const setWaiting = (core: Core, messageId: string, waiting: Waiting | null): void => {
  const before = core.waiting.get(messageId);
  if (before?.reason === waiting?.reason && before?.until === waiting?.until) return;
  if (waiting === null) core.waiting.delete(messageId);
  else core.waiting.set(messageId, waiting);
  core.notices.waitingChanged([messageId]);
};

/** Keeps a message out of line for its reason until a time, at the latest until it expires. */
export const waitUntil = (core: Core, entry: BookEntry, waiting: Waiting, at: number): void => {
  core.ready.remove(entry.intent.messageId);
  setWaiting(core, entry.intent.messageId, entry.state.kind === "queued" ? waiting : null);
  core.queue.set(entry.intent.messageId, Math.min(at, entry.intent.expiresAt > core.deps.clock.now() ? entry.intent.expiresAt : at));
};
