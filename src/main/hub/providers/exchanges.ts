import { AsyncLocalStorage } from "node:async_hooks";
import type { Exchange } from "#shared/api/exchanges.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { Provider } from "./contract.ts";
import { maskHeaders, maskRequestBody, maskResponseBody, maskTarget } from "./mask-exchange.ts";

/** Where masked exchanges go. Must not throw and must not take time: a send does not wait for it. */
export type KeepExchange = (attemptId: string, exchange: Exchange) => void;

/** One call as a transport saw it; nothing of it is kept as it is. */
export interface RawExchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Iterable<readonly [string, string]>;
  readonly requestBody: string | null;
  readonly headWasSent: boolean;
  readonly response: {
    readonly status: number;
    readonly headers: Iterable<readonly [string, string]>;
    readonly body: string | null;
  } | null;
  readonly ending: string;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
}

export interface Exchanges {
  /** The same provider, whose sends say which attempt their calls belong to. */
  watch(provider: Provider): Provider;
  /** Masks and keeps a call, when it belongs to an attempt. */
  note(raw: RawExchange): void;
}

export const createExchanges = (clock: Pick<Clock, "now">, keep: KeepExchange): Exchanges => {
  const context = new AsyncLocalStorage<string>();
  return {
    watch: (provider) => {
      const send: Provider["send"] = (request, signal) => context.run(request.attemptId, () => provider.send(request, signal));
      // By prototype, so that what a provider answers anew at each question (its keys' life) still does.
      return Object.create(provider, { send: { value: send, enumerable: true } }) as Provider;
    },
    note: (raw) => {
      const attemptId = context.getStore();
      if (attemptId === undefined) return;
      try {
        keep(attemptId, maskedOf(raw, clock.now()));
      } catch {
        // Whatever is odd about it: the outcome of the call does not depend on what can be shown of it.
      }
    },
  };
};

const maskedOf = (raw: RawExchange, now: number): Exchange => {
  const headers = [...raw.requestHeaders];
  const contentType = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return {
    at: Math.round(now),
    request: {
      method: raw.method,
      target: maskTarget(raw.url),
      headers: maskHeaders(headers),
      body: maskRequestBody(raw.requestBody, contentType),
      headWasSent: raw.headWasSent,
    },
    response: raw.response && {
      status: raw.response.status,
      headers: maskHeaders(raw.response.headers),
      body: maskResponseBody(raw.response.body, raw.requestBody),
    },
    ending: raw.ending,
    firstByteMs: raw.firstByteMs === null ? null : Math.round(raw.firstByteMs),
    totalMs: Math.round(raw.totalMs),
  };
};
