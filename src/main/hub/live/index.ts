export { liveList, type ListFrame, type ListWindow } from "./live-list.ts";
export { liveValue, type LiveSource } from "./live-value.ts";
