import { refusal } from "./refuse.ts";

/** Encodings that spreadsheets save lists in, as a person may choose them. */
export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "macintosh",
  "iso-8859-2",
  "windows-1250",
  "iso-8859-15",
  "windows-1251",
  "windows-1254",
] as const;
export type Encoding = (typeof encodings)[number];

const isEncoding = (name: string): name is Encoding => (encodings as readonly string[]).includes(name);

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** Bytes looked at for a guess. */
const sampleBytes = 64 * 1024;

/** Text of the bytes in the given encoding, or in the likeliest. Throws when the bytes cannot be text in it. */
export const decodeText = (bytes: Uint8Array, wanted?: string): DecodedText => {
  if (wanted !== undefined && !isEncoding(wanted)) throw refusal("import-encoding-unknown");
  const { encoding, text } = wanted === undefined ? guessed(bytes) : { encoding: wanted, text: decode(bytes, wanted) };
  if (text === undefined) throw refusal("import-wrong-encoding");
  if (text.includes("\0")) throw refusal(wanted === undefined ? "import-file-not-a-list" : "import-wrong-encoding");
  return { text, encoding };
};

const decode = (bytes: Uint8Array, encoding: Encoding): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

interface Guess {
  readonly encoding: Encoding;
  readonly text: string | undefined;
}

const guessed = (bytes: Uint8Array): Guess => {
  const marked = markedEncoding(bytes) ?? wideEncoding(bytes);
  if (marked !== undefined) return { encoding: marked, text: decode(bytes, marked) };
  // The only way to know is to read it all; that is not done twice.
  const text = decode(bytes, "utf-8");
  if (text !== undefined) return { encoding: "utf-8", text };
  const encoding = likeliestOf(bytes.subarray(0, sampleBytes));
  return { encoding, text: decode(bytes, encoding) };
};

const markedEncoding = ([a, b, c]: Uint8Array): Encoding | undefined => {
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : undefined;
};

/** UTF-16 without its mark: in western lists every second byte is zero. */
const wideEncoding = (bytes: Uint8Array): Encoding | undefined => {
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return "utf-16le";
  if (even > half * 0.4 && odd < half * 0.05) return "utf-16be";
  return undefined;
};

/** Letters that an encoding is chosen for. */
const ownLetters: Readonly<Partial<Record<Encoding, string>>> = {
  "windows-1252": "äöüßéèêëàâçñáíóúôîïûùœøåæãõÄÖÜÉÈÀÇÑÅØ’",
  macintosh: "äöüßéèêëàâçñáíóúôîïûùœøåæãõÄÖÜÉÈÀÇÑÅØ’",
  "windows-1250": "ąćęłńóśźżáčďéěíňřšťúůýžőűţşăâîöüŁŚŻŠČŘŽ",
  "windows-1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕИКЛМНОПРСТ",
};
const ordered: readonly Encoding[] = ["windows-1252", "macintosh", "windows-1250", "windows-1251"];

/** The single-byte encoding in which the bytes look most like names: known letters count, symbols inside words speak against it. */
const likeliestOf = (sample: Uint8Array): Encoding => {
  const scores = ordered.map((encoding) => scoreOf(new TextDecoder(encoding).decode(sample), new Set(ownLetters[encoding])));
  return ordered[scores.indexOf(Math.max(...scores))] ?? "windows-1252";
};

const scoreOf = (text: string, own: ReadonlySet<string>): number => {
  let score = 0;
  for (const [found] of text.matchAll(/\p{L}?\P{ASCII}+\p{Ll}?/gu)) {
    for (const letter of found) {
      if (letter <= "\u007f") continue;
      if (own.has(letter)) score += 2;
      else score -= /\p{L}/u.test(letter) ? 0.5 : 2;
    }
    // A capital in the middle of a word is a wrong guess more often than a name.
    if (/\p{Ll}\p{Lu}/u.test(found)) score -= 3;
  }
  return score;
};
