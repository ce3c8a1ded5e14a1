import type { Guest } from "#shared/domain/index.ts";
import { foldText } from "#shared/contact/fold-text.ts";

const table = <Value extends string>(words: Readonly<Record<Value, string>>): ReadonlyMap<string, Value> =>
  new Map(
    Object.entries<string>(words).flatMap(([value, list]) => list.split("|").map((word) => [foldText(word), value as Value] as const)),
  );

const answers = table({
  yes: "yes|y|true|1|x|oui|o|ja|j|si|sim|s|tak|evet|da|attending|accepted|accept|coming|confirmed|confirme|zugesagt|zusage|present|نعم|да|はい|✓|✔",
  no: "no|n|false|0|non|nein|nao|nie|hayir|nee|nej|not attending|declined|decline|regrets|absent|abgesagt|absage|لا|нет|いいえ|✗",
  undecided: "maybe|undecided|peut-etre|vielleicht|quiza|quizas|tal vez|forse|talvez|moze|belki|misschien|kanske|ربما|может быть",
});
const noAnswer = new Set(
  [
    "",
    "pending",
    "?",
    "-",
    "–",
    "no reply",
    "no response",
    "open",
    "offen",
    "en attente",
    "awaiting",
    "invited",
    "not replied",
    "tbc",
    "tbd",
  ].map(foldText),
);

/** `undefined`: not understood; null: says that there is no answer yet. */
export const answerOf = (text: string): "yes" | "no" | "undecided" | null | undefined =>
  noAnswer.has(foldText(text)) ? null : answers.get(foldText(text));

const kinds = table({
  adult: "adult|a|grown-up|adulte|erwachsen|erwachsener|erwachsene|adulto|adulta|dorosly|yetiskin|volwassen|volwassene|vuxen|بالغ|взрослый",
  child: "child|c|kid|baby|infant|toddler|enfant|bebe|kind|nino|nina|bambino|bambina|crianca|dziecko|cocuk|barn|طفل|ребенок",
  "plus-one":
    "plus-one|plus one|+1|guest of|companion|accompagnant|begleitung|acompanante|accompagnatore|acompanhante|osoba towarzyszaca|introducee|مرافق",
});
export const kindOf = (text: string): Guest["kind"] | undefined => kinds.get(foldText(text));

const languages = table({
  en: "en|eng|english|anglais|englisch|ingles|inglese|angielski|engels|engelska|الانجليزية",
  fr: "fr|fra|fre|french|francais|franzosisch|frances|francese|francuski|frans|الفرنسية",
  de: "de|ger|deu|german|deutsch|allemand|aleman|tedesco|alemao|niemiecki|duits|tyska",
  es: "es|spa|spanish|espagnol|spanisch|espanol|spagnolo|castellano|hiszpanski|spaans",
  it: "it|ita|italian|italiano|italien|italienisch|wloski|italiaans",
  pt: "pt|por|portuguese|portugais|portugiesisch|portugues|portoghese|portugalski|portugees",
  "pt-BR": "pt-br|brazilian|brazilian portuguese|bresilien|brasileiro",
  pl: "pl|pol|polish|polonais|polnisch|polaco|polacco|polski|pools",
  tr: "tr|tur|turkish|turc|turkisch|turco|turkce|turecki|turks",
  ar: "ar|ara|arabic|arabe|arabisch|arabo|arabski|العربية|عربي",
  nl: "nl|dut|nld|dutch|neerlandais|niederlandisch|nederlands|holandes|olandese",
  sv: "sv|swe|swedish|suedois|schwedisch|svenska",
  el: "el|gre|greek|grec|griechisch|ελληνικα",
  he: "he|heb|hebrew|hebreu|hebraisch|עברית",
  ja: "ja|jpn|japanese|japonais|japanisch|日本語",
  zh: "zh|chi|chinese|chinois|chinesisch|中文",
  ru: "ru|rus|russian|russe|russisch|русский",
  uk: "uk|ukr|ukrainian|ukrainien|ukrainisch|українська",
  da: "da|danish|danois|danisch|dansk",
  no: "no|nb|norwegian|norvegien|norwegisch|norsk",
  fi: "fi|finnish|finnois|finnisch|suomi",
  cs: "cs|cze|czech|tcheque|tschechisch|cestina",
  hu: "hu|hungarian|hongrois|ungarisch|magyar",
  ro: "ro|romanian|roumain|rumanisch|romana",
  hi: "hi|hindi|हिन्दी",
  fa: "fa|persian|farsi|فارسی",
  ko: "ko|korean|coreen|koreanisch|한국어",
  vi: "vi|vietnamese|vietnamien|tieng viet",
});

/** A language by its name in several languages, or by its code. */
export const languageOf = (text: string): string | undefined => {
  const known = languages.get(foldText(text));
  if (known !== undefined) return known;
  const code = text.trim().replaceAll("_", "-");
  return /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/iu.test(code) && code.length <= 7
    ? code.replace(/^[a-z]+/iu, (part) => part.toLowerCase())
    : undefined;
};
