import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const lanesApi = ({ lanes, dispatcher }: Rooms) => ({
  detail: os.lanes.detail.handler(({ input, signal }) => lanes.detail(input.provider, signal)),
  pause: os.lanes.pause.handler(async ({ input }) => {
    await dispatcher.pauseLane(input.provider);
    return {};
  }),
  resume: os.lanes.resume.handler(async ({ input }) => {
    await dispatcher.resumeLane(input.provider);
    return {};
  }),
});
