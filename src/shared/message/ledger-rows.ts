import { z } from "zod";
import { channelSchema, idSchema, instantSchema, languageSchema, slotSchema, zoneSchema } from "../domain/fields.ts";
import { problemSchema } from "../problem.ts";

/**
 * The rows of the ledger: what was approved (intent), what was attempted (attempt), what was stated (fact),
 * what a person ordered (control). Append-only; state is always a fold over them, never stored.
 */

export const providerKindSchema = z.enum([
  "practice-email",
  "practice-sms",
  "practice-push",
  "resend",
  "sendgrid",
  "smtp",
  "twilio",
  "fcm",
  "apns",
]);
export type ProviderKind = z.infer<typeof providerKindSchema>;

/** One account at a provider: its kind for the first, `resend#2` for another. A key, a look-up and a lane belong to one account. */
export const providerIdSchema = z.union([providerKindSchema, z.templateLiteral([providerKindSchema, "#", z.int().min(2).max(99)])]);
export type ProviderId = z.infer<typeof providerIdSchema>;

export const providerKindOf = (provider: ProviderId): ProviderKind => provider.split("#", 1)[0] as ProviderKind;

export const prioritySchema = z.enum(["day-of", "reply", "reminder", "bulk"]);
export type Priority = z.infer<typeof prioritySchema>;

/** One address to try, in the order of the guest's plan. */
export const planStepSchema = z.strictObject({
  channel: channelSchema,
  contactPointId: idSchema,
  /** Normalised address, as approved. A later change of the guest's address stops the send at a gate. */
  address: z.string().min(1).max(320),
  /** sha256 (hex) of the frozen text this step is rendered from. */
  textSha256: z.string().length(64),
  language: languageSchema,
});
export type PlanStep = z.infer<typeof planStepSchema>;

/** More than any country has that differ. */
const alsoQuietInMax = 40;

export const intentSchema = z.strictObject({
  /** `messageIdOf(weddingId, slot, guestId)`: the same guest and slot is the same message, whoever approves it. */
  messageId: idSchema,
  /**
   * The approval that this row belongs to; fresh for each try (`Ids.next`). It is valid once its approval row exists;
   * of several valid ones for one message, the newest approval counts.
   */
  approvalId: idSchema,
  weddingId: idSchema,
  campaignId: idSchema,
  guestId: idSchema,
  householdId: idSchema,
  slot: slotSchema,
  revision: z.int().min(0),
  priority: prioritySchema,
  practice: z.boolean(),
  plan: z.array(planStepSchema).min(1).max(10),
  /** Merge values by field name, frozen at approval. */
  values: z.record(z.string(), z.string()),
  /** sha256 (hex) over the frozen texts of the plan and the values: what the person approved. */
  payloadSha256: z.string().length(64),
  approvedAt: instantSchema,
  /** Until then the approval can be undone; the order `start-now` waives it. */
  holdUntil: instantSchema,
  /** The schedule, resolved. */
  notBefore: instantSchema,
  expiresAt: instantSchema,
  /** Zone whose quiet hours hold for this guest. */
  quietZone: zoneSchema,
  /** The others in which it must not be night either, where nobody knows in which of them the guest is. */
  alsoQuietIn: z.array(zoneSchema).min(1).max(alsoQuietInMax).optional(),
});
export type Intent = z.infer<typeof intentSchema>;

/** Written and fsynced before the first byte leaves. */
export const attemptSchema = z.strictObject({
  attemptId: idSchema,
  messageId: idSchema,
  approvalId: idSchema,
  /** 1, 2, 3... within the message. */
  n: z.int().min(1),
  planIndex: z.int().min(0),
  provider: providerIdSchema,
  /** Same key only ever with the same `bodySha256`. Empty for providers without keys. */
  idempotencyKey: z.string().max(256),
  bodySha256: z.string().length(64),
  deviceId: idSchema,
  /** Which start of the hub made it; an attempt of an earlier boot without an outcome is UNKNOWN. */
  bootId: idSchema,
  startedAt: instantSchema,
  /** A person chose "send again" for a held message. */
  forced: z.boolean(),
  /** Parts of a text message, for quotas that count parts. Absent: one. */
  units: z.int().min(1).max(100).optional(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** Who stated a fact. */
export const factSourceSchema = z.enum(["answer", "webhook", "look-up", "person", "hub"]);

/**
 * What was stated. Outcome of an attempt: `accepted`, `deferred` (not sent, for now), `rejected` (not sent,
 * for good), `unknown`. Delivery: `sent` to `unsubscribed`. Decisions: the rest.
 */
export const factKindSchema = z.enum([
  "accepted",
  "deferred",
  "rejected",
  "unknown",
  "sent",
  "delivered",
  "opened",
  "clicked",
  "delivery-delayed",
  "bounced",
  "failed",
  "complained",
  "unsubscribed",
  "not-found",
  "held",
  "expired",
  "suppressed",
  "dead",
  "cancelled",
  "marked-accepted",
  "send-again",
  "skipped",
  "redriven",
  "step-skipped",
]);
export type FactKind = z.infer<typeof factKindSchema>;

export const factSchema = z.strictObject({
  /** Unique. Facts from providers derive it from the provider's event id, so a repeat is the same row. */
  factId: z.string().min(1).max(200),
  messageId: idSchema,
  /** Which attempt it is about; null for facts about the message as a whole. */
  attemptId: idSchema.nullable(),
  /** For facts about the message as a whole: the approval they were stated under. Null when about an attempt. */
  approvalId: idSchema.nullable(),
  kind: factKindSchema,
  source: factSourceSchema,
  provider: providerIdSchema.nullable(),
  /** The provider's own id of the message, when it said one. */
  providerMessageId: z.string().max(200).nullable(),
  /** When it happened according to whoever stated it. Data, never used for order. */
  at: instantSchema,
  recordedAt: instantSchema,
  /** Error class or reason code: `recipient-unknown`, `rate-limited`... Empty when there is none. */
  code: z.string().max(120),
  /** Plain words for the timeline; no addresses, no bodies, no secrets. */
  detail: z.string().max(500),
  /**
   * How far it reaches. `rejected`/`bounced`: `recipient` means the address, `words` the text of one channel, `sender` one account,
   * `message` the whole message (as every refusal of words did in journals before `words`).
   * `deferred`: `lane` means that the message itself was not at fault, so it does not use up a try. Null otherwise.
   */
  scope: z.enum(["message", "words", "recipient", "sender", "lane"]).nullable(),
  /** For `deferred`: not to be tried before. Null otherwise. */
  retryAt: instantSchema.nullable(),
  /** For `step-skipped`: the step of the plan whose address a gate forbids. Null otherwise. */
  planIndex: z.int().min(0).nullable().default(null),
  /** What the provider charged for the attempt, where it said so: millionths of the unit of a currency (ISO 4217). */
  price: z.strictObject({ amountMicros: z.int().min(0), currency: z.string().length(3) }).optional(),
});
export type Fact = z.infer<typeof factSchema>;

/**
 * What became of a lane, for the next start. `resting`: until then; `broken`: until a person acts; `probing`: one message goes
 * ahead; `running`: all is well again.
 */
export const laneEventSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("running") }),
  z.strictObject({ kind: z.literal("probing") }),
  z.strictObject({ kind: z.literal("resting"), code: z.string().max(120), until: instantSchema }),
  z.strictObject({ kind: z.literal("broken"), code: z.string().max(120), since: instantSchema, problem: problemSchema }),
]);
export type LaneEvent = z.infer<typeof laneEventSchema>;

/** An order about many messages at once, or what became of a lane. The newest row per scope wins. */
export const controlSchema = z.strictObject({
  controlId: idSchema,
  /** `all`, `wedding:` and its id, `lane:` and its account, `block:` and the id of a suppression, or a campaign id. */
  scope: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[A-Za-z0-9_.:#-]+$/),
  /**
   * `start-now` waives the hold of a campaign; the others exclude each other. `ask-late` is a pause that the hub orders.
   * `lane` is no order: it keeps `lane` over a restart. `block` and `unblock` are a person's word on one address.
   */
  action: z.enum(["pause", "resume", "cancel", "start-now", "ask-late", "lane", "block", "unblock"]),
  /** For `start-now`: the approval whose hold it waives; a later one has a hold of its own. Null otherwise. */
  approvalId: idSchema.nullable().default(null),
  at: instantSchema,
  lane: laneEventSchema.optional(),
});
export type Control = z.infer<typeof controlSchema>;

/** Subject, body and layout frozen at approval, addressed by its own hash. Merge fields are still in it. */
export const frozenTextSchema = z.discriminatedUnion("channel", [
  z.strictObject({
    channel: z.literal("email"),
    language: languageSchema,
    subject: z.string(),
    /** Compiled HTML with merge fields left in; merged per guest. */
    html: z.string(),
    text: z.string(),
    from: z.string().max(320),
    replyTo: z.string().max(320),
  }),
  z.strictObject({ channel: z.literal("sms"), language: languageSchema, body: z.string(), from: z.string().max(320) }),
  z.strictObject({ channel: z.literal("push"), language: languageSchema, title: z.string(), body: z.string(), link: z.string() }),
]);
export type FrozenText = z.infer<typeof frozenTextSchema>;
