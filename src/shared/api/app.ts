import { z } from "zod";
import { damagedEntrySchema } from "../domain/damaged-entry.ts";
import { idSchema, instantSchema } from "../domain/fields.ts";
import { problemSchema } from "../problem.ts";
import { call } from "./base.ts";
import { laneStatusSchema } from "./lanes.ts";
import { liveValueOf } from "./live.ts";

export const appStatusSchema = z.strictObject({
  /** This computer's own network, as far as it can tell. */
  online: z.boolean(),
  /** A person stopped all sending; survives a restart. */
  sendingPaused: z.boolean(),
  /** What a person stopped: everything (`weddingId` null) or one wedding. `since`: null while it is being written. */
  stops: z.array(z.strictObject({ weddingId: idSchema.nullable(), since: instantSchema.nullable() })),
  /** Why nothing can be sent at all: the journal is lost or damaged, the disk is full... Null when nothing is in the way. */
  sendingProblem: problemSchema.nullable(),
  lanes: z.array(laneStatusSchema),
  /** Messages that a person must decide on, over all weddings. */
  heldCount: z.int(),
  /** Entries of the guest data that are not what was written (`damagedEntries`). */
  damagedRows: z.int(),
  /** Campaigns with messages still on their way. */
  running: z.array(
    z.strictObject({
      weddingId: idSchema,
      campaignId: idSchema,
      name: z.string(),
      done: z.int(),
      total: z.int(),
      /** It should have left long ago and waits for a person's word. */
      isLate: z.boolean(),
    }),
  ),
});
export type AppStatus = z.infer<typeof appStatusSchema>;

export const appContract = {
  info: call.output(
    z.strictObject({
      version: z.string(),
      host: z.enum(["electron", "browser", "headless"]),
      /** How well provider keys are kept, see the Secrets port. */
      secretsProtection: z.enum(["os-keychain", "weak", "environment", "session"]),
      /** Zone of this computer; shown beside wedding times when they differ. */
      zone: z.string(),
    }),
  ),
  status: call.output(liveValueOf(appStatusSchema)),
  /** For a journal that is lost for good (`journal-lost`). Sending begins with the next start. Refuses with `journal-not-lost`. */
  beginNewJournal: call.output(z.strictObject({ accepted: z.int(), held: z.int(), ended: z.int() })),
  damagedEntries: call.output(liveValueOf(z.array(damagedEntrySchema))),
  /** What can be read counts from now on as it is, what cannot is forgotten; but a block that cannot be read is left. */
  keepDamagedEntries: call.output(z.strictObject({ left: z.int() })),
  pauseAllSending: call.output(z.strictObject({ onTheWay: z.int() })),
  resumeAllSending: call.output(z.strictObject({})),
  pauseWeddingSending: call.input(z.strictObject({ weddingId: idSchema })).output(z.strictObject({ onTheWay: z.int() })),
  resumeWeddingSending: call.input(z.strictObject({ weddingId: idSchema })).output(z.strictObject({})),
};
