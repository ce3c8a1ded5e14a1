import { z } from "zod";
import { channelSchema, idSchema, instantSchema } from "../domain/fields.ts";
import { suppressionSchema } from "../domain/suppression.ts";
import { providerIdSchema } from "../message/ledger-rows.ts";
import { call } from "./base.ts";
import { liveListOf, liveValueOf, windowSchema } from "./live.ts";

/** What a provider stated about an address; the newest few are shown. */
export const objectionSchema = z.strictObject({
  messageId: idSchema,
  at: instantSchema,
  reason: suppressionSchema.shape.reason,
  provider: providerIdSchema.nullable(),
  code: z.string(),
  detail: z.string(),
});

export const suppressionRowSchema = z.strictObject({
  ...suppressionSchema.omit({ weddingId: true, updatedAt: true }).shape,
  /** Guests who have this address now; the first few. */
  guestNames: z.array(z.string()),
  evidence: z.array(objectionSchema),
  /** All that was stated, for `lift` to notice what came meanwhile. */
  evidenceCount: z.int().min(0),
});
export type SuppressionRow = z.infer<typeof suppressionRowSchema>;

/** Shortest and longest reason for lifting what the person behind the address asked for. */
export const liftWhyLengthMin = 10;
export const liftWhyLengthMax = 300;

/** The record that stays of a lifted block. */
export const liftSchema = z.strictObject({
  id: idSchema,
  channel: channelSchema,
  address: z.string(),
  reason: suppressionSchema.shape.reason,
  why: z.string(),
  at: instantSchema,
});
export type Lift = z.infer<typeof liftSchema>;

export const suppressionsContract = {
  window: call
    .input(
      z.strictObject({
        weddingId: idSchema,
        channel: channelSchema.nullable(),
        search: z.string().max(200),
        ...windowSchema.shape,
      }),
    )
    .output(liveListOf(suppressionRowSchema)),
  /** Lifted blocks of the wedding, the newest first, at most a hundred. */
  lifted: call.input(z.strictObject({ weddingId: idSchema })).output(liveValueOf(z.array(liftSchema))),
  /** Blocks an address by hand; refuses what cannot be read as one. The gates obey at once. */
  add: call
    .input(z.strictObject({ weddingId: idSchema, channel: z.enum(["email", "sms"]), address: z.string().min(1).max(320) }))
    .output(z.strictObject({ id: idSchema, address: z.string() })),
  /** Lifts a block. Where the person asked for it, `why` must tell how they asked to be written to again. */
  lift: call
    .input(
      z.strictObject({
        suppressionId: idSchema,
        seenEvidenceCount: z.int().min(0),
        why: z.string().trim().max(liftWhyLengthMax),
      }),
    )
    .output(z.strictObject({})),
};
