import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { handoverPath, launchParameter, sessionPath, socketPath } from "#shared/station-door.ts";
import { UsherError } from "#shared/problem.ts";
import type { Logger } from "#hub/ports/index.ts";
import { createApiSocket } from "./api-socket.ts";
import type { Api, ApiSocket } from "./api-socket.ts";
import { createCapabilities, sameSecret } from "./capabilities.ts";
import type { Capabilities } from "./capabilities.ts";
import { readSmallBody, refuseUpgrade, sendWebResponse, toWebRequest } from "./node-responses.ts";
import { plainResponse } from "./renderer-files.ts";
import type { ServeFiles } from "./renderer-files.ts";
import { gateStatus, judgeRequest } from "./request-gate.ts";
import { securityHeaders } from "./security-headers.ts";

export interface StationDeps {
  readonly api: Api;
  readonly serve: ServeFiles;
  readonly logger: Logger;
  /** A second start proves with it that it may read this data folder, and gets a launch URL. */
  readonly handoverSecret: string;
  readonly monotonicMs?: () => number;
}

/**
 * The app for browsers of this computer: loopback only, random port. States: stopped -> listening -> stopped, once.
 * Who holds a launch URL (one use, 60 s) gets a session; who holds a session may call everything.
 */
export interface Station {
  /** Resolves with the origin once it listens. */
  start(): Promise<string>;
  /** A fresh launch URL; the code is in the fragment, which no request, log or referrer carries. */
  launchUrl(): string;
  connections(): number;
  stop(): Promise<void>;
}

/** A request must arrive whole within this time; everything here is smaller than a kibibyte. */
const requestMs = 10_000;

export const createStation = (deps: StationDeps): Station => {
  const capabilities = createCapabilities(deps.monotonicMs);
  const socket = createApiSocket(deps.api, capabilities.isSession);
  const server = createServer({ requestTimeout: requestMs, headersTimeout: requestMs, maxHeaderSize: 16 * 1024 });
  server.maxConnections = 128;
  let origin = "";
  const door: Door = { deps, capabilities, origin: () => origin, launchUrl: () => launchUrl() };
  const launchUrl = (): string => `${origin}/#${launchParameter}=${capabilities.issueCode()}`;

  server.on("request", (request, response) => {
    answer(door, request)
      .then((result) => sendWebResponse(result, response))
      .catch(() => fail(deps.logger, response));
  });
  server.on("upgrade", (request, stream, head) => {
    stream.on("error", () => stream.destroy());
    const verdict = judgeRequest(request.headers, origin, true);
    if (verdict !== "pass") refuseUpgrade(stream, gateStatus[verdict]);
    else if (request.url !== socketPath) refuseUpgrade(stream, 404);
    else socket.upgrade(request, stream, head);
  });
  return {
    start: async () => {
      const { port } = await listen(server);
      origin = `http://127.0.0.1:${port}`;
      deps.logger.info("The station listens on loopback.", { port });
      return origin;
    },
    launchUrl,
    connections: () => socket.connections(),
    stop: () => stop(server, socket),
  };
};

interface Door {
  readonly deps: StationDeps;
  readonly capabilities: Capabilities;
  origin(): string;
  launchUrl(): string;
}

const answer = async (door: Door, request: IncomingMessage): Promise<Response> => {
  const isPost = request.method === "POST";
  const isHandover = isPost && request.url === handoverPath;
  const verdict = judgeRequest(request.headers, door.origin(), isPost && !isHandover);
  if (verdict !== "pass") return plainResponse(gateStatus[verdict]);
  if (isHandover) return handOver(door, request);
  if (isPost && request.url === sessionPath) {
    const code = await readSmallBody(request);
    const token = code === undefined ? undefined : door.capabilities.redeem(code);
    return token === undefined ? plainResponse(403) : textResponse(token);
  }
  const wanted = toWebRequest(request, door.origin());
  return wanted === undefined ? plainResponse(400) : door.deps.serve(wanted);
};

/** For programs of the same person, which send no Origin; a page always sends one, and is refused. */
const handOver = async (door: Door, request: IncomingMessage): Promise<Response> => {
  if (request.headers.origin !== undefined) return plainResponse(403);
  const secret = await readSmallBody(request);
  const known = secret !== undefined && sameSecret(secret, door.deps.handoverSecret);
  return known ? textResponse(door.launchUrl()) : plainResponse(403);
};

const textResponse = (text: string): Response =>
  new Response(text, { headers: { ...securityHeaders, "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });

const fail = (logger: Logger, response: ServerResponse): void => {
  logger.error("The station could not answer a request.");
  if (!response.headersSent) response.writeHead(500, securityHeaders);
  response.end();
};

const listen = (server: Server): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once("error", (error) => reject(explainListen(error)));
    server.listen({ host: "127.0.0.1", port: 0, exclusive: true }, () => resolve(server.address() as AddressInfo));
  });

/** The port is the system's choice, so it is never in use; what can be missing is loopback itself, or the right to listen. */
const explainListen = (error: Error): Error =>
  new UsherError(
    {
      code: "loopback-not-usable",
      sentence: `Usher cannot open its own address on this computer, 127.0.0.1 (${"code" in error ? String(error.code) : error.message}).`,
      nextStep: "Look whether a firewall, a sandbox or a container forbids programs to listen on 127.0.0.1, then start again.",
    },
    { cause: error },
  );

const stop = (server: Server, socket: ApiSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.close();
    if (!server.listening) resolve();
    else server.close(() => resolve());
    server.closeAllConnections();
  });
