import { z } from "zod";
import { blockSchema, campaignSchema, templateSchema } from "../domain/campaign.ts";
import { channelSchema, idSchema, instantSchema, languageSchema } from "../domain/fields.ts";
import { call } from "./base.ts";
import { runReportSchema } from "./run-report.ts";
import { liveListOf, liveValueOf, windowSchema } from "./live.ts";

/** How many messages of a campaign are in which state, and whether the sum closes (invariant L2). */
export const tallySchema = z.strictObject({
  approved: z.int(),
  waiting: z.int(),
  sending: z.int(),
  accepted: z.int(),
  /** Part of `accepted`, by how far it got. */
  delivered: z.int(),
  bounced: z.int(),
  rejected: z.int(),
  unknown: z.int(),
  held: z.int(),
  dead: z.int(),
  expired: z.int(),
  cancelled: z.int(),
  suppressed: z.int(),
  sumCloses: z.boolean(),
});
export type Tally = z.infer<typeof tallySchema>;

/** Where each message counts once, and `delivered` and `bounced` as parts of `accepted`. */
export const noCounts: Omit<Tally, "approved" | "sumCloses"> = {
  waiting: 0,
  sending: 0,
  accepted: 0,
  delivered: 0,
  bounced: 0,
  rejected: 0,
  unknown: 0,
  held: 0,
  dead: 0,
  expired: 0,
  cancelled: 0,
  suppressed: 0,
};

/** Of a campaign that has not been approved. */
export const emptyTally: Tally = { approved: 0, ...noCounts, sumCloses: true };

export const campaignRowSchema = z.strictObject({ ...campaignSchema.shape, tally: tallySchema.nullable() });
export type CampaignRow = z.infer<typeof campaignRowSchema>;

/** Where a finding can be put right; null: nowhere but in the world. */
export const fixPlaceSchema = z.enum(["texts", "audience", "when", "cost", "guests", "wedding", "settings"]).nullable();
export type FixPlace = z.infer<typeof fixPlaceSchema>;

/** What a cost limit is for: one message to everybody, or all messages of a wedding. */
export const costScopeSchema = z.enum(["message", "wedding"]);
export type CostScope = z.infer<typeof costScopeSchema>;

export const findingSchema = z.strictObject({
  code: z.string(),
  /** `stop` forbids the approval, `decide` must be confirmed by a person, `note` is good to know. */
  grade: z.enum(["stop", "decide", "note"]),
  sentence: z.string(),
  /** The people behind the number, at most 200 of them; `count` is the whole number. */
  guestIds: z.array(idSchema),
  count: z.int(),
  fix: z.string(),
  fixAt: fixPlaceSchema,
  /** What else would put it right, each at its place; empty where `fix` says it all. */
  alternatives: z.array(z.strictObject({ sentence: z.string(), at: fixPlaceSchema })),
});
export type Finding = z.infer<typeof findingSchema>;

export const excludedSchema = z.strictObject({ guestId: idSchema, name: z.string(), code: z.string(), sentence: z.string() });

export const reviewSchema = z.strictObject({
  /** Hash of all that is shown here; `approve` refuses when anything changed since. */
  reviewHash: z.string(),
  recipients: z.int(),
  households: z.int(),
  addresses: z.int(),
  byChannel: z.array(z.strictObject({ channel: channelSchema, count: z.int() })),
  byLanguage: z.array(z.strictObject({ language: languageSchema, count: z.int() })),
  excluded: z.array(excludedSchema),
  findings: z.array(findingSchema),
  smsSegments: z.int(),
  /** Estimate in hundredths of the currency unit; null when nothing costs. */
  costCents: z.int().nullable(),
  /** Texts by country (two letters; empty where nobody can tell), the dearest first; null where no price is known. Empty in practice. */
  costByCountry: z.array(z.strictObject({ country: z.string(), messages: z.int(), segments: z.int(), cents: z.number().nullable() })),
  /** The day on which the oldest of the prices was looked up; null when none is known. */
  pricesCheckedOn: z.string().nullable(),
  /** What this message, and all of the wedding together, may cost at most, in the same unit; `setCostLimit` changes it. */
  costLimitCents: z.int(),
  weddingLimitCents: z.int(),
  /** What the wedding's messages cost so far, by today's prices. */
  weddingSpentCents: z.int(),
  currency: z.string(),
  /** Seconds from start to the last call at the lanes' rates. */
  durationSeconds: z.int(),
  /** When the last one will have left by all that is known now; null: nobody can tell, or not before a person acts. */
  endsAt: instantSchema.nullable(),
  /** What holds it up the longest where that is not just the pace: `mostly waiting for a quota: …`; else empty. */
  endsBecause: z.string(),
  startsAt: instantSchema,
  expiresAt: instantSchema,
  /** Seconds between approval and the first call, during which the send can be undone. */
  holdSeconds: z.int(),
  /** What the person must do before approving, by harm: press, keep pressed, or tick and type the number. */
  confirmation: z.enum(["plain", "press-and-hold", "type-number"]),
});
export type Review = z.infer<typeof reviewSchema>;

/** Codes that a person must confirm one by one. Those about people left out are confirmed with the list of them. */
export const decisionsIn = ({ findings, excluded }: Pick<Review, "findings" | "excluded">): string[] => {
  const leftOut = new Set(excluded.map(({ code }) => code));
  return [...new Set(findings.filter(({ grade, code }) => grade === "decide" && !leftOut.has(code)).map(({ code }) => code))];
};

export const previewSchema = z.strictObject({
  channel: channelSchema,
  language: languageSchema,
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  /** Only for SMS. */
  sms: z
    .strictObject({
      encoding: z.enum(["GSM-7", "UCS-2"]),
      segments: z.int(),
      units: z.int(),
      /** Parts that it would have if every character with a look-alike were replaced by it. */
      plainSegments: z.int(),
      /** Characters that forced UCS-2, with a replacement where there is one. */
      costly: z.array(z.strictObject({ character: z.string(), replacement: z.string().nullable() })),
    })
    .nullable(),
  emptyFields: z.array(z.string()),
  issues: z.array(z.strictObject({ line: z.int(), column: z.int(), sentence: z.string() })),
});
export type Preview = z.infer<typeof previewSchema>;

export const runSchema = z.strictObject({
  campaign: campaignSchema,
  phase: z.enum(["draft", "hold", "running", "paused", "settled", "cancelled"]),
  tally: tallySchema,
  holdUntil: instantSchema.nullable(),
  /** Accepted per second, smoothed; null for the first 5 s or 10 messages. */
  perSecond: z.number().nullable(),
  /** When the last message will have left, as far as can be told; null while it is held back or nobody can say. */
  doneAt: instantSchema.nullable(),
  /** What takes the most of that time, in a few words; empty when that is the lanes' pace, or nothing is forecast. */
  doneBecause: z.string(),
  /** Accepted per second for the last 60 s, oldest first. */
  sparkline: z.array(z.number()),
  /** Why messages wait, with how many and until when. */
  waitingReasons: z.array(z.strictObject({ reason: z.string(), count: z.int(), until: instantSchema.nullable(), sentence: z.string() })),
  problems: z.array(z.strictObject({ state: z.string(), code: z.string(), sentence: z.string(), count: z.int() })),
  /** Newest first, at most 50. */
  stream: z.array(
    z.strictObject({ messageId: idSchema, guestName: z.string(), at: instantSchema, state: z.string(), sentence: z.string() }),
  ),
});
export type Run = z.infer<typeof runSchema>;

const ofCampaign = z.strictObject({ campaignId: idSchema });

export const campaignsContract = {
  window: call.input(z.strictObject({ weddingId: idSchema, ...windowSchema.shape })).output(liveListOf(campaignRowSchema)),
  get: call.input(ofCampaign).output(z.strictObject({ campaign: campaignSchema, template: templateSchema })),
  create: call
    .input(
      z.strictObject({
        weddingId: idSchema,
        name: z.string().min(1).max(200),
        slot: campaignSchema.shape.slot,
        audience: campaignSchema.shape.audience,
      }),
    )
    .output(z.strictObject({ campaignId: idSchema })),
  /** Saves the draft; refused once approved. `updatedAt` is the one that was read: a newer one means conflict. */
  save: call
    .input(
      z.strictObject({
        campaignId: idSchema,
        readAt: instantSchema,
        campaign: campaignSchema
          .pick({ name: true, slot: true, audience: true, channelPlan: true, onePer: true, schedule: true, expires: true, priority: true })
          .partial(),
        texts: templateSchema.shape.texts.optional(),
      }),
    )
    .output(z.strictObject({ updatedAt: instantSchema })),
  remove: call.input(ofCampaign).output(z.strictObject({})),
  /** Undoes `remove`, until the app is closed. */
  restore: call.input(ofCampaign).output(z.strictObject({})),
  /** Where the last tests from this computer went; empty when there were none. */
  ownAddresses: call.output(z.strictObject({ email: z.string(), sms: z.string() })),
  /** The saved draft, as a guest would get it, to the planner's own address; counted in no campaign. */
  testSend: call
    .input(
      z.strictObject({
        campaignId: idSchema,
        guestId: idSchema,
        channel: channelSchema,
        language: languageSchema.nullable(),
        to: z.string().min(1).max(320),
      }),
    )
    .output(z.strictObject({ messageId: idSchema })),
  /** Every message as it would leave, as a file; nothing leaves. */
  dryRun: call
    .input(ofCampaign)
    .output(z.strictObject({ fileName: z.string(), csv: z.string(), sha256: z.string(), written: z.int(), leftOut: z.int() })),
  /** Merge fields that texts may use. */
  fields: call
    .input(z.strictObject({ weddingId: idSchema }))
    .output(z.array(z.strictObject({ field: z.string(), label: z.string(), example: z.string() }))),
  /** The recipients with the hardest cases first: longest name, no first name, plus-one, right-to-left, no email. */
  previewGuests: call.input(ofCampaign).output(z.array(z.strictObject({ guestId: idSchema, name: z.string(), why: z.string() }))),
  /** Exactly what this guest would get, from the saved draft. */
  preview: call
    .input(z.strictObject({ campaignId: idSchema, guestId: idSchema, channel: channelSchema, language: languageSchema.nullable() }))
    .output(previewSchema),
  /** Ready-made blocks for a new text. */
  starter: call.input(z.strictObject({ weddingId: idSchema, slot: campaignSchema.shape.slot, language: languageSchema })).output(
    z.strictObject({
      subject: z.string(),
      blocks: z.array(blockSchema),
      sms: z.string(),
      push: z.strictObject({ body: z.string(), link: z.string() }),
    }),
  ),
  review: call.input(ofCampaign).output(reviewSchema),
  /** What a message and its wedding have cost by today's prices, and may cost, in hundredths of the currency unit. */
  costs: call.input(ofCampaign).output(
    z.strictObject({
      messageSpentCents: z.int(),
      messageLimitCents: z.int(),
      weddingSpentCents: z.int(),
      weddingLimitCents: z.int(),
      currency: z.string(),
    }),
  ),
  /** For one wedding, in hundredths of the currency unit. */
  setCostLimit: call
    .input(z.strictObject({ weddingId: idSchema, scope: costScopeSchema, cents: z.int().min(0).max(100_000_000) }))
    .output(z.strictObject({})),
  approve: call
    .input(
      z.strictObject({
        campaignId: idSchema,
        reviewHash: z.string(),
        sawExcluded: z.boolean(),
        /** Codes of the findings that the person decided to leave as they are; all of `decisionsIn` are needed. */
        decided: z.array(z.string().max(100)).max(100),
        /** The number the person typed; checked when the review asks for it. */
        typedNumber: z.int().nullable(),
      }),
    )
    .output(z.strictObject({ approved: z.int(), holdUntil: instantSchema })),
  startNow: call.input(ofCampaign).output(z.strictObject({})),
  /** During the hold only: nothing has left, the campaign is a draft again. */
  cancelHold: call.input(ofCampaign).output(z.strictObject({})),
  pause: call.input(ofCampaign).output(z.strictObject({ onTheWay: z.int() })),
  resume: call.input(ofCampaign).output(z.strictObject({})),
  cancelRest: call.input(ofCampaign).output(z.strictObject({ cancelled: z.int(), onTheWay: z.int() })),
  run: call.input(ofCampaign).output(liveValueOf(runSchema)),
  /** What became of everybody who was approved, at this moment. Refuses with `not-approved`. */
  report: call.input(ofCampaign).output(runReportSchema),
};
