import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** The station's few bodies are one short code; a kibibyte is generous. */
const bodyBytesMax = 1024;

/** The web-standard shape of a request without its body; undefined for an address or a method that none can have. */
export const toWebRequest = (request: IncomingMessage, origin: string): Request | undefined => {
  const url = URL.parse(request.url ?? "/", origin);
  if (url === null) return undefined;
  try {
    return new Request(url, { method: request.method ?? "GET" });
  } catch {
    return undefined;
  }
};

export const sendWebResponse = async (response: Response, out: ServerResponse): Promise<void> => {
  out.writeHead(response.status, Object.fromEntries(response.headers));
  out.end(response.body === null ? undefined : Buffer.from(await response.arrayBuffer()));
};

/** The body as text; undefined when it is longer than `bodyBytesMax`. */
export const readSmallBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** Refuses an upgrade before there is a socket to close. */
export const refuseUpgrade = (socket: Duplex, status: number): void => {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
};
