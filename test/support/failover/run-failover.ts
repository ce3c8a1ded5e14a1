import { createVirtualClock } from "../clock/virtual-clock.ts";
import { rehearse } from "../dispatch/rehearsal.ts";
import { failingProvider, type Failure } from "./failing-provider.ts";

const secondMs = 1000;
const minute = 60 * secondMs;
const healthyMs = 10 * secondMs;
const messages = 500;
/** A message becomes due five times a second: half of what one provider can do. */
const everyMs = 200;

export interface FailoverResult {
  /** Failures that were known when the breaker opened. */
  readonly failures: number;
  /** From the first call that failed to the open breaker. */
  readonly openedAfterMs: number;
  /** From the open breaker to the next call at the second provider. */
  readonly nextAfterMs: number;
  readonly taken: number;
  readonly twice: number;
  /** Messages that went to the second provider while the first might have had them (S7). */
  readonly outOfDoubt: number;
  readonly messages: number;
  /** Whether the first provider is used again after it was mended. */
  readonly cameBack: boolean;
}

/** A steady send by two providers of one channel; the first begins to fail, and is mended after half a minute. Virtual time. */
export const runFailover = async (failure: Failure): Promise<FailoverResult> => {
  const clock = createVirtualClock();
  const startedAt = clock.now();
  const first = failingProvider("resend", clock);
  const second = failingProvider("sendgrid", clock);
  const run = await rehearse({
    clock,
    providers: [first, second],
    messages: Array.from({ length: messages }, (_, index) => ({ practice: false, notBefore: startedAt + index * everyMs })),
  });
  const conditionOf = () => run.dispatcher.laneStates()[0]?.condition.kind;
  await clock.advance(healthyMs);
  first.failing = failure;
  const healthyCalls = first.calls.length;
  await clock.until(() => ["resting", "broken"].includes(conditionOf() ?? ""), minute);
  const openedAt = clock.now();
  const failed = first.calls.slice(healthyCalls);
  const { failures } = first;
  const before = second.calls.length;
  await clock.until(() => second.calls.length > before, minute);
  const nextAfterMs = (second.calls[before]?.at ?? Infinity) - openedAt;
  await clock.advance(30 * secondMs);
  first.failing = null;
  const mended = first.calls.length;
  if (failure === "key-refused") run.changeProvider("resend");
  await clock.advance(60 * minute);
  const taken = [...first.calls, ...second.calls].filter((call) => call.taken).map(({ messageId }) => messageId);
  const doubted = new Set(failure === "server-error" || failure === "hang" ? failed.map(({ messageId }) => messageId) : []);
  await run.done(run.dispatcher.stop());
  await run.done(run.ledger.close());
  return {
    failures,
    openedAfterMs: openedAt - (failed[0]?.at ?? openedAt),
    nextAfterMs,
    taken: new Set(taken).size,
    twice: taken.length - new Set(taken).size,
    outOfDoubt: second.calls.filter(({ messageId }) => doubted.has(messageId)).length,
    messages,
    cameBack: first.calls.length > mended,
  };
};
