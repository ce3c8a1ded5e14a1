import { hash } from "node:crypto";

/** 128 bits of sha256: no two guests of a planner's life collide. */
const digits = 32;

/** The one id of a guest's message for a slot. Creating it twice, on any desktop, gives the same id. */
export const messageIdOf = (weddingId: string, slot: string, guestId: string): string =>
  `m${hash("sha256", JSON.stringify([weddingId, slot, guestId])).slice(0, digits)}`;
