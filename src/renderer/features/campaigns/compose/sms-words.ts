import type { Preview } from "#shared/api/campaigns.ts";

type Sms = NonNullable<Preview["sms"]>;

/** `64 of 70 characters: 1 text for this guest`, `153 characters: 2 texts for this guest`. */
export const smsCountWords = ({ units, encoding, segments }: Pick<Sms, "units" | "encoding" | "segments">): string => {
  const room = segments > 1 ? "" : ` of ${encoding === "UCS-2" ? 70 : 160}`;
  return `${units}${room} characters: ${segments} ${segments === 1 ? "text" : "texts"} for this guest`;
};

/** Why there is less room, in one sentence however many characters it takes: `Arabic letters: 70 per text instead of 160.` */
export const costlyWords = (characters: readonly string[]): string => {
  const named = scripts.filter(([, letters]) => characters.some((character) => letters.test(character))).map(([name]) => `${name} letters`);
  const rest = characters.filter((character) => !scripts.some(([, letters]) => letters.test(character)));
  const shown = rest.slice(0, shownMax).map((character) => `\u2068${character}\u2069`);
  // Marks that come with the letters of such a text need no words of their own.
  const others = named.length > 0 || rest.length === 0 ? [] : [shown.join(" ") + (rest.length > shownMax ? " …" : "")];
  return `${[...named, ...others].join(" and ")}: 70 per text instead of 160.`;
};

/** What the look-alikes would save: `They cost 1 more text for each guest.` Empty where they cost nothing. */
export const savingWords = ({ segments, plainSegments }: Pick<Sms, "segments" | "plainSegments">): string => {
  const more = segments - plainSegments;
  return more <= 0 ? "" : `They cost ${more} more ${more === 1 ? "text" : "texts"} for each guest.`;
};

const shownMax = 12;

const scripts: readonly (readonly [string, RegExp])[] = [
  ["Arabic", /\p{Script=Arabic}/u],
  ["Cyrillic", /\p{Script=Cyrillic}/u],
  ["Hebrew", /\p{Script=Hebrew}/u],
  ["Greek", /\p{Script=Greek}/u],
  ["Chinese", /\p{Script=Han}/u],
  ["Japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ["Korean", /\p{Script=Hangul}/u],
  ["Hindi", /\p{Script=Devanagari}/u],
  ["Thai", /\p{Script=Thai}/u],
];
