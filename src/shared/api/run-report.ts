import { z } from "zod";
import { channelSchema, idSchema, instantSchema } from "../domain/fields.ts";
import { providerIdSchema } from "../message/ledger-rows.ts";

/** One approved person: what became of the message, when, by which way, and for how much. */
export const reportRowSchema = z.strictObject({
  messageId: idSchema,
  guestId: idSchema,
  name: z.string(),
  /** The term of the closing sum that this person is counted in. */
  term: z.enum([
    "delivered",
    "accepted",
    "bounced",
    "sending",
    "waiting",
    "unknown",
    "held",
    "rejected",
    "dead",
    "suppressed",
    "expired",
    "cancelled",
  ]),
  sentence: z.string(),
  /** What the provider or we said about it; empty where nothing needs saying. */
  reason: z.string(),
  channel: channelSchema,
  /** Null when no attempt was made. */
  provider: providerIdSchema.nullable(),
  attempts: z.int(),
  /** The last thing that is known about it. */
  at: instantSchema,
  /** Hundredths of the currency unit, an estimate by today's prices; 0 where nothing costs. */
  cents: z.number(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

export const runReportSchema = z.strictObject({
  campaignName: z.string(),
  weddingName: z.string(),
  zone: z.string(),
  approvedAt: instantSchema.nullable(),
  madeAt: instantSchema,
  /** How many were approved, and so how many rows there are if the sum closes (invariant L2). */
  approved: z.int(),
  sumCloses: z.boolean(),
  currency: z.string(),
  /** Everybody approved, each exactly once, by name. */
  rows: z.array(reportRowSchema),
});
export type RunReport = z.infer<typeof runReportSchema>;
