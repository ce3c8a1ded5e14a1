import { people } from "../words.ts";
import { decide, excludedIds, stop, type Finder } from "./finding.ts";

export const channelNotConnected: Finder = (sources) => {
  const guestIds = excludedIds(sources, "no-lane");
  if (guestIds.length > 0) {
    return [
      stop("channel-not-connected", {
        sentence: `${people(guestIds.length)} can only be reached by a channel that is not connected.`,
        fix: "Connect it in Settings, or take them out.",
        fixAt: "settings",
        guestIds,
      }),
    ];
  }
  if (sources.unconnected.length === 0) return [];
  return [
    decide("channel-skipped", {
      sentence: `Not connected, so another channel is used: ${sources.unconnected.join(", ")}.`,
      fix: "Connect it in Settings, or leave it.",
      fixAt: "settings",
    }),
  ];
};
