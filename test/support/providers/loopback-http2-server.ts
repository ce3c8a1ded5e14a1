import { constants, createServer, type IncomingHttpHeaders, type Http2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { Fault, LoopbackServer, ReceivedCall, ServedAnswer } from "./loopback-server.ts";

/** Besides what can go wrong everywhere: what only HTTP/2 can do. */
export type Http2Fault =
  | Fault
  /** The stream is refused unread (RFC 9113, 8.7). */
  | { readonly do: "refuse-stream" }
  /** The session says goodbye: this stream is not looked at. `error` ends every other one too. */
  | { readonly do: "goaway"; readonly error: boolean }
  /** The session says goodbye after it took this one, and never answers. */
  | { readonly do: "goaway-after-accepting" }
  /** Accepts; the answer's headers come, then the stream is reset. */
  | { readonly do: "reset-after-headers" };

export interface Http2LoopbackServer extends Omit<LoopbackServer, "failNext"> {
  failNext(...faults: readonly Http2Fault[]): void;
  /** Most streams that were open at once. */
  streamsMost(): number;
}

export interface Http2LoopbackOptions {
  /** Streams that a new session may have until it is told otherwise. */
  readonly firstStreams?: number;
  readonly latencyMs?: number;
  /** Asked for each stream in turn, after what `failNext` queued. */
  readonly fault?: () => Http2Fault | undefined;
}

type Answer = (call: ReceivedCall, session: Http2Session) => ServedAnswer;

/** A real HTTP/2 server (without TLS, which Node speaks by prior knowledge) on 127.0.0.1 that serves `answer`, unless a fault says otherwise. */
export const startLoopbackHttp2Server = async (answer: Answer, options: Http2LoopbackOptions = {}): Promise<Http2LoopbackServer> => {
  const { firstStreams = 100, latencyMs = 0, fault } = options;
  const queued: Http2Fault[] = [];
  const requests: ReceivedCall[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  const counts = { sessions: 0, streams: 0, most: 0 };
  const server = createServer({ settings: { maxConcurrentStreams: firstStreams } });
  server.on("connection", (socket: Socket) => {
    counts.sessions += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    if (queued[0]?.do === "reset-before-request") {
      queued.shift();
      socket.resetAndDestroy();
    }
  });
  server.on("session", (session) => session.on("error", () => undefined));
  const serve = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> => {
    const wrong = queued.shift() ?? fault?.();
    const { session } = stream;
    if (session === undefined) return;
    if (wrong?.do === "reset-before-request") return session.destroy();
    if (wrong?.do === "refuse-stream") return stream.close(constants.NGHTTP2_REFUSED_STREAM);
    const books = booksOf(session);
    if (wrong?.do === "goaway") return sayGoodbye(session, books, wrong.error);
    const call = await read(stream, headers);
    if (call === undefined) return;
    requests.push(call);
    for (const look of waiting) look();
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const id = stream.id ?? 0;
    // A server that has named its last stream looks at no later one.
    if (id > (books.last ?? id)) return;
    books.looked = Math.max(books.looked, id);
    respond(stream, wrong, () => answer(call, session));
  };
  server.on("stream", (stream, headers) => {
    counts.streams += 1;
    counts.most = Math.max(counts.most, counts.streams);
    stream.on("error", () => undefined);
    stream.on("close", () => (counts.streams -= 1));
    void serve(stream, headers).catch(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNext: (...faults) => void queued.push(...faults),
    requests: () => requests,
    connections: () => counts.sessions,
    streamsMost: () => counts.most,
    received: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** Highest stream that was looked at, and the one that was named as the last, in a session. */
interface Books {
  looked: number;
  last: number | undefined;
}
const allBooks = new WeakMap<Http2Session, Books>();

const booksOf = (session: Http2Session): Books => {
  const books = allBooks.get(session) ?? { looked: 0, last: undefined };
  allBooks.set(session, books);
  return books;
};

const sayGoodbye = (session: Http2Session, books: Books, isError: boolean): void => {
  books.last ??= books.looked;
  session.goaway(isError ? constants.NGHTTP2_INTERNAL_ERROR : constants.NGHTTP2_NO_ERROR, books.last);
};

/** Undefined when the sender went away in the middle. */
const read = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<ReceivedCall | undefined> => {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return {
    method: headers[":method"] ?? "",
    url: new URL(headers[":path"] ?? "/", "http://127.0.0.1"),
    headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
};

const respond = (stream: ServerHttp2Stream, wrong: Http2Fault | undefined, answer: () => ServedAnswer): void => {
  if (wrong?.do === "answer") return write(stream, wrong.status, wrong.body, wrong.headers);
  const isEarly = (wrong?.do === "reset-after-request" || wrong?.do === "hang") && wrong.after === "reading";
  if (isEarly) return wrong.do === "hang" ? undefined : stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  const { status, body, headers } = answer();
  switch (wrong?.do) {
    case "hang":
      return;
    case "reset-after-request":
      return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    case "goaway-after-accepting":
      return stream.session === undefined ? undefined : sayGoodbye(stream.session, booksOf(stream.session), true);
    case "garble":
      return write(stream, status, `{"reason": ${"<".repeat(20)}`, { ...headers, "content-type": "application/json" });
    case "hang-in-body":
    case "cut-body":
    case "reset-after-headers":
      return writeHalf(stream, status, headers, wrong.do === "hang-in-body");
    default:
      return write(stream, status, body, headers);
  }
};

const write = (stream: ServerHttp2Stream, status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): void => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/html" : "application/json";
  stream.respond({ ":status": status, ...(text === "" ? {} : { "content-type": type }), ...headers });
  stream.end(text);
};

const writeHalf = (stream: ServerHttp2Stream, status: number, headers: Readonly<Record<string, string>> = {}, thenHang: boolean): void => {
  stream.respond({ ":status": status, "content-type": "application/json", ...headers });
  stream.write('{"rea', () => {
    if (!thenHang) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  });
};
