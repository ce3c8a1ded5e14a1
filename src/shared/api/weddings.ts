import { z } from "zod";
import { idSchema, languageSchema, localDateSchema, zoneSchema } from "../domain/fields.ts";
import { eventSchema, weddingSchema } from "../domain/wedding.ts";
import { call } from "./base.ts";
import { liveValueOf } from "./live.ts";

export const weddingCardSchema = z.strictObject({
  ...weddingSchema.shape,
  events: z.array(eventSchema),
  guestCount: z.int(),
  householdCount: z.int(),
});
export type WeddingCard = z.infer<typeof weddingCardSchema>;

/** A part of the day as a person types it: a ceremony, a dinner. */
const eventInputSchema = z.strictObject({ ...eventSchema.shape }).omit({ id: true, weddingId: true, updatedAt: true });
export type EventInput = z.infer<typeof eventInputSchema>;

const detailsShape = {
  name: z.string().min(1).max(200),
  date: localDateSchema,
  zone: zoneSchema,
  venueName: z.string().max(200),
  languages: z.array(languageSchema).min(1).max(40),
  rsvpDeadline: localDateSchema.nullable(),
};

export const weddingsContract = {
  list: call.output(liveValueOf(z.array(weddingCardSchema))),
  create: call
    .input(
      z.strictObject({
        ...detailsShape,
        practice: z.boolean(),
        /** What guests are invited to; merge fields tell its time and place. */
        events: z.array(eventInputSchema).max(40).default([]),
      }),
    )
    .output(weddingSchema),
  /**
   * Events with an id are changed, those with null are new; whoever is invited to all others is invited to a new one too.
   * Events that are not named stay. Refuses with `wedding-gone`, `event-gone`, `event-ends-early` or `zone-unknown`.
   */
  save: call
    .input(
      z.strictObject({
        weddingId: idSchema,
        ...detailsShape,
        events: z.array(z.strictObject({ id: idSchema.nullable(), ...eventInputSchema.shape })).max(40),
      }),
    )
    .output(weddingSchema),
  /** Stops all sending of one wedding; survives a restart. `onTheWay` calls were already running. */
  pauseSending: call.input(z.strictObject({ weddingId: idSchema })).output(z.strictObject({ onTheWay: z.int() })),
  resumeSending: call.input(z.strictObject({ weddingId: idSchema })).output(z.strictObject({})),
  /** Makes the sample wedding if it is not there; answers its id either way. */
  openSample: call.output(z.strictObject({ weddingId: idSchema })),
};
