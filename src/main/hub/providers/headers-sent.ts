import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";

/**
 * How far one request got, as undici itself tells on its diagnostics channels: `unseen` (undici never made a request:
 * nothing can be concluded), `created` (not one byte written), `sent` (its headers were written to a socket).
 */
export type RequestProgress = "unseen" | "created" | "sent";

export interface HeadersSent {
  /** Runs one fetch; `progress()` tells about that fetch alone, however many run at once. */
  watch<Result>(task: (progress: () => RequestProgress) => Promise<Result>): Promise<Result>;
  /** Stops listening. Watches still running then see no progress any more. Idempotent. */
  stop(): void;
}

/**
 * Tells "certainly not sent" from "perhaps sent", which an error code cannot: ECONNRESET comes before and after the
 * request was written (reliability.md 1.3). The request is recognised when it is created, inside the caller's
 * asynchronous context, and followed as an object from there, because its headers may be written in another's.
 */
export const createHeadersSent = (): HeadersSent => {
  const context = new AsyncLocalStorage<{ progress: RequestProgress }>();
  const calls = new WeakMap<object, { progress: RequestProgress }>();

  const onCreate = (message: unknown): void => {
    const call = context.getStore();
    const request = requestOf(message);
    // A proxy's tunnel is opened by a request of its own, in which nothing of ours travels.
    if (call === undefined || request === undefined || request.method === "CONNECT") return;
    call.progress = "created";
    calls.set(request, call);
  };
  const onHeaders = (message: unknown): void => {
    const request = requestOf(message);
    const call = request === undefined ? undefined : calls.get(request);
    if (call !== undefined) call.progress = "sent";
  };

  subscribe("undici:request:create", onCreate);
  subscribe("undici:client:sendHeaders", onHeaders);
  return {
    watch: (task) => {
      const call: { progress: RequestProgress } = { progress: "unseen" };
      return context.run(call, () => task(() => call.progress));
    },
    stop: () => {
      unsubscribe("undici:request:create", onCreate);
      unsubscribe("undici:client:sendHeaders", onHeaders);
    },
  };
};

const requestOf = (message: unknown): { readonly method?: unknown } | undefined => {
  if (typeof message !== "object" || message === null || !("request" in message)) return undefined;
  const { request } = message;
  return typeof request === "object" && request !== null ? request : undefined;
};
