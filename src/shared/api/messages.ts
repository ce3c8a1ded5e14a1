import { z } from "zod";
import { idSchema, instantSchema } from "../domain/fields.ts";
import { messageSchema } from "../domain/message.ts";
import { messageGroupSchema, messageViewSchema } from "../domain/message-view.ts";
import { providerIdSchema } from "../message/ledger-rows.ts";
import { exchangeSchema } from "./exchanges.ts";
import { call } from "./base.ts";
import { liveListOf, liveValueOf, windowSchema } from "./live.ts";

export const messageRowSchema = z.strictObject({
  ...messageSchema.shape,
  guestName: z.string(),
  campaignName: z.string(),
  /** The state in plain words: `Waiting: quiet hours until 09:00`. */
  sentence: z.string(),
});
export type MessageRow = z.infer<typeof messageRowSchema>;

/** What is known about a message of which nobody knows whether it went out. Times are instants. */
export const heldEvidenceSchema = z.strictObject({
  provider: providerIdSchema,
  /** When it was asked to send, and since when a person is asked. */
  askedAt: instantSchema,
  heldAt: instantSchema,
  /** What came back instead of an answer, in words. */
  cameBack: z.string(),
  /** Each look-up so far, oldest first. */
  lookUps: z.array(z.strictObject({ at: instantSchema, sentence: z.string() })),
  /** Whether a repeat under the same key would have been no second message. */
  keyed: z.boolean(),
  /** After that it would come too late and cannot be sent again. */
  expiresAt: instantSchema,
  /** What the guest would have read; null when it cannot be rendered any more. */
  text: z.strictObject({ title: z.string(), body: z.string() }).nullable(),
});
export type HeldEvidence = z.infer<typeof heldEvidenceSchema>;

export const timelineEntrySchema = z.strictObject({
  id: z.string(),
  at: instantSchema,
  actor: z.enum(["person", "this-computer", "provider", "carrier"]),
  /** Fact or row kind, see the ledger. */
  kind: z.string(),
  sentence: z.string(),
  source: z.enum(["approval", "attempt", "answer", "webhook", "look-up", "person", "hub"]),
  code: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const storySchema = z.strictObject({
  message: messageRowSchema,
  entries: z.array(timelineEntrySchema),
  /** Only while it is held. */
  evidence: heldEvidenceSchema.nullable(),
});
export type MessageStory = z.infer<typeof storySchema>;

/** How many messages one command may name: two big campaigns, in one request of half a megabyte. */
export const messageIdsMax = 10_000;
const messageIdsSchema = z.array(idSchema).min(1).max(messageIdsMax);

export const messageCountsSchema = z.record(messageGroupSchema, z.int().min(0));
export type MessageCounts = z.infer<typeof messageCountsSchema>;

/** What the list can be narrowed by. */
export const messageFacetsSchema = z.strictObject({
  campaigns: z.array(z.strictObject({ id: idSchema, name: z.string() })),
  providers: z.array(providerIdSchema),
  /** What went wrong, the most frequent first. `state`: a state of sending, or a delivery. */
  codes: z.array(z.strictObject({ state: z.string(), code: z.string(), count: z.int().min(1) })),
});
export type MessageFacets = z.infer<typeof messageFacetsSchema>;

const viewOfWedding = z.strictObject({ weddingId: idSchema, view: messageViewSchema });

/**
 * How long a decision can be taken back: as long as its notice is shown. Once it is in the journal it stands: nothing there is ever
 * undone, and a second copy that left cannot be called back.
 */
export const takeBackMs = 10_000;

export const messagesContract = {
  window: call
    .input(
      z.strictObject({
        ...viewOfWedding.shape,
        ...windowSchema.shape,
      }),
    )
    .output(liveListOf(messageRowSchema)),
  /** How many the same view has in each group. */
  counts: call.input(viewOfWedding).output(liveValueOf(messageCountsSchema)),
  /** Why the messages of a view ended as they did, the most frequent first; the code is empty where nobody said. */
  reasons: call.input(viewOfWedding).output(liveValueOf(z.array(z.strictObject({ code: z.string(), count: z.int().min(1) })))),
  facets: call.input(z.strictObject({ weddingId: idSchema })).output(messageFacetsSchema),
  /** What a view shows, newest change first; the first `messageIdsMax` of them. */
  ids: call
    .input(viewOfWedding)
    .output(z.strictObject({ messages: z.array(z.strictObject({ id: idSchema, guestId: idSchema })), total: z.int() })),
  exportCsv: call.input(viewOfWedding).output(z.strictObject({ fileName: z.string(), csv: z.string(), rows: z.int(), total: z.int() })),
  /** What went over the wire for one attempt, masked; nothing after some weeks, and nothing in practice mode. */
  exchanges: call.input(z.strictObject({ attemptId: idSchema })).output(z.array(exchangeSchema)),
  /** The whole story of one message, oldest first. */
  timeline: call.input(z.strictObject({ messageId: idSchema })).output(liveValueOf(storySchema.nullable())),
  /** A person's word on held messages, with some seconds in which `takeBack` undoes it. `left`: not held any more, or too late to be sent again. */
  decide: call
    .input(z.strictObject({ messageIds: messageIdsSchema, decision: z.enum(["arrived", "send-again", "skip"]) }))
    .output(z.strictObject({ decisionId: idSchema, decided: z.int(), left: z.int() })),
  /** Holds them again; 0 when the time was over. */
  takeBack: call.input(z.strictObject({ decisionId: idSchema })).output(z.strictObject({ takenBack: z.int() })),
  /** For messages that gave up. */
  redrive: call.input(z.strictObject({ messageIds: messageIdsSchema })).output(z.strictObject({ redriven: z.int() })),
  /** For messages that gave up: they end as cancelled, with the reason in their story. */
  discard: call
    .input(z.strictObject({ messageIds: messageIdsSchema, reason: z.string().trim().min(1).max(200) }))
    .output(z.strictObject({ discarded: z.int() })),
};
