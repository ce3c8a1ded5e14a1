import { foldText } from "./fold-text.ts";

/** Names that stand for the same given name; the first one stands for all. Light on purpose: a wrong pair costs a click. */
const nicknames: readonly (readonly string[])[] = [
  ["alexander", "alex", "sasha", "xander", "alexandre", "alejandro", "aleksander"],
  ["alexandra", "sandra", "alexa", "ola"],
  ["anna", "anne", "ana", "annie", "anya", "ania"],
  ["antonio", "anthony", "antoine", "tony", "anton", "toni"],
  ["catherine", "kate", "katherine", "cathy", "katie", "kathryn", "katharina", "kathi", "katarzyna", "kasia"],
  ["charles", "charlie", "karl", "carl", "carlos"],
  ["christopher", "chris", "christophe", "cristobal"],
  ["daniel", "dan", "danny"],
  ["david", "dave"],
  ["edward", "ed", "eddie", "eduardo", "ted"],
  ["elizabeth", "liz", "beth", "lizzie", "elisabeth", "eliza", "lisa", "elzbieta"],
  ["francis", "frank", "francesco", "francisco", "paco"],
  ["james", "jim", "jimmy", "jamie"],
  ["jennifer", "jen", "jenny"],
  ["john", "jack", "johnny", "jean", "johann", "hans", "juan", "giovanni", "jan"],
  ["joseph", "joe", "jose", "josef", "giuseppe", "pepe", "yusuf", "youssef", "yousef"],
  ["margaret", "maggie", "meg", "peggy", "margarethe", "malgorzata", "gosia"],
  ["mary", "marie", "maria", "mariam", "maryam", "miriam"],
  ["matthew", "matt", "mathieu", "matteo", "matthias"],
  ["michael", "mike", "mick", "michel", "miguel", "michele", "michal"],
  ["mohammed", "mohamed", "muhammad", "mohammad", "mehmet"],
  ["nicholas", "nick", "nicolas", "nico", "niklas", "klaus"],
  ["patricia", "pat", "patty", "trish"],
  ["peter", "pete", "pierre", "pedro", "pietro", "piotr"],
  ["rebecca", "becky", "becca"],
  ["richard", "rick", "dick", "ricardo"],
  ["robert", "bob", "rob", "bobby", "roberto"],
  ["samuel", "sam"],
  ["stephen", "steve", "steven", "stefan", "stephane", "esteban"],
  ["susan", "sue", "susanne", "susie"],
  ["thomas", "tom", "tommy", "tomas", "tomasz"],
  ["william", "will", "bill", "billy", "wilhelm", "guillaume", "guillermo", "liam"],
];
const canonical = new Map(nicknames.flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)));

/** The given name that comparisons use: folded, first part only, nicknames brought together. `Kate-Lyn` -> `catherine`. */
export const comparableGivenName = (givenName: string): string => {
  const [first = ""] = foldText(givenName).split(/[\s.-]+/u);
  return canonical.get(first) ?? first;
};

/** Words that belong to the family name that follows them. */
const particles = new Set([
  "von",
  "van",
  "de",
  "der",
  "den",
  "du",
  "da",
  "das",
  "dos",
  "do",
  "di",
  "della",
  "del",
  "la",
  "le",
  "el",
  "al",
  "bin",
  "ben",
  "ibn",
  "zu",
  "zum",
  "st",
  "ter",
  "ten",
  "mac",
]);
const titles = /^(?:mr|mrs|ms|miss|mx|dr|prof|herr|frau|m|mme|mlle|sr|sra|sig|sig\.ra|don|dona)\.?\s+/iu;

export interface PersonName {
  readonly givenName: string;
  readonly familyName: string;
}

/** Splits one name cell: `Haddad, Léa` and `Léa von der Haddad` alike; a single word is a given name. */
export const splitFullName = (fullName: string): PersonName => {
  const text = fullName.replaceAll(/\s+/gu, " ").trim().replace(titles, "");
  const comma = text.indexOf(",");
  if (comma > 0) return { givenName: text.slice(comma + 1).trim(), familyName: text.slice(0, comma).trim() };
  const words = text.split(" ");
  if (words.length < 2) return { givenName: text, familyName: "" };
  let split = words.length - 1;
  while (split > 1 && particles.has(foldText(words[split - 1] ?? ""))) split -= 1;
  return { givenName: words.slice(0, split).join(" "), familyName: words.slice(split).join(" ") };
};
