import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** One thing that goes wrong with one request. `accepting` means that the provider took the message first. */
export type Fault =
  | { readonly do: "reset-before-request" }
  | { readonly do: "reset-after-request"; readonly after: "reading" | "accepting" }
  | { readonly do: "hang"; readonly after: "reading" | "accepting" }
  /** Accepts; the status line and half of the body come, then silence. */
  | { readonly do: "hang-in-body" }
  /** Accepts; half of the body comes, then the socket closes. */
  | { readonly do: "cut-body" }
  /** Accepts; a complete answer that calls itself JSON and is none. */
  | { readonly do: "garble" }
  /** Answers this instead of looking at the request. A text is sent as HTML, an object as JSON. */
  | {
      readonly do: "answer";
      readonly status: number;
      readonly body: string | object;
      readonly headers?: Readonly<Record<string, string>>;
    };

export interface ReceivedCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface ServedAnswer {
  readonly status: number;
  /** A text is sent as it is, an object as JSON. */
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoopbackOptions {
  /** Asked for each request in turn, after what `failNext` queued. */
  readonly fault?: (request: number) => Fault | undefined;
  /** How long the provider thinks, milliseconds. */
  readonly latencyMs?: number;
}

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The next requests go wrong like this, one each. */
  failNext(...faults: readonly Fault[]): void;
  /** Requests that were read to their end, and sockets that were opened. */
  requests(): readonly ReceivedCall[];
  connections(): number;
  /** Resolves once `count` requests were read. */
  received(count: number): Promise<void>;
  /** Closes the port and every socket. Idempotent. */
  stop(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1 that serves `answer`, unless a fault says otherwise. */
export const startLoopbackServer = async (
  answer: (call: ReceivedCall) => ServedAnswer | Promise<ServedAnswer>,
  { fault, latencyMs = 0 }: LoopbackOptions = {},
): Promise<LoopbackServer> => {
  const queued: Fault[] = [];
  const requests: ReceivedCall[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  let opened = 0;
  let asked = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const wrong = queued.shift() ?? fault?.((asked += 1));
    if (wrong?.do === "reset-before-request") return void request.socket.resetAndDestroy();
    const call = await read(request);
    if (call === undefined) return;
    requests.push(call);
    for (const look of waiting) look();
    await respond(response, call, wrong, answer, latencyMs);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  server.on("connection", (socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    if (queued[0]?.do === "reset-before-request") {
      queued.shift();
      socket.resetAndDestroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNext: (...faults) => void queued.push(...faults),
    requests: () => requests,
    connections: () => opened,
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

/** Undefined when the sender went away in the middle. */
const read = async (request: IncomingMessage): Promise<ReceivedCall | undefined> => {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return {
    method: request.method ?? "",
    url: new URL(request.url ?? "/", "http://127.0.0.1"),
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
};

const respond = async (
  response: ServerResponse,
  call: ReceivedCall,
  wrong: Fault | undefined,
  answer: (call: ReceivedCall) => ServedAnswer | Promise<ServedAnswer>,
  latencyMs: number,
): Promise<void> => {
  if (wrong?.do === "answer") return write(response, wrong.status, wrong.body, wrong.headers);
  const early = (wrong?.do === "reset-after-request" || wrong?.do === "hang") && wrong.after === "reading";
  if (early) return wrong.do === "hang" ? undefined : void response.socket?.resetAndDestroy();
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  const { status, body, headers } = await answer(call);
  switch (wrong?.do) {
    case undefined:
      return write(response, status, body, headers);
    case "hang":
      return;
    case "reset-after-request":
      return void response.socket?.resetAndDestroy();
    case "garble":
      return write(response, status, `{"id": ${"<".repeat(20)}`, { "content-type": "application/json" });
    case "hang-in-body":
    case "cut-body":
      return writeHalf(response, status, JSON.stringify(body), wrong.do === "cut-body");
    case "reset-before-request":
      return;
  }
};

const write = (response: ServerResponse, status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): void => {
  const type = typeof body === "string" ? "text/html; charset=utf-8" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
};

const writeHalf = (response: ServerResponse, status: number, text: string, thenClose: boolean): void => {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => {
    if (thenClose) response.socket?.destroy();
  });
};
