import { z } from "zod";
import { channelSchema, instantSchema } from "../domain/fields.ts";
import { problemSchema } from "../problem.ts";
import { call } from "./base.ts";
import { liveValueOf } from "./live.ts";

/** Providers that a person can connect; the practice ones need no settings. */
export const connectableProviderSchema = z.enum(["resend", "sendgrid", "smtp", "twilio", "fcm", "apns"]);
export type ConnectableProvider = z.infer<typeof connectableProviderSchema>;

/** The longest is a service account's JSON file with its key, about 2,400 characters. */
const fieldLengthMax = 8000;

export const providerFieldSchema = z.strictObject({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
  /** Stored value; for secrets only `••••1234`, never the secret itself. */
  value: z.string(),
});

export const providerAccountSchema = z.strictObject({
  provider: connectableProviderSchema,
  channel: channelSchema,
  label: z.string(),
  connected: z.boolean(),
  fields: z.array(providerFieldSchema),
  lastTest: z.strictObject({ at: instantSchema, ok: z.boolean(), sentence: z.string(), problem: problemSchema.nullable() }).nullable(),
});
export type ProviderAccount = z.infer<typeof providerAccountSchema>;

export const settingsContract = {
  providers: call.output(liveValueOf(z.array(providerAccountSchema))),
  /** Fields left out keep their stored value; a secret is written, never read back. */
  saveProvider: call
    .input(z.strictObject({ provider: connectableProviderSchema, values: z.record(z.string().max(40), z.string().max(fieldLengthMax)) }))
    .output(z.strictObject({})),
  testProvider: call
    .input(z.strictObject({ provider: connectableProviderSchema }))
    .output(z.strictObject({ ok: z.boolean(), sentence: z.string(), problem: problemSchema.nullable() })),
  removeProvider: call.input(z.strictObject({ provider: connectableProviderSchema })).output(z.strictObject({})),
};
