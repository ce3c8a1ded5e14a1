import { z } from "zod";
import { providerIdSchema } from "../message/ledger-rows.ts";
import { channelSchema, idSchema } from "./fields.ts";

/** What became of a message, as the deliveries list groups it. `problem` includes `dead`. */
export const messageGroupSchema = z.enum(["all", "held", "dead", "problem", "waiting", "accepted", "delivered"]);
export type MessageGroup = z.infer<typeof messageGroupSchema>;

/** How far back the last change may lie. Said as a distance, so that a kept view means the same tomorrow. */
export const messageSinceSchema = z.enum(["ever", "hour", "day", "week", "month"]);
export type MessageSince = z.infer<typeof messageSinceSchema>;

/** Which messages of a wedding are shown. Null asks for nothing; all that is asked must hold. */
export const messageViewSchema = z.strictObject({
  group: messageGroupSchema.default("all"),
  campaignId: idSchema.nullable().default(null),
  channel: channelSchema.nullable().default(null),
  /** The account that was asked last; one account is one lane. */
  provider: providerIdSchema.nullable().default(null),
  /** The provider's or our own code for what went wrong. */
  code: z.string().min(1).max(120).nullable().default(null),
  since: messageSinceSchema.default("ever"),
  /** A guest's name, or an address. */
  search: z.string().max(200).default(""),
});
export type MessageView = z.infer<typeof messageViewSchema>;
