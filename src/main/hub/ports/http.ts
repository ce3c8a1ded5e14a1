/**
 * The network, as a `fetch`. The one that the hub is given must publish on undici's diagnostics channels
 * (Node's own does), because `headersSent` tells "not sent" from "unknown" (reliability.md 1.3).
 */
export interface Http {
  readonly fetch: typeof globalThis.fetch;
}
