import { stop, type Finder } from "./finding.ts";

/** Everybody of the audience gets the message or is left out with a reason (L2); if not, the review itself is wrong. */
export const countsDisagree: Finder = ({ resolved, audienceCount }) => {
  const counted = resolved.recipients.length + resolved.excluded.length;
  if (counted === audienceCount) return [];
  return [
    stop("counts-disagree", {
      sentence: `${audienceCount} people were chosen, but ${counted} are accounted for.`,
      fix: "Check again; if it stays so, report it and do not send.",
    }),
  ];
};
