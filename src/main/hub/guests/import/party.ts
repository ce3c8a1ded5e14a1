import type { Guest } from "#shared/domain/index.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import { splitFullName, type PersonName } from "#shared/contact/person-name.ts";

export interface PartyMember extends PersonName {
  readonly kind: Guest["kind"];
}

/** Several guests in one name cell: `Anna und Paul Meier`, `Mr & Mrs Smith`, `The Haddads + 2`. */
export interface Party {
  /** How the envelope is addressed: the cell as it was. */
  readonly label: string;
  /** At least one; the first stands for the row. */
  readonly members: readonly PartyMember[];
}

/** More than a bus; a larger number in a name cell is something else. */
const membersMax = 12;

/** Words that join two names, folded. */
const joiners = new Set(["&", "and", "und", "et", "y", "e", "i", "og", "och", "en", "ve", "и", "و", "con", "mit", "with", "+"]);
/** Letters that also join the two halves of one family name (`Ortega y Gasset`): only between given names they join people. */
const weakJoiners = new Set(["y", "e", "i", "en", "con"]);
const titleWords = new Set(
  "mr|mrs|ms|miss|mx|dr|herr|frau|m|mme|monsieur|madame|sr|sra|senor|senora|signor|signora|sig|pan|pani|bay|bayan|السيد|السيدة".split("|"),
);
/** A companion whose name nobody knows yet. */
const companionWords = new Set(
  "guest|a guest|partner|plus one|plus-one|companion|begleitung|begleiter|partnerin|invite|invitee|accompagnant|acompanante|accompagnatore|acompanhante|ospite|osoba towarzyszaca|introducee|sallskap|مرافق|مرافقة".split(
    "|",
  ),
);
const familyWords = "the|family|familie|famille|familia|famiglia|familia|rodzina|familjen|fam.|fam|عائلة|آل";
const familyStart = new RegExp(`^(?:${familyWords})\\s+(?:family\\s+)?`, "iu");
const familyEnd = /\s+(?:family|familie|ailesi|家)$/iu;

/**
 * Reads a name cell as several guests, or answers nothing: then it is one person. `familyName` is the cell beside it, where given
 * and family name have columns of their own. A proposal: the person may say that it is one name.
 */
export const partyIn = (text: string, familyName = ""): Party | undefined => {
  const cell = text.replaceAll(/\s+/gu, " ").trim();
  const { rest, extra } = withoutCount(cell);
  const named = householdNames(rest, familyName) ?? joinedNames(rest, familyName) ?? (extra > 0 ? [personOf(rest, familyName)] : undefined);
  if (named === undefined || named.length + extra > membersMax) return undefined;
  const members = [...named, ...Array.from({ length: extra }, () => companion)];
  return { label: familyName === "" || cell.includes(familyName) ? cell : `${cell} ${familyName}`, members };
};

const companion: PartyMember = { givenName: "", familyName: "", kind: "plus-one" };
const adult = (name: PersonName): PartyMember => ({ ...name, kind: "adult" });

const personOf = (text: string, familyName: string): PartyMember =>
  adult(familyName === "" ? splitFullName(text) : { givenName: text, familyName });

/** Takes `+ 2`, `plus one`, `(4)` and `& guest` off the end. `(4)` counts everybody, so one of them is named already. */
const withoutCount = (text: string): { readonly rest: string; readonly extra: number } => {
  const plus = /^(.+?)\s*(?:\+|\bplus\b)\s*(\d{1,2}|one|two)$/iu.exec(text);
  if (plus !== null) return { rest: plus[1] ?? "", extra: numberOf(plus[2] ?? "") };
  const all = /^(.+?)\s*\(\s*(?:x\s*)?(\d{1,2})(?:\s*(?:people|pers\.?|personen|personnes|pax))?\s*\)$/iu.exec(text);
  if (all !== null && Number(all[2]) > 1) {
    const rest = all[1] ?? "";
    return { rest, extra: Math.max(0, Number(all[2]) - (joinedNames(rest, "")?.length ?? 1)) };
  }
  const words = text.split(" ");
  const at = words.findIndex((word, index) => index > 0 && joiners.has(foldText(word)));
  if (at > 0 && companionWords.has(foldText(words.slice(at + 1).join(" ")))) return { rest: words.slice(0, at).join(" "), extra: 1 };
  return { rest: text, extra: 0 };
};

const numberOf = (text: string): number => (text.toLowerCase() === "one" ? 1 : text.toLowerCase() === "two" ? 2 : Number(text));

/** `The Haddads`, `Familie Meier`: one guest of whom the family is known. */
const householdNames = (text: string, familyName: string): PartyMember[] | undefined => {
  if (familyName !== "") return undefined;
  const hasStart = familyStart.test(text);
  if (!hasStart && !familyEnd.test(text)) return undefined;
  const name = text.replace(familyStart, "").replace(familyEnd, "").trim();
  if (name === "" || partsOf(name) !== undefined) return undefined;
  return [adult({ givenName: "", familyName: /^the\s/iu.test(text) ? singular(name) : name })];
};

/** `Haddads` -> `Haddad`, `Joneses` -> `Jones`. */
const singular = (name: string): string => {
  if (/(?:s|x|z|ch|sh)es$/iu.test(name)) return name.slice(0, -2);
  return /[^s]s$/iu.test(name) ? name.slice(0, -1).replace(/['’]$/u, "") : name;
};

/** `Anna und Paul Meier`, `Anna Schmidt & Paul Meier`, `Meier, Anna & Paul`, `Mr & Mrs Smith`. */
const joinedNames = (text: string, familyName: string): PartyMember[] | undefined => {
  const parts = partsOf(text);
  if (parts === undefined || parts.some((part) => part === "" || /[\d@]/u.test(part))) return undefined;
  const people = parts.map(withoutTitle);
  const last = people.at(-1) ?? "";
  const before = familyBefore(text, parts);
  if (before !== undefined)
    return before.given.map((givenName) => adult({ givenName: withoutTitle(givenName), familyName: before.family }));
  const shared = familyName === "" ? splitFullName(last).familyName || (isTitle(parts[0]) ? last : "") : familyName;
  return people.map((name, index) => {
    if (name === "" || (isTitle(parts[0]) && name === shared)) return adult({ givenName: "", familyName: shared });
    const own = splitFullName(name);
    const isAlone = own.familyName === "" || familyName !== "";
    return adult(isAlone && index < people.length ? { givenName: familyName === "" ? own.givenName : name, familyName: shared } : own);
  });
};

/** The names between joiners and commas; nothing when there are not several. */
const partsOf = (text: string): string[] | undefined => {
  const words = text.replaceAll(/\s*([&+])\s*/gu, " $1 ").split(" ");
  const at = words.findIndex((word, index) => index > 0 && index < words.length - 1 && joiners.has(foldText(word)));
  if (at < 0) return undefined;
  const left = words.slice(0, at).join(" ");
  const right = words.slice(at + 1).join(" ");
  if (weakJoiners.has(foldText(words[at] ?? "")) && (left.includes(" ") || left.includes(","))) return undefined;
  return [...left.split(",").map((part) => part.trim()), ...(partsOf(right) ?? [right])];
};

/** `Meier, Anna & Paul`: one word before the comma, and given names alone after it. */
const familyBefore = (text: string, parts: readonly string[]): { family: string; given: readonly string[] } | undefined => {
  const [family = "", ...given] = parts;
  const comma = text.indexOf(",");
  return comma > 0 && family === text.slice(0, comma).trim() && given.length > 1 && given.every((name) => !name.includes(" "))
    ? { family, given }
    : undefined;
};

const isTitle = (text: string | undefined): boolean => titleWords.has(foldText((text ?? "").replaceAll(".", "")));

const withoutTitle = (text: string): string => {
  const words = text.split(" ");
  while (words.length > 0 && isTitle(words[0])) words.shift();
  return words.join(" ");
};
