import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const messagesApi = ({ deliveries, dispatcher, heldDecisions }: Rooms) => ({
  window: os.messages.window.handler(({ input, signal }) => deliveries.window(input, signal)),
  counts: os.messages.counts.handler(({ input, signal }) => deliveries.counts(input, signal)),
  reasons: os.messages.reasons.handler(({ input, signal }) => deliveries.reasons(input, signal)),
  facets: os.messages.facets.handler(({ input }) => deliveries.facets(input.weddingId)),
  ids: os.messages.ids.handler(({ input }) => deliveries.ids(input)),
  exportCsv: os.messages.exportCsv.handler(({ input }) => deliveries.exportCsv(input)),
  exchanges: os.messages.exchanges.handler(({ input }) => deliveries.exchanges(input.attemptId)),
  timeline: os.messages.timeline.handler(({ input, signal }) => deliveries.timeline(input.messageId, signal)),
  decide: os.messages.decide.handler(({ input }) => heldDecisions.decide(input.messageIds, input.decision)),
  takeBack: os.messages.takeBack.handler(({ input }) => ({ takenBack: heldDecisions.takeBack(input.decisionId) })),
  redrive: os.messages.redrive.handler(async ({ input }) => ({ redriven: await dispatcher.redrive(input.messageIds) })),
  discard: os.messages.discard.handler(async ({ input }) => ({ discarded: await dispatcher.discard(input.messageIds, input.reason) })),
});
