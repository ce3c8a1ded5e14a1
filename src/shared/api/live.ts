import { eventIterator } from "@orpc/contract";
import { z } from "zod";

/** Most rows that one live window may hold. A screen shows about 60; the rest is head-room for overscan. */
export const liveWindowRowsMax = 400;

/**
 * A live list: first a snapshot of the asked window, then patches. `revision` rises by one with every frame of a
 * subscription; a reader drops what is not newer. `total` counts all matches, not only the window.
 */
export const liveListOf = <Row extends z.ZodType>(row: Row) =>
  eventIterator(
    z.discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("snapshot"),
        revision: z.int(),
        total: z.int(),
        offset: z.int(),
        rows: z.array(row),
      }),
      z.strictObject({
        type: z.literal("patch"),
        revision: z.int(),
        total: z.int(),
        /** Ids of the window in order; absent when membership and order did not change. */
        order: z.array(z.string()).optional(),
        upsert: z.array(row),
      }),
    ]),
  );

/** A live value: each frame is the whole, small value. */
export const liveValueOf = <Value extends z.ZodType>(value: Value) => eventIterator(value);

export const windowSchema = z.strictObject({
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(liveWindowRowsMax).default(100),
});
