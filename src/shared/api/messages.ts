import { z } from "zod";
import { idSchema, instantSchema } from "../domain/fields.ts";
import { messageSchema } from "../domain/message.ts";
import { call } from "./base.ts";
import { liveListOf, liveValueOf, windowSchema } from "./live.ts";

export const messageRowSchema = z.strictObject({
  ...messageSchema.shape,
  guestName: z.string(),
  campaignName: z.string(),
  /** The state in plain words: `Waiting: quiet hours until 09:00`. */
  sentence: z.string(),
});
export type MessageRow = z.infer<typeof messageRowSchema>;

export const timelineEntrySchema = z.strictObject({
  id: z.string(),
  at: instantSchema,
  actor: z.enum(["person", "this-computer", "provider", "carrier"]),
  /** Fact or row kind, see the ledger. */
  kind: z.string(),
  sentence: z.string(),
  source: z.enum(["approval", "attempt", "answer", "webhook", "look-up", "person", "hub"]),
  code: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const messageGroupSchema = z.enum(["all", "waiting", "accepted", "delivered", "problem", "held"]);

export const messagesContract = {
  window: call
    .input(
      z.strictObject({
        weddingId: idSchema,
        campaignId: idSchema.nullable(),
        group: messageGroupSchema,
        ...windowSchema.shape,
      }),
    )
    .output(liveListOf(messageRowSchema)),
  /** The whole story of one message, oldest first. */
  timeline: call
    .input(z.strictObject({ messageId: idSchema }))
    .output(liveValueOf(z.strictObject({ message: messageRowSchema, entries: z.array(timelineEntrySchema) }).nullable())),
  /** For held messages only. */
  decide: call
    .input(z.strictObject({ messageId: idSchema, decision: z.enum(["arrived", "send-again", "skip"]) }))
    .output(z.strictObject({})),
  /** For messages that gave up. */
  redrive: call.input(z.strictObject({ messageIds: z.array(idSchema).min(1).max(10_000) })).output(z.strictObject({ redriven: z.int() })),
};
