import { z } from "zod";
import { idSchema, instantSchema, languageSchema, localDateSchema, localDateTimeSchema, zoneSchema } from "./fields.ts";

/** The tenant of all data. */
export const weddingSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(200),
  date: localDateSchema,
  zone: zoneSchema,
  venueName: z.string().max(200),
  venueAddress: z.string().max(500),
  languages: z.array(languageSchema).min(1).max(40),
  defaultLanguage: languageSchema,
  rsvpDeadline: localDateSchema.nullable(),
  /** Practice weddings can only ever reach the built-in practice providers. Never changes after creation. */
  practice: z.boolean(),
  /** The sample that a newcomer meets; shows a SAMPLE band. */
  sample: z.boolean(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Wedding = z.infer<typeof weddingSchema>;

export const eventSchema = z.strictObject({
  id: idSchema,
  weddingId: idSchema,
  name: z.string().min(1).max(200),
  /** In the wedding's zone. */
  startsAtLocal: localDateTimeSchema,
  endsAtLocal: localDateTimeSchema.nullable(),
  place: z.string().max(300),
  updatedAt: instantSchema,
});
export type WeddingEvent = z.infer<typeof eventSchema>;
