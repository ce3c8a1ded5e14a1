import { decide, type Finder } from "./finding.ts";

/** Approving offline is allowed (it waits), but nobody should believe that it has gone out. Practice needs no network. */
export const offlineNow: Finder = ({ online, world: { campaign, wedding } }) =>
  online || wedding.practice || campaign.schedule.kind !== "now"
    ? []
    : [
        decide("offline-now", {
          sentence: "This computer is offline: nothing leaves until it is online again.",
          fix: "Go online, choose a later start, or let it wait.",
          fixAt: "when",
        }),
      ];
