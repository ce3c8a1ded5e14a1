import { people } from "../words.ts";
import { excludedIds, stop, type Finder } from "./finding.ts";

export const textMissing: Finder = (sources) => {
  const guestIds = excludedIds(sources, "no-text");
  if (guestIds.length === 0) return [];
  return [
    stop("text-missing", {
      sentence: `${people(guestIds.length)} would get a text that is not written in their language, nor in the wedding's.`,
      fix: "Write it, or take them out.",
      fixAt: "texts",
      guestIds,
    }),
  ];
};
