import { pausedByPersonCode } from "#shared/api/lanes.ts";
import type { Problem } from "#shared/problem.ts";
import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

const pausedByPerson: Problem = {
  code: pausedByPersonCode,
  sentence: "You paused this account.",
  nextStep: "What waits goes by another account of its channel, or waits until you resume this one.",
};

export const lanesApi = ({ lanes, dispatcher }: Rooms) => ({
  detail: os.lanes.detail.handler(({ input, signal }) => lanes.detail(input.provider, signal)),
  pause: os.lanes.pause.handler(({ input }) => {
    dispatcher.breakLane(input.provider, pausedByPersonCode, pausedByPerson);
    return {};
  }),
  resume: os.lanes.resume.handler(({ input }) => {
    dispatcher.resumeLane(input.provider);
    return {};
  }),
});
