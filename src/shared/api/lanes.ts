import { z } from "zod";
import { channelSchema, idSchema, instantSchema } from "../domain/fields.ts";
import { providerIdSchema } from "../message/ledger-rows.ts";
import { problemSchema } from "../problem.ts";
import { call } from "./base.ts";
import { liveValueOf } from "./live.ts";

export const laneQuotaSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  used: z.int(),
  limit: z.int(),
  unit: z.enum(["message", "segment"]),
  /** When there is room again if it is used up, else null. */
  roomAt: instantSchema.nullable(),
});
export type LaneQuota = z.infer<typeof laneQuotaSchema>;

/** One lane in a word. */
export const laneStatusSchema = z.strictObject({
  provider: providerIdSchema,
  channel: channelSchema,
  /**
   * `slow`, `resting`, `probing` end by themselves; `stuck`: messages are due and none gets through; `unreachable`: it did not answer
   * when it was asked; `broken`: a person has to mend
   * the account; `untested`: nobody has asked it anything yet.
   */
  health: z.enum(["ok", "slow", "resting", "probing", "stuck", "unreachable", "broken", "off", "untested"]),
  /** Messages accepted per second over the last ten seconds. */
  perSecond: z.number(),
  /** When a slow or resting lane tries again. */
  until: instantSchema.nullable(),
  /** The quota that is nearest to its end, when little of it is left. */
  quota: laneQuotaSchema.nullable(),
  problem: problemSchema.nullable(),
});
export type LaneStatus = z.infer<typeof laneStatusSchema>;

/** Code of the problem that a person's own pause shows as. */
export const pausedByPersonCode = "paused-by-person";

/** What the calls of a stretch of time came to. */
export const callFiguresSchema = z.strictObject({
  calls: z.int(),
  results: z.strictObject({ accepted: z.int(), rejected: z.int(), deferred: z.int(), unknown: z.int() }),
  /** From the call to its answer, milliseconds; null when there was no call. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  /** Most frequent first. */
  errors: z.array(z.strictObject({ code: z.string(), count: z.int() })),
});
export type CallFigures = z.infer<typeof callFiguresSchema>;

/** How an account answered when nothing was sent: asked every now and then, as cheaply as the provider allows. */
export const probeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("reachable"), at: instantSchema, tookMs: z.int() }),
  z.strictObject({ kind: z.literal("slow"), at: instantSchema, tookMs: z.int() }),
  z.strictObject({ kind: z.literal("unreachable"), at: instantSchema, since: instantSchema, sentence: z.string() }),
  z.strictObject({ kind: z.literal("refused"), at: instantSchema, problem: problemSchema }),
]);
export type Probe = z.infer<typeof probeSchema>;

export const laneDetailSchema = z.strictObject({
  status: laneStatusSchema,
  /** What the planner calls the account; empty for one without a name. */
  name: z.string(),
  practice: z.boolean(),
  inFlight: z.int(),
  concurrency: z.int(),
  /** What it may send per second now. */
  perSecondMax: z.number(),
  tenMinutes: callFiguresSchema,
  day: callFiguresSchema,
  /** The last ten minutes, oldest first. */
  slices: z.array(z.strictObject({ startsAt: instantSchema, accepted: z.int(), others: z.int(), p50Ms: z.number().nullable() })),
  quotas: z.array(laneQuotaSchema),
  queue: z.strictObject({
    waiting: z.int(),
    /** Since when the oldest could have left. */
    oldestAt: instantSchema.nullable(),
    byCampaign: z.array(z.strictObject({ campaignId: idSchema, weddingId: idSchema, name: z.string(), count: z.int() })),
  }),
  /** An estimate by the account's prices; null where nothing is known to cost anything. */
  cost: z
    .strictObject({
      currency: z.string(),
      todayMicros: z.int(),
      monthMicros: z.int(),
      byCampaign: z.array(z.strictObject({ campaignId: idSchema, name: z.string(), amountMicros: z.int(), messages: z.int() })),
    })
    .nullable(),
  /** Newest first. */
  failed: z.array(z.strictObject({ at: instantSchema, messageId: idSchema, result: z.string(), code: z.string(), detail: z.string() })),
  probe: probeSchema,
});
export type LaneDetail = z.infer<typeof laneDetailSchema>;

const ofLane = z.strictObject({ provider: providerIdSchema });

export const lanesContract = {
  /** Null for an account that is not connected. */
  detail: call.input(ofLane).output(liveValueOf(laneDetailSchema.nullable())),
  /** A person's pause of one account, over restarts, until `resume`: what waits goes by another account of its channel, or waits. */
  pause: call.input(ofLane).output(z.strictObject({})),
  /** A resting or broken lane tries one message at once. */
  resume: call.input(ofLane).output(z.strictObject({})),
};
