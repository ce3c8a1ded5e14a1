import type { Attempt, Fact, Intent } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import type { Provider, SendOutcome, SendRequest } from "#hub/providers/contract.ts";
import { startCall } from "./call.ts";
import { mayCarry, providersOf, runWork, stampOf, type Core } from "./core.ts";
import { factAboutAttempt } from "./facts.ts";
import { passMomentGates } from "./gates.ts";
import type { Lane } from "./lanes.ts";
import { momentOf } from "./moment.ts";
import { statementOf } from "./outcome.ts";
import { place } from "./place.ts";
import { routeOf } from "./ready-line.ts";

/** A message that passed everything; sent once its row is on disk. */
export interface Prepared {
  readonly entry: BookEntry;
  readonly attempt: Attempt;
  readonly request: SendRequest;
}

/** Sends one message whose row is on disk, writes down what came of it, and places it again. It is busy meanwhile. */
export const launch = (core: Core, prepared: Prepared, provider: Provider, lane: Lane): void => {
  const { attempt, entry } = prepared;
  const { messageId } = entry.intent;
  const order = orderAgainst(core, entry.intent, provider);
  runWork(core, async () => {
    if (order === null) await send(core, prepared, provider, lane);
    else await core.journal.keep([notSentFact(core, attempt, order)]);
    core.busy.delete(messageId);
    place(core, messageId);
    core.notices.changed();
    core.poke();
  });
};

/** What became durable together with the attempt still holds it back: an order, a proof, or the time it took. */
const orderAgainst = (core: Core, intent: Intent, { id }: Provider): string | null => {
  if (core.stopping.aborted) return "stopping";
  if (core.deps.book.get(intent.messageId)?.state.kind === "accepted") return "already-accepted";
  if (core.controls.lanePausedSince(id) !== null) return "lane-paused";
  const answer = passMomentGates(intent, momentOf(core, intent));
  if (answer.kind === "pass") return null;
  return answer.kind === "wait" ? answer.reason : answer.statement.kind;
};

const send = async (core: Core, { attempt, entry, request }: Prepared, provider: Provider, lane: Lane): Promise<void> => {
  const { clock, logger } = { clock: core.deps.clock, logger: core.logger };
  const ended = lane.started();
  const record = (outcome: SendOutcome): Promise<void> => {
    const { condition } = lane.state();
    const tries = entry.state.kind === "queued" ? entry.state.attemptsUsed : 0;
    const statement = statementOf(outcome, tries, {
      now: clock.now(),
      chance: core.deps.random.next(),
      laneRestsUntil: condition.kind === "resting" ? condition.until : null,
      hasOtherLane: hasOtherLane(core, entry, attempt),
      limits: core.limits,
    });
    return core.journal.keep([factAboutAttempt(attempt, statement, stampOf(core))]);
  };
  const late = (outcome: SendOutcome): void => {
    // Only certainty is news: that it is unknown has been written.
    if (outcome.kind === "unknown") return;
    runWork(core, () => record(outcome));
  };
  const call = startCall(provider, request, { clock, logger, limits: core.limits }, late);
  core.calls.set(attempt.attemptId, { call, intent: entry.intent });
  const outcome = await call.outcome;
  core.calls.delete(attempt.attemptId);
  ended(outcome);
  await record(outcome);
};

const hasOtherLane = (core: Core, entry: BookEntry, { planIndex, provider }: Attempt): boolean => {
  const { intent } = entry;
  const step = intent.plan[planIndex];
  if (step === undefined) return false;
  const carriers = providersOf(core, routeOf(step, intent.practice)).filter((one) => mayCarry(core, one, entry));
  const lanes = carriers.map((one) => core.lanes.of(one));
  return lanes.some((lane) => lane.provider !== provider && lane.isHealthy() && lane.quotaUntil(intent.priority) === null);
};

/** What is written when an order came between the journal and the first byte. */
const notSentFact = (core: Core, attempt: Attempt, code: string): Fact =>
  factAboutAttempt(
    attempt,
    { kind: "deferred", source: "hub", scope: "lane", code, detail: "Stopped before anything was sent.", retryAt: core.deps.clock.now() },
    stampOf(core),
  );
