import { z } from "zod";

/** Columns of the guest grid that can be filtered and sorted. */
export const guestFieldSchema = z.enum([
  "name",
  "givenName",
  "familyName",
  "household",
  "rsvp",
  "diet",
  "accessNeeds",
  "table",
  "reach",
  "lastMessage",
  "language",
  "side",
  "tag",
  "kind",
  "email",
  "phone",
  "note",
  /** What a planner should look into: the names of the built-in views that call for it. */
  "attention",
]);
export type GuestField = z.infer<typeof guestFieldSchema>;

/** One chip: `field · operator · values`; several values mean OR, several chips mean AND. */
export const guestFilterSchema = z.strictObject({
  field: guestFieldSchema,
  operator: z.enum(["is", "is-not", "contains", "is-empty", "is-not-empty"]),
  values: z.array(z.string().max(200)).max(50),
});
export type GuestFilter = z.infer<typeof guestFilterSchema>;

export const guestPresetSchema = z.enum([
  "everyone",
  "no-reply-yet",
  "said-yes-no-meal",
  "unreachable",
  "bounced",
  "possible-duplicates",
  "plus-one-unnamed",
  "dietary",
  "held",
]);
export type GuestPreset = z.infer<typeof guestPresetSchema>;

/** Filter and order of the guest list. A saved view is this object in a URL, and any view is an audience. */
export const guestViewSchema = z.strictObject({
  preset: guestPresetSchema.default("everyone"),
  search: z.string().max(200).default(""),
  filters: z.array(guestFilterSchema).max(20).default([]),
  sort: z
    .strictObject({ field: guestFieldSchema, direction: z.enum(["ascending", "descending"]) })
    .default({ field: "name", direction: "ascending" }),
});
export type GuestView = z.infer<typeof guestViewSchema>;
