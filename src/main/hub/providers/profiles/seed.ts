import { z } from "zod";
import { connectableProviderSchema, type ConnectableProvider } from "#shared/api/settings.ts";
import seedFile from "./seeds.json" with { type: "json" };
import { senderKindSchema, type SenderKind } from "./sender-kind.ts";

/** When somebody last looked at the source, and which it is. Both are shown beside the figures. */
const dated = { checkedOn: z.iso.date(), source: z.string().min(1).max(300) };

const windowSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rolling"), windowMs: z.int().min(1) }),
  z.strictObject({ kind: z.enum(["utc-day", "utc-month"]) }),
]);

const quotaSeedSchema = z.strictObject({
  id: z.string().regex(/^[a-z-]{1,20}$/u),
  title: z.string().min(1).max(100),
  /** Null: only the planner can know. */
  limit: z.int().min(1).nullable(),
  unit: z.enum(["message", "segment"]),
  window: windowSchema,
  /** Absent: the account has it for itself. `brand`: every account of one US tax id uses up the same. */
  group: z.literal("brand").optional(),
  /** Absent: it counts for every sender. */
  senders: z.array(senderKindSchema).optional(),
  senderCountry: z.string().length(2).optional(),
  /** Where it is not the plan's. */
  source: z.string().min(1).max(300).optional(),
});
export type QuotaSeed = z.infer<typeof quotaSeedSchema>;

const planSeedSchema = z.strictObject({
  id: z.string().regex(/^[a-z-]{1,30}$/u),
  title: z.string().min(1).max(60),
  /** Mail servers whose accounts have this plan unless their planner says otherwise. */
  hosts: z.array(z.string()).optional(),
  quotas: z.array(quotaSeedSchema),
  /** Millionths of a US dollar for one message more; null where no figure is known. */
  pricePerMessageMicros: z.int().min(0).nullable(),
  /** Where it is not the plan's. */
  priceSource: z.string().min(1).max(300).optional(),
  ...dated,
});
export type PlanSeed = z.infer<typeof planSeedSchema>;

const countryRuleSchema = z.strictObject({
  allowed: z.boolean(),
  /** The sender must be registered there before it may write. */
  registration: z.boolean(),
  /** Whether a guest can answer. */
  twoWay: z.boolean(),
  remark: z.string().max(200),
});
export type CountryRule = z.infer<typeof countryRuleSchema>;

const senderSeedSchema = z.strictObject({
  perSecond: z.number().positive(),
  /** For countries that are not listed. */
  usual: countryRuleSchema,
  countries: z.record(z.string().regex(/^[A-Z]{2}$/u), countryRuleSchema),
  ...dated,
});
export type SenderSeed = z.infer<typeof senderSeedSchema>;

const profileSeedSchema = z.strictObject({
  rate: z.strictObject({ perSecond: z.number().positive(), burst: z.int().min(1), concurrency: z.int().min(1), ...dated }),
  /** The first one is taken for an account whose planner said nothing: the smallest, which harms nobody. */
  plans: z.array(planSeedSchema).min(1),
  senders: z.record(senderKindSchema, senderSeedSchema).optional(),
  /** Millionths of the currency for one part of a text, by country. */
  segments: z.strictObject({ currency: z.string().length(3), micros: z.record(z.string().length(2), z.int().min(0)), ...dated }).optional(),
});
export type ProfileSeed = z.infer<typeof profileSeedSchema>;

/** What Usher knows about each provider before a planner says anything. Read once; a file that is wrong is a bug and throws. */
const seeds = z.record(connectableProviderSchema, profileSeedSchema).parse(seedFile);

export const seedOf = (provider: ConnectableProvider): ProfileSeed => seeds[provider];

export const senderSeedOf = (provider: ConnectableProvider, sender: SenderKind): SenderSeed | undefined =>
  seeds[provider].senders?.[sender];
