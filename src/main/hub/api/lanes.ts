import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const lanesApi = ({ lanes, dispatcher }: Rooms) => ({
  detail: os.lanes.detail.handler(({ input, signal }) => lanes.detail(input.provider, signal)),
  resume: os.lanes.resume.handler(({ input }) => {
    dispatcher.resumeLane(input.provider);
    return {};
  }),
});
