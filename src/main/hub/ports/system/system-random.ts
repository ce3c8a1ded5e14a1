import type { Random } from "../random.ts";

/** Chance for jitter and the like; capability tokens come from `Ids.token`, which is cryptographic. */
export const createSystemRandom = (): Random => ({ next: () => Math.random() });
