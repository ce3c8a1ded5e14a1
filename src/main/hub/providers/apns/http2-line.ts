import { constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from "node:http2";
import type { Clock, Http2 } from "#hub/ports/index.ts";
import type { Exchanges, RawExchange } from "../exchanges.ts";
import type { CallResult } from "../transport.ts";
import { createStreamSlots, type StreamSlots } from "./stream-slots.ts";

export interface Http2Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * One HTTP/2 session to one origin, made at need and used by all calls. States: none -> opening (everybody waits for it) -> open ->
 * retired (takes no new calls, running ones end) -> none. A session that was quiet for a while is asked by a ping before it is used
 * again: after a sleep it is often dead, and a call on it would end in doubt.
 */
export interface Http2Line {
  /** Never throws. Ends on `signal` and after `timeoutMs`. */
  post(call: Http2Call, signal: AbortSignal): Promise<CallResult>;
  /** The next call gets a new session. */
  renew(): void;
  /** Ends running calls. Idempotent. */
  stop(): Promise<void>;
}

export interface Http2LineOptions {
  readonly origin: string;
  readonly http2: Http2;
  readonly clock: Clock;
  /** Calls at once, however many the other side allows. */
  readonly streamsMax: number;
  readonly timeoutMs?: number;
  /** Sees each call when it has ended, masked. */
  readonly exchanges?: Exchanges | undefined;
}

/** Apple answers within a second; after half a minute waiting longer tells nothing more. */
const timeoutMsUsual = 30_000;
/** TCP, TLS and settings take three round trips. At most as long as a call may take. */
const openMsMax = 10_000;
/** Routers forget quiet connections after a minute or more. */
const quietMsMax = 30_000;
/** At most half of a call's time, so that the other half is left for a new session. */
const pingMsMax = 5_000;
/** Apple's answers are a line long. */
const answerBytesMax = 64_000;

interface Line {
  readonly session: ClientHttp2Session;
  readonly slots: StreamSlots;
  /** Last stream that the other side says it has looked at, once it says goodbye. */
  lastStreamId: number | undefined;
  /** By the steady clock. */
  heardAt: number;
}

type Opened = { readonly kind: "line"; readonly line: Line } | { readonly kind: "failed"; readonly code: string };

export const createHttp2Line = (options: Http2LineOptions): Http2Line => {
  const { clock, timeoutMs = timeoutMsUsual } = options;
  const stopping = new AbortController();
  let line: Line | undefined;
  let opening: Promise<Opened> | undefined;
  const retire = (): void => {
    line?.session.close();
    line = undefined;
  };
  const ready = async (): Promise<Opened> => {
    if (line !== undefined && !isUsable(line)) retire();
    if (
      line !== undefined &&
      clock.monotonic() - line.heardAt > quietMsMax &&
      !(await isAlive(line, clock, Math.min(pingMsMax, timeoutMs / 2)))
    ) {
      line.session.destroy();
      line = undefined;
    }
    if (line !== undefined) return { kind: "line", line };
    const opened = await open(options, stopping.signal);
    if (opened.kind === "line") line = opened.line;
    return opened;
  };
  const postUnseen = async (call: Http2Call, signal: AbortSignal): Promise<CallResult> => {
    if (signal.aborted || stopping.signal.aborted) return { kind: "not-sent", code: "aborted" };
    const late = new AbortController();
    const cancelTimer = clock.setTimer(timeoutMs, () => late.abort());
    const ending = AbortSignal.any([signal, stopping.signal, late.signal]);
    const ended = (): string => (late.signal.aborted ? "timeout" : "aborted");
    try {
      opening ??= ready().finally(() => (opening = undefined));
      const opened = await orEnded(opening, ending);
      if (opened === undefined) return { kind: "not-sent", code: ended() };
      if (opened.kind === "failed") return { kind: "not-sent", code: opened.code };
      const release = await opened.line.slots.take(ending);
      if (release === undefined) return { kind: "not-sent", code: ending.aborted ? ended() : "session-closed" };
      try {
        const result = await exchange(opened.line, call, ending, ended, () => clock.monotonic());
        // Whoever was silent for so long is asked before the next call is trusted to it.
        if (result.kind === "no-answer" && late.signal.aborted) opened.line.heardAt = Number.NEGATIVE_INFINITY;
        return result;
      } finally {
        release();
      }
    } finally {
      cancelTimer();
    }
  };
  const post = async (call: Http2Call, signal: AbortSignal): Promise<CallResult> => {
    const startedAt = clock.monotonic();
    const result = await postUnseen(call, signal);
    options.exchanges?.note(rawOf(options.origin, call, result, clock.monotonic() - startedAt));
    return result;
  };
  return {
    post,
    renew: retire,
    stop: async () => {
      stopping.abort();
      line?.session.destroy();
      await opening;
      line?.session.destroy();
      line = undefined;
    },
  };
};

const rawOf = (origin: string, { path, headers, body }: Http2Call, result: CallResult, totalMs: number): RawExchange => ({
  method: "POST",
  url: `${origin}${path}`,
  requestHeaders: Object.entries({ "content-type": "application/json", ...headers }),
  requestBody: body,
  headWasSent: result.kind !== "not-sent",
  response: result.kind === "answered" ? result : null,
  ending: result.kind === "answered" ? "" : result.code,
  firstByteMs: null,
  totalMs,
});

const isUsable = ({ session, lastStreamId }: Line): boolean => !session.closed && !session.destroyed && lastStreamId === undefined;

/** Undefined when `ending` comes first. */
const orEnded = async <Value>(task: Promise<Value>, ending: AbortSignal): Promise<Value | undefined> => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => resolve(undefined);
  ending.addEventListener("abort", end, { once: true });
  if (ending.aborted) end();
  try {
    return await Promise.race([task, promise]);
  } finally {
    ending.removeEventListener("abort", end);
  }
};

/** Connects and waits for the other side's settings: only then it surely speaks HTTP/2, and nothing of ours has left. */
const open = ({ origin, http2, clock, streamsMax }: Http2LineOptions, stopping: AbortSignal): Promise<Opened> => {
  const { promise, resolve } = Promise.withResolvers<Opened>();
  const session = http2.connect(origin);
  const slots = createStreamSlots(streamsMax);
  const line: Line = { session, slots, lastStreamId: undefined, heardAt: clock.monotonic() };
  const fail = (code: string): void => {
    resolve({ kind: "failed", code });
    session.destroy();
  };
  const stop = (): void => fail("aborted");
  const cancelTimer = clock.setTimer(openMsMax, () => fail("timeout"));
  stopping.addEventListener("abort", stop, { once: true });
  session.on("error", (error) => fail(codeOf(error)));
  session.on("close", () => {
    fail("closed");
    slots.end();
  });
  session.on("goaway", (_code: number, lastStreamId: number) => {
    line.lastStreamId = lastStreamId;
    session.close();
  });
  // Apple allows one call until it has seen a valid token, then a thousand.
  session.on("remoteSettings", ({ maxConcurrentStreams = streamsMax }) => {
    slots.allow(Math.min(streamsMax, Math.max(1, maxConcurrentStreams)));
    resolve({ kind: "line", line });
  });
  return promise.finally(() => {
    cancelTimer();
    stopping.removeEventListener("abort", stop);
  });
};

/** Whether the other side answers a ping in time. */
const isAlive = ({ session }: Line, clock: Clock, pingMs: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancelTimer = clock.setTimer(pingMs, () => resolve(false));
  try {
    session.ping((error) => resolve(error === null));
  } catch {
    resolve(false);
  }
  return promise.finally(cancelTimer);
};

const exchange = (
  line: Line,
  { path, headers, body }: Http2Call,
  ending: AbortSignal,
  ended: () => string,
  monotonic: () => number,
): Promise<CallResult> => {
  let stream: ClientHttp2Stream;
  try {
    stream = line.session.request({ ":method": "POST", ":path": path, "content-type": "application/json", ...headers });
  } catch {
    return Promise.resolve({ kind: "not-sent", code: "session-closed" });
  }
  const { promise, resolve } = Promise.withResolvers<CallResult>();
  const answer = collect(stream, () => (line.heardAt = monotonic()));
  let failure = "stream-closed";
  stream.on("error", (error) => (failure = codeOf(error)));
  stream.on("close", () => resolve(answer.result() ?? withoutHeaders(line, stream, failure)));
  const end = (): void => {
    resolve(answer.result() ?? withoutHeaders(line, stream, ended()));
    stream.close(constants.NGHTTP2_CANCEL);
  };
  ending.addEventListener("abort", end, { once: true });
  stream.end(body);
  return promise.finally(() => ending.removeEventListener("abort", end));
};

/** Gathers the answer of a stream; `result` is undefined until its headers came, and has no body until all of it came. */
const collect = (stream: ClientHttp2Stream, heard: () => void): { result(): CallResult | undefined } => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let head: { readonly status: number; readonly headers: Headers } | undefined;
  let isComplete = false;
  stream.on("response", (received) => {
    heard();
    head = { status: received[":status"] ?? 0, headers: headersOf(received) };
  });
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= answerBytesMax) chunks.push(chunk);
    else stream.close(constants.NGHTTP2_CANCEL);
  });
  stream.on("end", () => (isComplete = bytes <= answerBytesMax && !stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR));
  const body = (): string | null =>
    isComplete && stream.rstCode === constants.NGHTTP2_NO_ERROR ? Buffer.concat(chunks).toString("utf8") : null;
  return { result: () => (head === undefined ? undefined : { kind: "answered", ...head, body: body() }) };
};

/**
 * A call without an answer. Certainly not looked at: never given a number; refused as a stream (RFC 9113, 8.7); or above the last one of
 * a goodbye (6.8). Everything else may have been read.
 */
const withoutHeaders = ({ lastStreamId }: Line, stream: ClientHttp2Stream, code: string): CallResult => {
  const { id, rstCode } = stream;
  if (id === undefined) return { kind: "not-sent", code };
  if (rstCode === constants.NGHTTP2_REFUSED_STREAM) return { kind: "not-sent", code: "stream-refused" };
  if (lastStreamId !== undefined && id > lastStreamId) return { kind: "not-sent", code: "goaway" };
  return { kind: "no-answer", code };
};

const headersOf = (received: IncomingHttpHeaders): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    if (!name.startsWith(":") && value !== undefined) headers.set(name, [value].flat().join(", "));
  }
  return headers;
};

/** `ECONNREFUSED` -> `econnrefused`. */
const codeOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string"
    ? code
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/gu, "-")
        .slice(0, 60)
    : "connection-failed";
};
