import type { Http } from "../http.ts";

/** Node's own fetch, looked up at each call so that it publishes on undici's diagnostics channels as it stands. */
export const createNodeHttp = (): Http => ({ fetch: (input, init) => globalThis.fetch(input, init) });
