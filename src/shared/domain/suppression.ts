import { z } from "zod";
import { channelSchema, idSchema, instantSchema } from "./fields.ts";

/** An address that must not be written to on a channel, and why. Its id is the sha256 of wedding, channel and address, so that noting it twice is one. */
export const suppressionSchema = z.strictObject({
  id: idSchema,
  weddingId: idSchema,
  channel: channelSchema,
  address: z.string().max(320),
  reason: z.enum(["hard-bounce", "complaint", "opted-out", "by-hand"]),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Suppression = z.infer<typeof suppressionSchema>;

/** Small kinds folded into one collection: provider accounts (never their secrets), preferences. */
export const settingSchema = z.strictObject({
  id: idSchema,
  /** A wedding's id, or `device` for what belongs to this computer only. */
  weddingId: idSchema,
  kind: z.string().max(40),
  value: z.record(z.string().max(60), z.union([z.string().max(4000), z.number(), z.boolean(), z.null()])),
  updatedAt: instantSchema,
});
export type Setting = z.infer<typeof settingSchema>;
