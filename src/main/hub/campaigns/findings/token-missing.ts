import { people } from "../words.ts";
import { recipientIds, stop, type Finder } from "./finding.ts";

export const tokenMissing: Finder = (sources) => {
  const { households } = sources.world;
  const guestIds = recipientIds(
    sources,
    ({ guest, texts }) =>
      texts.some(({ fields }) => fields.has("rsvp.link")) && (households.get(guest.householdId)?.rsvpToken ?? "") === "",
  );
  if (guestIds.length === 0) return [];
  return [
    stop("token-missing", {
      sentence: `${people(guestIds.length)} have no reply link of their own.`,
      fix: "Take them out, or add them to a household again.",
      fixAt: "guests",
      guestIds,
    }),
  ];
};
