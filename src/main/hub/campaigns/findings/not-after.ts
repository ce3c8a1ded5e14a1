import { instantOfLocal } from "#shared/time/zoned.ts";
import { decide, note, type Finder } from "./finding.ts";

/** "Not after" should be chosen, and lie before the wedding: an invitation that arrives the day after is worse than none. */
export const notAfter: Finder = ({ schedule, world }) => {
  const { wedding, campaign, events } = world;
  const first = [...events.values()].map(({ startsAtLocal }) => startsAtLocal).toSorted()[0] ?? `${wedding.date}T23:59`;
  const eventAt = instantOfLocal(first, wedding.zone, "not-before");
  // What starts after the wedding is a thank-you.
  if (schedule.startsAt < eventAt && schedule.expiresAt > eventAt) {
    return [
      decide("not-after-late", {
        sentence: "What is delayed could still leave after the wedding has begun.",
        fix: 'Choose an earlier "not after", or leave it.',
        fixAt: "when",
      }),
    ];
  }
  if (campaign.expires !== null) return [];
  return [
    note("not-after-missing", {
      sentence: 'You chose no "not after": what has not left 48 hours after the start is listed as expired.',
      fix: "Choose one in the editor, or leave it.",
      fixAt: "when",
    }),
  ];
};
