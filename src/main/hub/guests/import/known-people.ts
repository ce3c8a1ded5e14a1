import type { Guest } from "#shared/domain/index.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import { comparableName, nameBlocks, nameLikeness, type ComparableName } from "../list/name-likeness.ts";
import { addressKey } from "../list/reach.ts";

/** A person to compare a row with: a guest, or an earlier row of the file. */
export interface KnownPerson {
  /** A guest's id, or `row:<number>`. */
  readonly key: string;
  /** Row in the file; 0 for guests. */
  readonly row: number;
  readonly shown: string;
  readonly nameKey: string;
  readonly name: ComparableName;
  readonly household: string;
  readonly addresses: readonly string[];
}

/** Names compared per block at most: in a list of one big family a look-alike is no news. */
const comparedMax = 40;

const nameKeyOf = (givenName: string, familyName: string): string => foldText(`${givenName} ${familyName}`);

export const personOf = (
  key: string,
  row: number,
  person: Pick<Guest, "givenName" | "familyName"> & {
    readonly household: string;
    readonly contacts: readonly { channel: string; address: string }[];
  },
): KnownPerson => ({
  key,
  row,
  shown: row === 0 ? `${person.givenName} ${person.familyName}`.trim() : `row ${row}`,
  nameKey: nameKeyOf(person.givenName, person.familyName),
  name: comparableName(person),
  household: foldText(person.household),
  addresses: person.contacts.filter(({ address }) => address !== "").map(({ channel, address }) => addressKey(channel, address)),
});

export interface KnownPeople {
  add(person: KnownPerson): void;
  /** Is the same person for certain: same name, and the same address or household, or nothing else to go by. */
  sameAs(person: KnownPerson): KnownPerson | undefined;
  /** May be the same person; somebody has to say. Only guests and rows above are looked at. */
  looksLike(person: KnownPerson): KnownPerson | undefined;
}

export const createKnownPeople = (): KnownPeople => {
  const byName = new Map<string, KnownPerson[]>();
  /** By address and by household: similar names count only within these... */
  const byTie = new Map<string, KnownPerson[]>();
  /** ...or by beginning of the name, where one of the two has no address to tell them apart. */
  const byBlock = new Map<string, KnownPerson[]>();
  const addressless = new Map<string, KnownPerson[]>();
  const put = (map: Map<string, KnownPerson[]>, key: string, person: KnownPerson): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [person]);
    else if (known.length <= comparedMax) known.push(person);
  };
  const above = (person: KnownPerson, known: KnownPerson): boolean => known.row < person.row && known.key !== person.key;
  return {
    add: (person) => {
      if (person.nameKey === "") return;
      put(byName, person.nameKey, person);
      for (const tie of tiesOf(person)) put(byTie, tie, person);
      for (const block of nameBlocks(person.name)) {
        put(byBlock, block, person);
        if (person.addresses.length === 0) put(addressless, block, person);
      }
    },
    sameAs: (person) => {
      const namesakes = person.nameKey === "" ? undefined : byName.get(person.nameKey);
      if (namesakes === undefined) return undefined;
      const guests = namesakes.filter((known) => known.row === 0);
      const bare = person.addresses.length === 0 && person.household === "";
      return (
        guests.find((known) => sharesAddress(known, person)) ??
        guests.find((known) => sharesHousehold(known, person)) ??
        (bare && guests.length === 1 ? guests[0] : undefined)
      );
    },
    looksLike: (person) => {
      if (person.nameKey === "") return undefined;
      const named = byName.get(person.nameKey)?.find((known) => above(person, known));
      if (named !== undefined) return named;
      const alike = (known: KnownPerson): boolean => above(person, known) && mayBeOne(known, person);
      for (const tie of tiesOf(person)) {
        const found = byTie.get(tie)?.find(alike);
        if (found !== undefined) return found;
      }
      for (const block of nameBlocks(person.name)) {
        const found = (person.addresses.length === 0 ? byBlock : addressless).get(block)?.find(alike);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
};

/** The evidence that the guest list asks for as well; its table stands in `duplicate-pairs.ts`. */
const mayBeOne = (a: KnownPerson, b: KnownPerson): boolean => {
  const names = nameLikeness(a.name, b.name);
  const sameGiven = a.name.given !== "" && a.name.given === b.name.given;
  const atHome = sharesHousehold(a, b);
  if (sharesAddress(a, b)) return sameGiven || (!atHome && names !== undefined);
  if (atHome) return sameGiven && names !== undefined && names !== "close";
  return names !== undefined && names !== "close" && (a.addresses.length === 0 || b.addresses.length === 0);
};

const tiesOf = ({ addresses, household }: KnownPerson): readonly string[] =>
  household === "" ? addresses : [...addresses, `household:${household}`];

const sharesAddress = (a: KnownPerson, b: KnownPerson): boolean => a.addresses.some((address) => b.addresses.includes(address));
const sharesHousehold = (a: KnownPerson, b: KnownPerson): boolean => a.household !== "" && a.household === b.household;
