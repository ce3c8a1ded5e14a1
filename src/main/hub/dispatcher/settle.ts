import type { Fact } from "#shared/message/ledger-rows.ts";
import type { Core } from "./core.ts";
import { factAboutAttempt, interruptedCode } from "./facts.ts";

/**
 * S4: attempts that an earlier start left without an outcome may have gone out, so they become unknown before anything
 * is sent. Repeating it changes nothing: the fact's id comes from the attempt. Waits for the journal's check, and as long
 * as the disk takes no writes. Rejects with the problem of a journal that forbids sending, and when the dispatcher stops.
 */
export const settleEarlierStarts = async (core: Core): Promise<number> => {
  await core.deps.ledger.check(core.stopping);
  const facts: Fact[] = [];
  for (const { state, damaged } of core.deps.book.entries()) {
    if (state.kind !== "started" || core.calls.has(state.attempt.attemptId)) continue;
    const settled = `settled:${state.attempt.attemptId}`;
    // The row of an earlier settling may be the damaged one, and its id is taken for good.
    const factId = damaged > 0 ? `${settled}:${core.deps.bootId}` : settled;
    const stamp = { factId, now: core.deps.clock.now() };
    facts.push(
      factAboutAttempt(
        state.attempt,
        { kind: "unknown", source: "hub", code: interruptedCode, detail: "Usher ended before the answer came." },
        stamp,
      ),
    );
  }
  if (facts.length > 0) {
    await core.journal.keep(facts);
    core.stopping.throwIfAborted();
    core.logger.warn("sends of an earlier start had no answer", { count: facts.length });
  }
  return facts.length;
};
