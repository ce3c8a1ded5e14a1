import type { ClientContext, ClientLink } from "@orpc/client";
import type { BridgeState, Watchable } from "./bridge.ts";

/** How long a call waits for a connection that is away. A reload of the hub takes about a second; ten say that it is gone. */
export const callWaitMsMax = 10_000;

/** The connection is away, and the call was never sent: safe to repeat. */
export class NotConnectedError extends Error {
  override readonly name = "NotConnectedError";
}

/**
 * One lasting link over links that come and go. A call goes to the link that is live now, or waits for the next one; it is never
 * sent twice. Rejects with NotConnectedError after `callWaitMsMax` or when the session is refused.
 */
export const createWaitingLink = (
  state: Watchable<BridgeState>,
  liveLink: () => ClientLink<ClientContext> | undefined,
): ClientLink<ClientContext> => ({
  call: async (path, input, options) => {
    if (state.current() !== "live") await untilLive(state, options.signal);
    const link = liveLink();
    if (link === undefined) throw new NotConnectedError("Usher is not connected.");
    return link.call(path, input, options);
  },
});

const untilLive = (state: Watchable<BridgeState>, signal: AbortSignal | undefined): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = (): void => {
    if (state.current() === "live") resolve();
    if (state.current() === "refused") reject(new NotConnectedError("This window's session is over."));
  };
  const onAbort = (): void => reject(signal?.reason as Error);
  const timer = setTimeout(() => reject(new NotConnectedError("Usher is not connected.")), callWaitMsMax);
  const unsubscribe = state.subscribe(look);
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  look();
  return promise.finally(() => {
    clearTimeout(timer);
    unsubscribe();
    signal?.removeEventListener("abort", onAbort);
  });
};
