import type { Claims } from "./dispatcher.ts";

/** A wedding that only this computer knows: every claim is granted (design 4.3, solo mode). */
export const soloClaims = (): Claims => ({ claim: (messageIds) => Promise.resolve(new Set(messageIds)) });
