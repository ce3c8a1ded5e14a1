import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { RPCHandler } from "@orpc/server/ws";
import type { Router } from "@orpc/server";
import { WebSocketServer } from "ws";
import type { MessageEvent, WebSocket } from "ws";
import type { UsherContract } from "#shared/api/contract.ts";
import { socketProtocol, socketTokenPrefix, socketUnauthorised } from "#shared/station-door.ts";
import type { ApiContext } from "#hub/api/context.ts";
import { refuseUpgrade } from "./node-responses.ts";

export type Api = Router<UsherContract, ApiContext>;

/** Largest frame from a page: one import chunk (384 KiB as base64) with its envelope fits in. */
export const frameBytesMax = 1024 * 1024;
/** Sockets at once. A window holds one; the rest is head-room for reconnects that overlap. */
export const connectionsMax = 32;
/** A page that does not read: beyond this much unsent, it is cut off and starts afresh with a snapshot. */
const unsentBytesMax = 32 * 1024 * 1024;
/** A peer that vanished without a word is noticed within two of these. */
const pingMs = 20_000;

export interface ApiSocket {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  connections(): number;
  close(): void;
}

/** WebSocket face of the API. The caller has checked Host and Origin; the session token comes as a subprotocol. */
export const createApiSocket = (api: Api, isSession: (token: string) => boolean): ApiSocket => {
  const handler = new RPCHandler(api);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
  });
  const answering = new WeakSet<WebSocket>();
  const ping = setInterval(() => {
    for (const socket of server.clients) {
      if (!answering.has(socket)) socket.terminate();
      else if (answering.delete(socket)) socket.ping();
    }
  }, pingMs).unref();

  const admit = (socket: WebSocket): void => {
    answering.add(socket);
    socket.on("pong", () => answering.add(socket));
    socket.on("error", () => socket.terminate());
    void handler.upgrade(onlyText(socket), { context: { host: "browser" } });
  };
  return {
    upgrade: (request, socket, head) => {
      if (server.clients.size >= connectionsMax) {
        refuseUpgrade(socket, 503);
        return;
      }
      const known = tokensOf(request).some(isSession);
      server.handleUpgrade(request, socket, head, (opened) => {
        if (known) admit(opened);
        else opened.close(socketUnauthorised, "unknown session");
      });
    },
    connections: () => server.clients.size,
    close: () => {
      clearInterval(ping);
      for (const socket of server.clients) socket.close(1001, "closing");
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
};

const tokensOf = (request: IncomingMessage): readonly string[] =>
  (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol.startsWith(socketTokenPrefix))
    .map((protocol) => protocol.slice(socketTokenPrefix.length));

/** What oRPC may do with the socket: text frames in, and out only while the page keeps reading. */
const onlyText = (socket: WebSocket): Pick<WebSocket, "addEventListener" | "send"> => {
  socket.on("message", (_data, isBinary) => {
    if (isBinary) socket.close(1003, "text only");
  });
  const send = (data: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > unsentBytesMax) socket.terminate();
    else socket.send(data);
  };
  /** A frame that closes the socket is not looked at as well. */
  const addEventListener = (type: "message", listener: (event: MessageEvent) => void): void =>
    socket.addEventListener(type, (event) => {
      if (type !== "message" || typeof event.data === "string") listener(event);
    });
  return { addEventListener: addEventListener as WebSocket["addEventListener"], send: send as WebSocket["send"] };
};
