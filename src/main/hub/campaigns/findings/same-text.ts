import { people } from "../words.ts";
import { decide, recipientIds, type Finder } from "./finding.ts";

/** The very same words to the same guest within a day look like a mistake. */
export const sameText: Finder = (sources) => {
  const { sameTexts } = sources.history;
  const guestIds = recipientIds(sources, ({ guest, plan }) => {
    const got = sameTexts.get(guest.id);
    return got !== undefined && plan.some(({ textSha256 }) => got.has(textSha256));
  });
  if (guestIds.length === 0) return [];
  return [
    decide("same-text", {
      sentence: `${people(guestIds.length)} got exactly this text less than 24 hours ago.`,
      fix: "Take them out, change the text, or leave it.",
      fixAt: "audience",
      guestIds,
    }),
  ];
};
