/** How a text message is cut and counted (3GPP TS 23.038 and 23.040). */
export interface SmsCount {
  readonly encoding: "GSM-7" | "UCS-2";
  /** What the operator charges for. */
  readonly segments: number;
  /** Septets (GSM-7) or UTF-16 units (UCS-2), without headers. */
  readonly units: number;
}

const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const septets = new Map<string, number>([
  ...Array.from(basic, (character) => [character, 1] as const),
  ...Array.from("\f^{}\\[~]|€", (character) => [character, 2] as const),
]);

/** Cheap look-alikes. Letters are never among them: a name is written as its owner writes it. */
const replacements: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‛": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "‹": "'",
  "›": "'",
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "−": "-",
  "…": "...",
  "•": "*",
  "·": ".",
  "×": "x",
  "\u00A0": " ",
  "\u202F": " ",
  "\u2009": " ",
  "\u200A": " ",
  "\u2003": " ",
  "\u2002": " ",
  "\t": " ",
  "\u200B": "",
  "\uFEFF": "",
  "`": "'",
  "´": "'",
};

/** GSM-7 while every character has a place in it, else UCS-2; long texts in parts that never split a character. */
export const countSms = (text: string): SmsCount => {
  const characters = Array.from(text);
  const gsm = characters.every((character) => septets.has(character));
  const sizes = characters.map((character) => (gsm ? (septets.get(character) ?? 1) : character.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [single, part] = gsm ? [160, 153] : [70, 67];
  return { encoding: gsm ? "GSM-7" : "UCS-2", units, segments: units === 0 ? 0 : units <= single ? 1 : packed(sizes, part) };
};

const packed = (sizes: readonly number[], part: number): number => {
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
};

export interface CostlyCharacter {
  readonly character: string;
  /** Null when there is no honest look-alike. */
  readonly replacement: string | null;
}

/** The text with every character that costs and has an honest look-alike written as that. */
export const withLookAlikes = (text: string): string =>
  Array.from(text, (character) =>
    septets.has(character) || !Object.hasOwn(replacements, character) ? character : replacements[character],
  ).join("");

/** The characters that force UCS-2, each once, in order of appearance. */
export const costlyCharacters = (text: string): CostlyCharacter[] =>
  [...new Set(text)]
    .filter((character) => !septets.has(character))
    .map((character) => ({ character, replacement: Object.hasOwn(replacements, character) ? (replacements[character] ?? null) : null }));
