import { people } from "../words.ts";
import { decide, recipientIds, type Finder } from "./finding.ts";

export const otherLanguage: Finder = (sources) => {
  const guestIds = recipientIds(
    sources,
    ({ guest, plan: [first] }) => first !== undefined && base(first.language) !== base(guest.language),
  );
  if (guestIds.length === 0) return [];
  return [
    decide("other-language", {
      sentence: `${people(guestIds.length)} get the text in another language than their own.`,
      fix: "Write their language, or leave it.",
      fixAt: "texts",
      guestIds,
    }),
  ];
};

const base = (language: string): string | undefined => language.split("-")[0];
