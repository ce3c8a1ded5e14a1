import { z } from "zod";
import { channelSchema, instantSchema } from "../domain/fields.ts";
import { problemSchema } from "../problem.ts";
import { call } from "./base.ts";
import { liveValueOf } from "./live.ts";

/** Providers that a person can connect; the practice ones need no settings. */
export const connectableProviderSchema = z.enum(["resend", "sendgrid", "smtp", "twilio", "fcm", "apns"]);
export type ConnectableProvider = z.infer<typeof connectableProviderSchema>;

/** One account: its provider for the first, `resend#2` for another. A number is given out once. */
export const accountIdSchema = z.union([
  connectableProviderSchema,
  z.templateLiteral([connectableProviderSchema, "#", z.int().min(2).max(99)]),
]);
export type AccountId = z.infer<typeof accountIdSchema>;

export const accountProviderOf = (account: AccountId): ConnectableProvider => account.split("#", 1)[0] as ConnectableProvider;

/** The longest is a service account's JSON file with its key, about 2,400 characters. */
const fieldLengthMax = 8000;
const fieldNameMax = 40;
/** A word or two beside the provider's name. */
export const accountNameMax = 40;

const choicesSchema = z.array(z.strictObject({ value: z.string(), label: z.string() }));

export const providerFieldSchema = z.strictObject({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  secret: z.boolean(),
  required: z.boolean(),
  /** Stored value; for secrets only `••••1234`, never the secret itself. */
  value: z.string(),
  /** What may be chosen; null where text is typed. */
  choices: choicesSchema.nullable(),
});

/** One figure that the account's profile is made of. */
export const accountFigureSchema = z.strictObject({
  name: z.string(),
  group: z.enum(["plan", "speed", "quota", "price", "sender"]),
  label: z.string(),
  help: z.string(),
  value: z.string(),
  /** What it is when nothing is changed. */
  seed: z.string(),
  isChanged: z.boolean(),
  /** When somebody last looked: `2026-11-23`. */
  checkedOn: z.iso.date(),
  source: z.string(),
  choices: choicesSchema.nullable(),
});
export type AccountFigure = z.infer<typeof accountFigureSchema>;

export const providerAccountSchema = z.strictObject({
  provider: accountIdSchema,
  channel: channelSchema,
  label: z.string(),
  /** What the planner calls it, such as `studio`; empty when it has no name of its own. */
  name: z.string(),
  connected: z.boolean(),
  fields: z.array(providerFieldSchema),
  figures: z.array(accountFigureSchema),
  /** When the oldest figure was looked up, and whether that is so long ago that it should be looked up again. */
  figuresCheckedOn: z.iso.date(),
  figuresAreOld: z.boolean(),
  lastTest: z.strictObject({ at: instantSchema, ok: z.boolean(), sentence: z.string(), problem: problemSchema.nullable() }).nullable(),
});
export type ProviderAccount = z.infer<typeof providerAccountSchema>;

const account = z.strictObject({ provider: accountIdSchema });
const values = z.record(z.string().max(fieldNameMax), z.string().max(fieldLengthMax));
const testResult = z.strictObject({ ok: z.boolean(), sentence: z.string(), problem: problemSchema.nullable() });

export const settingsContract = {
  /** In each channel the account that is asked first comes first. */
  providers: call.output(liveValueOf(z.array(providerAccountSchema))),
  /** A further account of a provider, with nothing in it yet. */
  addAccount: call.input(z.strictObject({ of: connectableProviderSchema })).output(account),
  /** Fields left out keep their stored value; a secret is written, never read back. */
  saveProvider: call
    .input(z.strictObject({ provider: accountIdSchema, values, name: z.string().max(accountNameMax).optional() }))
    .output(z.strictObject({})),
  /** Tests what was typed without using it, and saves it only when the test goes well. */
  testThenSave: call.input(z.strictObject({ provider: accountIdSchema, values })).output(testResult),
  testProvider: call.input(account).output(testResult),
  /** Empties a first account; a further one is gone. */
  removeProvider: call.input(account).output(z.strictObject({})),
  /** What still hangs on an account, for whoever is about to remove it. */
  accountUse: call.input(account).output(
    z.strictObject({
      /** Messages whose last call went through it and whose fate is not known: only it can say. */
      inDoubt: z.int().min(0),
      /** Messages of its channel that still wait to be sent. */
      waiting: z.int().min(0),
      /** Whether another account of the channel would send those. */
      hasOther: z.boolean(),
    }),
  ),
  /** One place earlier (-1) or later (1) in its channel. At the end nothing happens. */
  moveAccount: call.input(z.strictObject({ provider: accountIdSchema, by: z.literal([-1, 1]) })).output(z.strictObject({})),
  /** Figures left out keep theirs; null: all of them are the seed's again. */
  saveFigures: call
    .input(z.strictObject({ provider: accountIdSchema, figures: z.record(z.string().max(fieldNameMax), z.string().max(400)).nullable() }))
    .output(z.strictObject({})),
};
