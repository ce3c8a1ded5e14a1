export { liveList, type ListFrame, type ListWindow } from "./live-list.ts";
export { frameMsMin, liveValue, type LiveSource } from "./live-value.ts";
