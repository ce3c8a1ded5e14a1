import { z } from "zod";
import { instantSchema } from "../domain/fields.ts";

/** Most letters kept of one masked body: more is not read, and a list of errors fits. */
export const exchangeBodyLengthMax = 8_000;

/** What went over the wire in one call, with everything masked that is a secret, an address or a text: lengths are left. */
export const exchangeSchema = z.strictObject({
  at: instantSchema,
  request: z.strictObject({
    method: z.string(),
    /** Host and path; ids in it are masked. */
    target: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    /** Whether its head was written to a socket; before that, nothing can have been sent. */
    headWasSent: z.boolean(),
  }),
  /** Null when no answer came; `ending` says why. */
  response: z.strictObject({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() }).nullable(),
  ending: z.string(),
  /** Milliseconds from the start of the call; null when it did not get there. */
  firstByteMs: z.int().nullable(),
  totalMs: z.int(),
});
export type Exchange = z.infer<typeof exchangeSchema>;
