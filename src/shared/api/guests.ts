import { z } from "zod";
import { pushServices } from "../contact/push-address.ts";
import { idSchema, instantSchema } from "../domain/fields.ts";
import { guestFieldSchema, guestPresetSchema, guestViewSchema } from "../domain/guest-view.ts";
import { guestSchema, householdSchema, responseSchema } from "../domain/guest.ts";
import { messageSchema } from "../domain/message.ts";
import { call } from "./base.ts";
import { liveListOf, liveValueOf, windowSchema } from "./live.ts";

/** One row of the guest grid: a compact, derived view; never the document itself. */
export const guestRowSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  kind: z.enum(["adult", "child", "plus-one"]),
  householdId: idSchema,
  household: z.string(),
  householdSize: z.int(),
  rsvp: z.enum(["pending", "yes", "no", "undecided"]),
  diet: z.string(),
  table: z.string(),
  language: z.string(),
  side: z.string(),
  tags: z.array(z.string()),
  note: z.string(),
  email: z.string(),
  phone: z.string(),
  /** What can be used to reach this guest: `landline`, `shared`, `invalid`... explain themselves as a word. */
  reach: z.array(
    z.strictObject({
      channel: z.enum(["email", "sms", "push"]),
      state: z.enum(["ok", "shared", "landline", "invalid", "bounced", "opted-out"]),
    }),
  ),
  lastMessage: z.strictObject({ state: messageSchema.shape.state, delivery: messageSchema.shape.delivery, at: instantSchema }).nullable(),
  possibleDuplicate: z.boolean(),
});
export type GuestRow = z.infer<typeof guestRowSchema>;

/** Fields of a guest that the grid edits in place. `email` and `phone` edit the first contact point of the channel. */
export const editableGuestFieldSchema = z.enum([
  "givenName",
  "familyName",
  "kind",
  "language",
  "diet",
  "accessNeeds",
  "table",
  "side",
  "tags",
  "note",
  "email",
  "phone",
  "household",
  "zone",
]);
export type EditableGuestField = z.infer<typeof editableGuestFieldSchema>;

/** Days that a removed guest or household can be restored; then it is gone from this computer for good. */
export const binDaysMax = 30;

/** A removed guest, or a household that nobody was left in. */
export const binRowSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(["guest", "household"]),
  name: z.string(),
  householdId: idSchema,
  household: z.string(),
  removedAt: instantSchema,
  /** When it goes for good. */
  goneAt: instantSchema,
});
export type BinRow = z.infer<typeof binRowSchema>;

/** Fields whose values a filter's menu offers. */
export const facetFieldSchema = guestFieldSchema.extract([
  "attention",
  "rsvp",
  "reach",
  "kind",
  "language",
  "side",
  "tag",
  "table",
  "diet",
  "lastMessage",
]);
export type FacetField = z.infer<typeof facetFieldSchema>;

export const guestFacetsSchema = z.array(
  z.strictObject({ field: facetFieldSchema, values: z.array(z.strictObject({ value: z.string(), count: z.int() })) }),
);
export type GuestFacets = z.infer<typeof guestFacetsSchema>;

const undoableSchema = z.strictObject({
  undoId: idSchema,
  /** Words for the toast: `Changed diet for 14 guests`. */
  sentence: z.string(),
});

/** A device and what its push service calls it. */
const deviceSchema = z.strictObject({
  weddingId: idSchema,
  guestId: idSchema,
  service: z.enum(pushServices),
  token: z.string().max(320),
});

export const guestsContract = {
  window: call
    .input(z.strictObject({ weddingId: idSchema, view: guestViewSchema, ...windowSchema.shape }))
    .output(liveListOf(guestRowSchema)),
  /** Live count of every built-in view. */
  counts: call
    .input(z.strictObject({ weddingId: idSchema }))
    .output(liveValueOf(z.array(z.strictObject({ preset: guestPresetSchema, count: z.int() })))),
  /** All ids that match a view, for "select all matching". */
  ids: call.input(z.strictObject({ weddingId: idSchema, view: guestViewSchema })).output(z.array(idSchema)),
  /** Everything about one guest, for the peek. Null once the guest is gone. */
  peek: call.input(z.strictObject({ guestId: idSchema })).output(
    liveValueOf(
      z
        .strictObject({
          guest: guestSchema,
          household: householdSchema,
          members: z.array(z.strictObject({ id: idSchema, name: z.string(), kind: guestSchema.shape.kind })),
          responses: z.array(responseSchema),
          messages: z.array(messageSchema),
        })
        .nullable(),
    ),
  ),
  edit: call
    .input(
      z.strictObject({
        weddingId: idSchema,
        edits: z
          .array(z.strictObject({ guestId: idSchema, field: editableGuestFieldSchema, value: z.string().max(2000) }))
          .min(1)
          .max(50_000),
      }),
    )
    .output(undoableSchema),
  add: call
    .input(
      z.strictObject({
        weddingId: idSchema,
        givenName: z.string().max(120),
        familyName: z.string().max(120),
        householdId: idSchema.nullable(),
        email: z.string().max(320),
        phone: z.string().max(320),
      }),
    )
    .output(z.strictObject({ ...undoableSchema.shape, guestId: idSchema })),
  remove: call.input(z.strictObject({ weddingId: idSchema, guestIds: z.array(idSchema).min(1).max(50_000) })).output(undoableSchema),
  /** Removed guests and households, newest first, for 30 days. */
  bin: call.input(z.strictObject({ weddingId: idSchema, ...windowSchema.shape })).output(liveListOf(binRowSchema)),
  /** Brings entries of the bin back: a household with all its guests, a guest with the household when that is gone too. */
  restore: call.input(z.strictObject({ weddingId: idSchema, ids: z.array(idSchema).min(1).max(50_000) })).output(undoableSchema),
  /** What the filters can choose from in this wedding, with counts; asked when a filter opens. */
  facets: call.input(z.strictObject({ weddingId: idSchema })).output(guestFacetsSchema),
  /** Adds and removes tags of many guests as one change. */
  tag: call
    .input(
      z.strictObject({
        weddingId: idSchema,
        guestIds: z.array(idSchema).min(1).max(50_000),
        add: z.array(z.string().min(1).max(40)).max(40),
        remove: z.array(z.string().min(1).max(40)).max(40),
      }),
    )
    .output(undoableSchema),
  /** These guests as tab-separated text in the view's order, safe to paste into a spreadsheet. */
  copyRows: call
    .input(z.strictObject({ weddingId: idSchema, view: guestViewSchema, guestIds: z.array(idSchema).min(1).max(50_000) }))
    .output(z.strictObject({ tsv: z.string() })),
  duplicates: call.input(z.strictObject({ weddingId: idSchema })).output(
    z.array(
      z.strictObject({
        guestIds: z.tuple([idSchema, idSchema]),
        reason: z.enum(["same-name", "similar-name", "same-email", "same-phone"]),
        score: z.number(),
      }),
    ),
  ),
  /** Notes a device for pushes, or its renewed token in place of `replaces`. The same token twice is one device. */
  registerDevice: call
    .input(z.strictObject({ ...deviceSchema.shape, replaces: z.string().max(320).nullable() }))
    .output(z.strictObject({ contactPointId: idSchema })),
  /** The guest turned pushes off on this device. */
  forgetDevice: call.input(deviceSchema).output(z.strictObject({})),
  /** CSV of the view, safe to open in a spreadsheet. */
  exportCsv: call
    .input(z.strictObject({ weddingId: idSchema, view: guestViewSchema }))
    .output(z.strictObject({ fileName: z.string(), csv: z.string() })),
};

const historyInputSchema = z.strictObject({ weddingId: idSchema, undoId: idSchema.nullable(), leaveChanged: z.boolean().default(false) });

export const historyContract = {
  /** Last changes of this computer, newest first. */
  list: call
    .input(z.strictObject({ weddingId: idSchema }))
    .output(liveValueOf(z.array(z.strictObject({ undoId: idSchema, sentence: z.string(), at: instantSchema, undone: z.boolean() })))),
  /**
   * Undoes that change, or the newest one. Refused with `undo-changed-since` where something was changed since, unless
   * `leaveChanged`: then those stay as they are, and `conflicts` counts them.
   */
  undo: call.input(historyInputSchema).output(z.strictObject({ sentence: z.string(), conflicts: z.int() })),
  redo: call.input(historyInputSchema).output(z.strictObject({ sentence: z.string(), conflicts: z.int() })),
};
