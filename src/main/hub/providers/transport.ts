import type { Clock, Http } from "#hub/ports/index.ts";
import type { SendOutcome } from "./contract.ts";
import type { Exchanges, RawExchange } from "./exchanges.ts";
import { createHeadersSent, type RequestProgress } from "./headers-sent.ts";

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for GET. */
  readonly body: string | null;
  /** A socket of its own, closed afterwards: a stale one must not turn into a doubt on a provider without keys. */
  readonly freshConnection: boolean;
}

/** All that one call can come to. Three certainties and a doubt (reliability.md 1.3). */
export type CallResult =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Headers;
      /** Null when the status line came but not the whole body. */
      readonly body: string | null;
    }
  /** Not one byte of it was written. `aborted`: the caller ended it; `timeout`: nobody took it in time. */
  | { readonly kind: "not-sent"; readonly code: string }
  /** It may have been read. */
  | { readonly kind: "no-answer"; readonly code: string };

export interface Transport {
  /** Never throws. Ends on `signal` and after `timeoutMs`. */
  call(call: HttpCall, signal: AbortSignal): Promise<CallResult>;
  /** Ends running calls. Idempotent. */
  stop(): void;
}

export interface TransportOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  /** Sees each call when it has ended, masked. */
  readonly exchanges?: Exchanges | undefined;
}

/** Both providers answer within a second or two; after half a minute waiting longer tells nothing more. */
const timeoutMsUsual = 30_000;
/** Answers of both APIs are a few kB; a list of 50 messages is about 60. */
const answerBytesMax = 2_000_000;

/** Makes the calls of one provider and tells "certainly not sent" from "perhaps sent". */
export const createTransport = ({ http, clock, timeoutMs = timeoutMsUsual, exchanges }: TransportOptions): Transport => {
  const headersSent = createHeadersSent();
  const stopping = new AbortController();
  const call = async (one: HttpCall, signal: AbortSignal): Promise<CallResult> => {
    if (signal.aborted || stopping.signal.aborted) return { kind: "not-sent", code: "aborted" };
    const late = new AbortController();
    const cancelTimer = clock.setTimer(timeoutMs, () => late.abort());
    const ending = AbortSignal.any([signal, stopping.signal, late.signal]);
    const startedAt = clock.monotonic();
    const told = (result: CallResult, progress: RequestProgress, firstByteMs: number | null): CallResult => {
      exchanges?.note(rawOf(one, result, progress, firstByteMs, clock.monotonic() - startedAt));
      return result;
    };
    try {
      return await headersSent.watch(async (progress) => {
        let response: Response;
        try {
          response = await http.fetch(one.url, initOf(one, ending));
        } catch (error) {
          const code = late.signal.aborted ? "timeout" : ending.aborted ? "aborted" : codeOf(error);
          return told(progress() === "created" ? { kind: "not-sent", code } : { kind: "no-answer", code }, progress(), null);
        }
        const firstByteMs = clock.monotonic() - startedAt;
        const body = await textOf(response);
        return told({ kind: "answered", status: response.status, headers: response.headers, body }, progress(), firstByteMs);
      });
    } finally {
      cancelTimer();
    }
  };
  return {
    call,
    stop: () => {
      stopping.abort();
      headersSent.stop();
    },
  };
};

const rawOf = (
  { method, url, headers, body }: HttpCall,
  result: CallResult,
  progress: RequestProgress,
  firstByteMs: number | null,
  totalMs: number,
): RawExchange => ({
  method,
  url,
  requestHeaders: Object.entries(headers),
  requestBody: body,
  headWasSent: progress === "sent",
  response: result.kind === "answered" ? result : null,
  ending: result.kind === "answered" ? "" : result.code,
  firstByteMs,
  totalMs,
});

const initOf = (one: HttpCall, signal: AbortSignal): RequestInit => ({
  method: one.method,
  headers: one.freshConnection ? { ...one.headers, connection: "close" } : one.headers,
  body: one.body,
  signal,
  // A provider does not redirect; whoever does (a hotel's login page) must not see the message.
  redirect: "manual",
});

const textOf = async (response: Response): Promise<string | null> => {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > answerBytesMax) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** `ECONNREFUSED` -> `econnrefused`; fetch hides the reason in the cause. */
const codeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string"
    ? code
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/gu, "-")
        .slice(0, 60)
    : "connection-failed";
};

/** The outcome of a call that brought no answer at all; the same for every provider. */
export const withoutAnswer = (result: Exclude<CallResult, { kind: "answered" }>): SendOutcome =>
  result.kind === "not-sent"
    ? {
        kind: "deferred",
        scope: "lane",
        code: result.code === "aborted" ? "aborted" : "unreachable",
        detail: result.code === "aborted" ? "Stopped before anything was sent." : `The provider could not be reached (${result.code}).`,
        retryAfterMs: null,
      }
    : { kind: "unknown", code: "answer-lost", detail: `The request left, but no answer came back (${result.code}).` };

/** `Retry-After` in milliseconds: seconds or an HTTP date; null when missing or unreadable. At most a day. */
export const retryAfterMsOf = (headers: Headers, now: number): number | null => {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (text === "") return null;
  const ms = /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.ceil(ms)), 24 * 60 * 60 * 1000) : null;
};

/** A JSON object, or undefined for everything else. */
export const objectOf = (text: string | null): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** True when an answer says that it is something else than JSON: then it did not come from the provider's API. */
export const saysItIsNotJson = (headers: Headers): boolean => {
  const type = headers.get("content-type");
  return type !== null && !/[/+]json\b/iu.test(type);
};
