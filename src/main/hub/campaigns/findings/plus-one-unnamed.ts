import { people } from "../words.ts";
import { decide, recipientIds, type Finder } from "./finding.ts";

export const plusOneUnnamed: Finder = (sources) => {
  const guestIds = recipientIds(sources, ({ guest }) => guest.kind === "plus-one" && `${guest.givenName}${guest.familyName}`.trim() === "");
  if (guestIds.length === 0) return [];
  return [
    decide("plus-one-unnamed", {
      sentence: `${people(guestIds.length)} are plus-ones without a name.`,
      fix: "Name them, or take them out.",
      fixAt: "guests",
      guestIds,
    }),
  ];
};
