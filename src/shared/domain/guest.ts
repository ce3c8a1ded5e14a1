import { z } from "zod";
import { channelSchema, idSchema, instantSchema, languageSchema, zoneSchema } from "./fields.ts";

/** Who receives one invitation. Holds the RSVP token and the postal address. */
export const householdSchema = z.strictObject({
  id: idSchema,
  weddingId: idSchema,
  /** How the envelope is addressed: `The Haddads`. */
  label: z.string().max(200),
  postalAddress: z.string().max(1000),
  /** 128 random bits, base64url (22 characters). */
  rsvpToken: z.string().max(64),
  note: z.string().max(2000),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Household = z.infer<typeof householdSchema>;

export const lineTypeSchema = z.enum(["mobile", "landline", "mobile-or-landline", "other", "unknown"]);
export type LineType = z.infer<typeof lineTypeSchema>;

/** An address of a guest on a channel. */
export const contactPointSchema = z.strictObject({
  id: idSchema,
  channel: channelSchema,
  /** Normalised: lower-case ASCII-domain email or E.164 phone; empty when it could not be understood. */
  address: z.string().max(320),
  /** As it was typed or imported; what we could not understand is never thrown away. */
  entered: z.string().max(320),
  /** For phones; `unknown` on other channels. */
  lineType: lineTypeSchema,
  standing: z.enum(["unproven", "good", "bounced", "invalid"]),
  consent: z.enum(["assumed", "given", "withdrawn"]),
});
export type ContactPoint = z.infer<typeof contactPointSchema>;

export const guestKindSchema = z.enum(["adult", "child", "plus-one"]);

/** One person who takes a chair. A plus-one may be unnamed. */
export const guestSchema = z.strictObject({
  id: idSchema,
  weddingId: idSchema,
  householdId: idSchema,
  kind: guestKindSchema,
  givenName: z.string().max(120),
  familyName: z.string().max(120),
  language: languageSchema,
  /** For quiet hours, said by a person; null: by the phone number, or the wedding's. */
  zone: zoneSchema.nullable(),
  side: z.string().max(40),
  tags: z.array(z.string().max(40)).max(40),
  diet: z.string().max(300),
  accessNeeds: z.string().max(300),
  table: z.string().max(40),
  note: z.string().max(2000),
  contactPoints: z.array(contactPointSchema).max(20),
  /** The channel this guest asked for; tried first. */
  preferredChannel: channelSchema.nullable(),
  /** Ids of the events this guest is invited to. */
  invitedTo: z.array(idSchema).max(50),
  importId: idSchema.nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Guest = z.infer<typeof guestSchema>;

/** What a guest said about one event. Its id is `<guestId>.<eventId>`. */
export const responseSchema = z.strictObject({
  id: idSchema.max(140),
  weddingId: idSchema,
  guestId: idSchema,
  eventId: idSchema,
  answer: z.enum(["yes", "no", "undecided"]),
  meal: z.string().max(200),
  source: z.enum(["guest", "planner", "import", "sample"]),
  answeredAt: instantSchema,
  updatedAt: instantSchema,
});
export type Response = z.infer<typeof responseSchema>;
