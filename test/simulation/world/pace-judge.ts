import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Provider, SendOutcome } from "#hub/providers/contract.ts";
import type { World } from "./world.ts";

/** Watches at a provider's door that one process keeps to what was agreed (L4): its rate, how many at once, and Retry-After. */
export interface PaceJudge {
  arrived(attemptId: string, signal: AbortSignal): void;
  ended(attemptId: string): void;
  /** The process has heard the answer. */
  told(outcome: SendOutcome): void;
  /** A person has told the lane to try again now. */
  forgive(): void;
}

/** Sums of fractions of milliseconds. */
const slackMs = 1;

export const createPaceJudge = (id: ProviderId, rate: Provider["rate"], world: World): PaceJudge => {
  const intervalMs = 1_000 / rate.perSecond;
  const running = new Set<string>();
  let fullAt = Number.NEGATIVE_INFINITY;
  let closedUntil = 0;
  return {
    arrived: (attemptId, signal) => {
      const now = world.clock.monotonic();
      if (now < closedUntil - slackMs) world.violate(`L4: ${id} was called ${Math.round(closedUntil - now)} ms before it said`);
      fullAt = Math.max(fullAt, now) + intervalMs;
      if (fullAt - now > rate.burst * intervalMs + slackMs) world.violate(`L4: ${id} was called faster than agreed`);
      running.add(attemptId);
      // Whoever gives up a call has room for another.
      signal.addEventListener("abort", () => running.delete(attemptId), { once: true });
      if (running.size > rate.concurrency) world.violate(`L4: ${id} had ${running.size} calls at once`);
    },
    ended: (attemptId) => void running.delete(attemptId),
    told: (outcome) => {
      if (outcome.kind !== "deferred" || outcome.scope !== "lane" || outcome.retryAfterMs === null) return;
      closedUntil = Math.max(closedUntil, world.clock.monotonic() + outcome.retryAfterMs);
    },
    forgive: () => {
      closedUntil = 0;
    },
  };
};
