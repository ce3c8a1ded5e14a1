import type { Fact } from "#shared/message/ledger-rows.ts";
import type { Core } from "./core.ts";
import { factAboutAttempt, interruptedCode } from "./facts.ts";

/**
 * S4: attempts that an earlier start left without an outcome may have gone out, so they become unknown before anything
 * is sent. Repeating it changes nothing: the fact's id comes from the attempt.
 */
export const settleEarlierStarts = async (core: Core): Promise<number> => {
  const facts: Fact[] = [];
  for (const { state } of core.deps.book.entries()) {
    if (state.kind !== "started" || core.calls.has(state.attempt.attemptId)) continue;
    const stamp = { factId: `settled:${state.attempt.attemptId}`, now: core.deps.clock.now() };
    facts.push(
      factAboutAttempt(
        state.attempt,
        { kind: "unknown", source: "hub", code: interruptedCode, detail: "Usher ended before the answer came." },
        stamp,
      ),
    );
  }
  if (facts.length > 0) {
    await core.deps.ledger.append({ facts });
    core.logger.warn("sends of an earlier start had no answer", { count: facts.length });
  }
  return facts.length;
};
