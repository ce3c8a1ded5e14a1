import { people } from "../words.ts";
import { decide, recipientIds, type Finder } from "./finding.ts";

export const children: Finder = (sources) => {
  const guestIds = recipientIds(sources, ({ guest }) => guest.kind === "child");
  if (guestIds.length === 0) return [];
  return [
    decide("children", {
      sentence: `${people(guestIds.length)} are children.`,
      fix: "Take them out, or choose one per household.",
      fixAt: "audience",
      guestIds,
    }),
  ];
};
