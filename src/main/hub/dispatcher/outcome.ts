import { retryDelayMs } from "#shared/message/backoff.ts";
import type { Attempt, Fact } from "#shared/message/ledger-rows.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { SendOutcome } from "#hub/providers/contract.ts";
import type { Statement } from "./facts.ts";
import type { DispatchLimits } from "./limits.ts";

export interface OutcomeWorld {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly chance: number;
  /** When the lane may be used again, if it rests. */
  readonly laneRestsUntil: number | null;
  /** Another lane can take the message at once: then it waits for neither this one nor what its provider asked for. */
  readonly hasOtherLane: boolean;
  readonly limits: DispatchLimits;
}

/** What is written about the attempt. Pure. `tries`: definite failures of the message before this one. */
export const statementOf = (outcome: SendOutcome, tries: number, world: OutcomeWorld): Statement => {
  switch (outcome.kind) {
    case "accepted":
      return { kind: "accepted", detail: outcome.detail, providerMessageId: outcome.providerMessageId };
    case "unknown":
      return { kind: "unknown", code: outcome.code, detail: outcome.detail };
    case "rejected":
      return { kind: "rejected", scope: outcome.scope === "message" ? "words" : outcome.scope, code: outcome.code, detail: outcome.detail };
    case "broken-lane":
      return { kind: "deferred", scope: "lane", code: outcome.code, detail: outcome.problem.sentence, retryAt: world.now };
    case "deferred": {
      const isFree = outcome.scope === "lane" && world.hasOtherLane;
      const delayMs = retryDelayMs(tries + 1, world.chance, isFree ? null : outcome.retryAfterMs, world.limits);
      const retryAt = Math.max(world.now + delayMs, outcome.scope === "lane" && !isFree ? (world.laneRestsUntil ?? 0) : 0);
      return { kind: "deferred", scope: outcome.scope, code: outcome.code, detail: outcome.detail, retryAt };
    }
  }
};

/** Whether a message that was just deferred for its own sake has had its chances. */
export const isUsedUp = (
  state: Extract<MessageState, { kind: "queued" }>,
  attempts: readonly Attempt[],
  facts: readonly Fact[],
  limits: Pick<DispatchLimits, "triesMin" | "giveUpAfterMs">,
): boolean => {
  if (state.attemptsUsed < limits.triesMin) return false;
  const redrivenAt = Math.max(0, ...facts.filter((fact) => fact.kind === "redriven").map((fact) => fact.recordedAt));
  const tries = attempts.map((attempt) => attempt.startedAt).filter((at) => at >= redrivenAt);
  // From try to try, not until now: a night's sleep or a wrong clock is no try.
  return Math.max(...tries) - Math.min(...tries) >= limits.giveUpAfterMs;
};
