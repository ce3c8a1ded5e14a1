import type { ClientHttp2Session } from "node:http2";

/** The network by HTTP/2, which Apple's push service demands and `fetch` cannot do. */
export interface Http2 {
  /** Begins a session with `https://host[:port]`; its events tell how that goes. The caller ends it. */
  connect(origin: string): ClientHttp2Session;
}
