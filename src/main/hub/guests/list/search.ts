import uFuzzy from "@leeoniya/ufuzzy";
import { foldText } from "#shared/contact/fold-text.ts";
import { digitsOf } from "./facts.ts";

/** With this many plain hits a typo is unlikely; fewer, and forgiving search adds what is close. */
const plainHitsEnough = 5;
/** Forgiving search needs something to be forgiving about. */
const fuzzyLengthMin = 4;

const fuzzy = new uFuzzy({ intraMode: 1, intraIns: 1, intraSub: 1, intraTrn: 1, intraDel: 1 });

/** The positions in `haystacks` that match every word of the query, from the first letter on; phones by their digits. */
export const searchHaystacks = (haystacks: readonly string[], query: string): Set<number> => {
  const words = wordsOf(query);
  const hits = new Set<number>();
  for (let index = 0; index < haystacks.length; index += 1) {
    const haystack = haystacks[index] ?? "";
    if (words.every((word) => haystack.includes(word))) hits.add(index);
  }
  const needle = words.join(" ");
  if (hits.size < plainHitsEnough && needle.length >= fuzzyLengthMin && /\p{L}/u.test(needle)) {
    for (const index of fuzzy.filter(haystacks as string[], needle) ?? []) hits.add(index);
  }
  return hits;
};

/** `0151 2345` is looked up as `1512345`: stored numbers carry their country's prefix instead of the zero. */
const wordsOf = (query: string): string[] => {
  const text = foldText(query);
  const digits = digitsOf(text);
  if (digits.length >= 3 && /^[\d\s+()/.-]+$/u.test(text)) return [digits.replace(/^0+/u, "")].filter((word) => word !== "");
  return text.split(" ").filter((word) => word !== "");
};
