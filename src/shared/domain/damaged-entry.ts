import { z } from "zod";

/** In place of an entry's id: the last changes of its list are lost. */
export const lastChangesId = "last-changes";

/** An entry of the guest data that is not what was written. */
export const damagedEntrySchema = z.strictObject({
  kind: z.enum([
    "weddings",
    "events",
    "households",
    "guests",
    "responses",
    "templates",
    "campaigns",
    "messages",
    "suppressions",
    "settings",
  ]),
  id: z.string(),
  /** As far as it can be read; may be empty. */
  name: z.string(),
  isReadable: z.boolean(),
});
export type DamagedEntry = z.infer<typeof damagedEntrySchema>;
