import { exclusionSentences, type ExclusionCode } from "../audience/resolve.ts";
import { people } from "../words.ts";
import { decide, excludedIds, type Finder } from "./finding.ts";

const codes: readonly ExclusionCode[] = [
  "no-address",
  "opted-out",
  "bounced",
  "landline",
  "country-not-allowed",
  "invalid-address",
  "already-got",
  "already-answered",
  "same-address",
  "same-household",
];

/** One finding for each reason for which people of the audience get nothing. */
export const leftOut: Finder = (sources) =>
  codes.flatMap((code) => {
    const guestIds = excludedIds(sources, code);
    if (guestIds.length === 0) return [];
    const fix = code === "opted-out" ? "They stay out; nobody can override this." : "They are left out; open the list to correct it.";
    return [decide(code, { sentence: `${people(guestIds.length)} left out: ${exclusionSentences[code]}`, fix, fixAt: "guests", guestIds })];
  });
