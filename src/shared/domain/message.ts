import { z } from "zod";
import { channelSchema, idSchema, instantSchema, slotSchema } from "./fields.ts";
import { providerIdSchema } from "../message/ledger-rows.ts";

/** What the screens show of a message. A projection of the ledger; never decided upon. */
export const messageSchema = z.strictObject({
  id: idSchema,
  weddingId: idSchema,
  campaignId: idSchema,
  guestId: idSchema,
  slot: slotSchema,
  approvedRevision: z.int().min(0),
  channel: channelSchema,
  address: z.string().max(320),
  provider: providerIdSchema.nullable(),
  state: z.enum(["queued", "started", "accepted", "rejected", "unknown", "held", "dead", "expired", "cancelled", "suppressed"]),
  /** Only while `state` is `accepted`. */
  delivery: z.enum(["accepted", "delayed", "sent", "delivered", "opened", "clicked", "failed", "bounced", "complained"]).nullable(),
  /** Only while `state` is `queued`. */
  waiting: z
    .strictObject({
      reason: z.enum([
        "hold",
        "schedule",
        "quiet-hours",
        "backoff",
        "lane-paused",
        "lane-full",
        "quota",
        "no-claim",
        "offline",
        "paused",
        "clock",
        "late",
        "budget",
        "due",
      ]),
      until: instantSchema.nullable(),
    })
    .nullable(),
  attempts: z.int().min(0),
  code: z.string().max(120),
  detail: z.string().max(500),
  approvedAt: instantSchema,
  updatedAt: instantSchema,
});
export type Message = z.infer<typeof messageSchema>;
