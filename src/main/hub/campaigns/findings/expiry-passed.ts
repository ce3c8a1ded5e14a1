import { stop, type Finder } from "./finding.ts";

export const expiryPassed: Finder = ({ schedule, now }) =>
  schedule.expiresAt > now && schedule.expiresAt > schedule.startsAt
    ? []
    : [stop("expiry-passed", { sentence: "It would expire before it starts.", fix: "Choose a later limit.", fixAt: "when" })];
