import { connect } from "node:http2";
import type { Http2 } from "../http2.ts";

/** Node's own HTTP/2 client, with the system's trust in certificates. */
export const createNodeHttp2 = (): Http2 => ({ connect: (origin) => connect(origin) });
