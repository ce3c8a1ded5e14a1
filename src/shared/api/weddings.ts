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

export const weddingsContract = {
  list: call.output(liveValueOf(z.array(weddingCardSchema))),
  create: call
    .input(
      z.strictObject({
        name: z.string().min(1).max(200),
        date: localDateSchema,
        zone: zoneSchema,
        venueName: z.string().max(200),
        languages: z.array(languageSchema).min(1).max(40),
        rsvpDeadline: localDateSchema.nullable(),
        practice: z.boolean(),
      }),
    )
    .output(weddingSchema),
  /** Makes the sample wedding if it is not there; answers its id either way. */
  openSample: call.output(z.strictObject({ weddingId: idSchema })),
};
