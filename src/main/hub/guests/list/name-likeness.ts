import type { Guest } from "#shared/domain/index.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import { jaroWinkler } from "#shared/contact/jaro-winkler.ts";
import { comparableGivenName } from "#shared/contact/person-name.ts";

/** A name as comparisons see it: folded, without spaces and hyphens. */
export interface ComparableName {
  /** All given names. */
  readonly given: string;
  /** The first one, nicknames brought together: `Kate` and `Katharina` are one. */
  readonly called: string;
  readonly family: string;
}

/**
 * How much two names say. `same`: equal but for accents, case and hyphens. `typo`: one slip of a finger apart. `close`: a nickname,
 * one of two given names, or several slips; that is no evidence by itself, only beside a shared address.
 */
export type NameLikeness = "same" | "typo" | "close";

/** A given or family name, folded. */
interface NamePart {
  readonly folded: string;
  readonly closed: string;
  readonly called: string;
}

/** A list has few given names, and each family name several times. */
const knownParts = new Map<string, NamePart>();
const knownPartsMax = 5000;

const partOf = (name: string): NamePart => {
  const known = knownParts.get(name);
  if (known !== undefined) return known;
  const folded = foldText(name);
  const part = { folded, closed: folded.replaceAll(/[\s.-]+/gu, ""), called: comparableGivenName(name) };
  if (knownParts.size >= knownPartsMax) knownParts.clear();
  knownParts.set(name, part);
  return part;
};

type NameCells = Pick<Guest, "givenName" | "familyName">;

export const comparableName = ({ givenName, familyName }: NameCells): ComparableName => {
  const { closed: given, called } = partOf(givenName);
  return { given, called, family: partOf(familyName).closed };
};

/** The whole name, folded: what namesakes have in common. */
export const foldedName = ({ givenName, familyName }: NameCells): string =>
  `${partOf(givenName).folded} ${partOf(familyName).folded}`.trim();

/** Names that are `same` or `typo` share one of these, but for a slip in the first letter of the family name. */
export const nameBlocks = ({ given, family }: ComparableName): string[] => {
  if (given === "" || family === "") return [];
  return [`g:${given}|${family.charAt(0)}`, `f:${family}|${sortedLetters(given)}`];
};

const knownLetters = new Map<string, string>();

/** Sorting costs more than all else about a name, and a list has few given names. */
const sortedLetters = (given: string): string => {
  const known = knownLetters.get(given);
  if (known !== undefined) return known;
  const letters = given.split("").toSorted().join("");
  if (knownLetters.size >= knownPartsMax) knownLetters.clear();
  knownLetters.set(given, letters);
  return letters;
};

/** Likeness of two names, or nothing: two people. A name without its given part is like no other. */
export const nameLikeness = (a: ComparableName, b: ComparableName): NameLikeness | undefined => {
  if (a.given === "" || b.given === "") return undefined;
  if (a.given === b.given && a.family === b.family) return "same";
  if (a.given === b.given && isSlip(a.family, b.family)) return "typo";
  if (a.family === b.family && a.family !== "" && isTransposed(a.given, b.given)) return "typo";
  return isClose(a, b) ? "close" : undefined;
};

/** Below this two parts of a name are two names: `kowalski` and `kowalska` are alike, `haddad` and `hamdan` are not. */
const closeMin = 0.9;

const isClose = (a: ComparableName, b: ComparableName): boolean => {
  const called = a.called === b.called || jaroWinkler(a.given, b.given) >= closeMin;
  return called && (a.family === b.family || jaroWinkler(a.family, b.family) >= closeMin);
};

/** Letters from which on an added, lost or turned letter is a slip; shorter names differ by one letter and are two names. */
const slipLengthMin = 5;
/** The same for a wrong letter: `Weber` and `Weger` are two families. */
const wrongLetterLengthMin = 7;

const isSlip = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < slipLengthMin || long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return short.length >= wrongLetterLengthMin;
  return isTransposed(short, long);
};

/** Two neighbouring letters turned round: `Micheal`. Given names that differ in any other way are two given names. */
const isTransposed = (a: string, b: string): boolean => {
  if (a.length !== b.length || a.length < slipLengthMin) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return a[at] !== undefined && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
};
