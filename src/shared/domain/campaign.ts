import { z } from "zod";
import { channelSchema, idSchema, instantSchema, languageSchema, localDateTimeSchema, slotSchema, zoneSchema } from "./fields.ts";
import { guestViewSchema } from "./guest-view.ts";

/** One building block of an email; text fields may hold merge fields. Stored as JSON, compiled to MJML. */
export const blockSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("heading"), id: idSchema, text: z.string().max(500) }),
  z.strictObject({ type: z.literal("text"), id: idSchema, text: z.string().max(10_000) }),
  z.strictObject({ type: z.literal("image"), id: idSchema, url: z.string().max(2000), alt: z.string().max(300) }),
  z.strictObject({ type: z.literal("button"), id: idSchema, label: z.string().max(120), url: z.string().max(2000) }),
  z.strictObject({ type: z.literal("event-card"), id: idSchema, eventId: idSchema.nullable() }),
  z.strictObject({ type: z.literal("rsvp"), id: idSchema, label: z.string().max(120) }),
  z.strictObject({ type: z.literal("divider"), id: idSchema }),
]);
export type Block = z.infer<typeof blockSchema>;

/** What is said on one channel in one language. */
export const templateTextSchema = z.discriminatedUnion("channel", [
  z.strictObject({
    channel: z.literal("email"),
    language: languageSchema,
    subject: z.string().max(500),
    blocks: z.array(blockSchema).max(60),
  }),
  z.strictObject({ channel: z.literal("sms"), language: languageSchema, body: z.string().max(1600) }),
  z.strictObject({
    channel: z.literal("push"),
    language: languageSchema,
    title: z.string().max(120),
    body: z.string().max(600),
    /** What a tap opens; empty for the app itself. */
    link: z.string().max(2000),
  }),
]);
export type TemplateText = z.infer<typeof templateTextSchema>;

export const templateSchema = z.strictObject({
  id: idSchema,
  weddingId: idSchema,
  name: z.string().min(1).max(200),
  texts: z.array(templateTextSchema).max(200),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Template = z.infer<typeof templateSchema>;

export const audienceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("view"), view: guestViewSchema }),
  z.strictObject({ kind: z.literal("guests"), guestIds: z.array(idSchema).max(50_000) }),
]);
export type Audience = z.infer<typeof audienceSchema>;

export const scheduleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("now") }),
  z.strictObject({ kind: z.literal("at"), local: localDateTimeSchema, zone: zoneSchema }),
]);

export const campaignStatusSchema = z.enum(["draft", "approved", "cancelled"]);

/** Template + audience + slot + schedule + channel plan. What runs after approval is in the ledger. */
export const campaignSchema = z.strictObject({
  id: idSchema,
  weddingId: idSchema,
  name: z.string().min(1).max(200),
  slot: slotSchema,
  templateId: idSchema,
  audience: audienceSchema,
  /** Tried in this order after the guest's own preference. */
  channelPlan: z.array(channelSchema).min(1).max(3),
  /** Who gets one message: every person, or one per address (couples share inboxes), or one per household. */
  onePer: z.enum(["person", "address", "household"]),
  schedule: scheduleSchema,
  /** "Not after": what is not sent by then is listed as expired, never sent late. Null: 48 h after its start. */
  expires: z.strictObject({ local: localDateTimeSchema, zone: zoneSchema }).nullable(),
  priority: z.enum(["day-of", "reply", "reminder", "bulk"]),
  status: campaignStatusSchema,
  /** Rises with each approval. (RxDB reserves the name `revision`.) */
  approvedRevision: z.int().min(0).max(1_000_000),
  approvedAt: instantSchema.nullable(),
  approvedCount: z.int().min(0).nullable(),
  /** Nothing leaves before this moment; until then the send can really be undone. */
  holdUntil: instantSchema.nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Campaign = z.infer<typeof campaignSchema>;
