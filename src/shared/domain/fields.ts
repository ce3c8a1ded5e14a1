import { z } from "zod";

/** Longest id that we accept; ours are 26 to 40 characters. Also the indexed length in the store. */
export const idLengthMax = 64;
export const idSchema = z
  .string()
  .min(1)
  .max(idLengthMax)
  .regex(/^[A-Za-z0-9_.:-]+$/);

/** Milliseconds since 1970-01-01T00:00Z. Fields of this kind end in `At` or `Until`. */
export const instantSchema = z.int().min(0).max(9_999_999_999_999).multipleOf(1);

/** Calendar day without a zone: `2027-06-12`. */
export const localDateSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Wall-clock time without a zone: `2027-06-12T15:00`. Resolved in an IANA zone only when needed. */
export const localDateTimeSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/);

/** IANA zone name, e.g. `Europe/Berlin`. That the runtime knows it is checked at the edge. */
export const zoneSchema = z.string().min(1).max(64);

/** BCP 47 language tag, e.g. `de`, `pt-BR`. */
export const languageSchema = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .max(35);

export const channelSchema = z.enum(["email", "sms", "push"]);
export type Channel = z.infer<typeof channelSchema>;

/** Which message of the wedding this is; one guest gets each slot at most once. */
export const slotSchema = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
