import type { Clock, Logger } from "#hub/ports/index.ts";
import type { Provider, SendOutcome, SendRequest } from "#hub/providers/contract.ts";
import type { DispatchLimits } from "./limits.ts";

export interface CallDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: Pick<DispatchLimits, "callTimeoutMs" | "abortGraceMs">;
}

export interface RunningCall {
  readonly startedAt: number;
  readonly outcome: Promise<SendOutcome>;
  /** Asks the provider to end; after the grace the call counts as unknown. */
  abort(reason: string): void;
}

const timedOut: SendOutcome = { kind: "unknown", code: "timeout", detail: "No answer came in time." };
const failedInside: SendOutcome = { kind: "unknown", code: "internal-error", detail: "Something went wrong inside Usher during the call." };

/**
 * Starts one provider call that certainly ends: after `callTimeoutMs` it is aborted, after `abortGraceMs` more it counts
 * as unknown. An answer that comes even later goes to `late`.
 */
export const startCall = (provider: Provider, request: SendRequest, deps: CallDeps, late: (outcome: SendOutcome) => void): RunningCall => {
  const { clock, limits, logger } = deps;
  const controller = new AbortController();
  const { promise: outcome, resolve } = Promise.withResolvers<SendOutcome>();
  let settled = false;
  let cancelGrace: (() => void) | undefined;
  const settle = (value: SendOutcome): void => {
    if (settled) return;
    settled = true;
    cancelTimeout();
    cancelGrace?.();
    resolve(value);
  };
  const abort = (reason: string): void => {
    if (settled || controller.signal.aborted) return;
    controller.abort(new Error(reason));
    cancelGrace = clock.setTimer(limits.abortGraceMs, () => settle(timedOut));
  };
  const cancelTimeout = clock.setTimer(limits.callTimeoutMs, () => abort("the call took too long"));
  const answered = (value: SendOutcome): void => (settled ? late(value) : settle(value));
  invoke(provider, request, controller.signal).then(answered, (error: unknown) => {
    logger.error("a provider threw, which is a bug; its message counts as unknown", { provider: provider.id, reason: String(error) });
    settle(failedInside);
  });
  return { startedAt: clock.now(), outcome, abort };
};

/** A provider that throws before it returns a promise is the same bug. */
const invoke = async (provider: Provider, request: SendRequest, signal: AbortSignal): Promise<SendOutcome> =>
  provider.send(request, signal);
