/** Letters that Unicode does not take apart into a base letter and marks. */
const plainLetters: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  þ: "th",
  ß: "ss",
  ı: "i",
  đ: "d",
  ð: "d",
  æ: "ae",
  œ: "oe",
  ħ: "h",
  ŋ: "n",
  ŧ: "t",
};
const special = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");
/** Combining marks, apostrophes of all kinds, and marks of writing direction. */
const dropped = /[\p{M}'`\u00b4\u02bb\u02bc\u2018\u2019\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Words of letters, digits and hyphens with single spaces: most names, and folded already. */
const onlyPlain = /^[\w@.+-]*(?: [\w@.+-]+)*$/;
const onlyAscii = /^[\u0020-\u007e]*$/u;

/** Text for searching and comparing: lower case, no accents, no apostrophes, single spaces. `O’Neill Łukasz` -> `oneill lukasz`. */
export const foldText = (text: string): string => {
  const lower = text.toLowerCase();
  if (onlyPlain.test(lower)) return lower;
  if (onlyAscii.test(lower)) return lower.replaceAll(/['`]/gu, "").replaceAll(/ {2,}/gu, " ").trim();
  return (
    lower
      .normalize("NFKD")
      // Circled and enclosed letters come apart into capitals.
      .toLowerCase()
      .replaceAll(dropped, "")
      .replaceAll(special, (letter) => plainLetters[letter] ?? letter)
      .replaceAll(/\s+/gu, " ")
      .trim()
  );
};
