import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const messagesApi = ({ deliveries, dispatcher }: Rooms) => ({
  window: os.messages.window.handler(({ input, signal }) => deliveries.window(input, signal)),
  timeline: os.messages.timeline.handler(({ input, signal }) => deliveries.timeline(input.messageId, signal)),
  decide: os.messages.decide.handler(async ({ input }) => {
    await dispatcher.decide(input.messageId, input.decision);
    return {};
  }),
  redrive: os.messages.redrive.handler(async ({ input }) => ({ redriven: await dispatcher.redrive(input.messageIds) })),
});
