import type { Guest } from "#shared/domain/index.ts";
import { comparableName, foldedName, nameBlocks, nameLikeness, type ComparableName } from "../list/name-likeness.ts";
import { addressKey } from "../list/reach.ts";
import { createLabelFold } from "./fold-label.ts";

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
  /** What others are looked up by: addresses and household... */
  readonly ties: readonly string[];
  /** ...or the beginnings of the name. */
  readonly blocks: readonly string[];
}

/** Names compared per block at most: in a list of one big family a look-alike is no news. */
const comparedMax = 40;

const foldLabel = createLabelFold();

export const personOf = (
  key: string,
  row: number,
  person: Pick<Guest, "givenName" | "familyName"> & {
    readonly household: string;
    readonly contacts: readonly { channel: string; address: string }[];
  },
): KnownPerson => {
  const household = foldLabel(person.household);
  const addresses: string[] = [];
  for (const { channel, address } of person.contacts) if (address !== "") addresses.push(addressKey(channel, address));
  const name = comparableName(person);
  return {
    key,
    row,
    shown: row === 0 ? `${person.givenName} ${person.familyName}`.trim() : `row ${row}`,
    nameKey: foldedName(person),
    name,
    household,
    addresses,
    ties: household === "" ? addresses : [...addresses, `household:${household}`],
    blocks: nameBlocks(name),
  };
};

export interface KnownPeople {
  add(person: KnownPerson): void;
  /** Is the same person for certain: same name, and the same address or household, or nothing else to go by. */
  sameAs(person: KnownPerson): KnownPerson | undefined;
  /** May be the same person; somebody has to say. Only guests and rows above are looked at. */
  looksLike(person: KnownPerson): KnownPerson | undefined;
}

/** People by key, for the many keys that one person has: that one is kept without an array around. */
const createPeopleByKey = () => {
  const people = new Map<string, KnownPerson | KnownPerson[]>();
  return {
    put: (key: string, person: KnownPerson): void => {
      const known = people.get(key);
      if (known === undefined) people.set(key, person);
      else if (!Array.isArray(known)) people.set(key, [known, person]);
      else if (known.length <= comparedMax) known.push(person);
    },
    find: (key: string, test: (person: KnownPerson) => boolean): KnownPerson | undefined => {
      const known = people.get(key);
      if (known === undefined) return undefined;
      if (Array.isArray(known)) return known.find(test);
      return test(known) ? known : undefined;
    },
    all: (key: string): readonly KnownPerson[] => {
      const known = people.get(key);
      return known === undefined ? nobody : Array.isArray(known) ? known : [known];
    },
  };
};
const nobody: readonly KnownPerson[] = [];

export const createKnownPeople = (): KnownPeople => {
  const byName = createPeopleByKey();
  /** By address and by household: similar names count only within these... */
  const byTie = createPeopleByKey();
  /** ...or by beginning of the name, where one of the two has no address to tell them apart. */
  const byBlock = createPeopleByKey();
  const addressless = createPeopleByKey();
  const above = (person: KnownPerson, known: KnownPerson): boolean => known.row < person.row && known.key !== person.key;
  return {
    add: (person) => {
      if (person.nameKey === "") return;
      byName.put(person.nameKey, person);
      for (const tie of person.ties) byTie.put(tie, person);
      for (const block of person.blocks) {
        byBlock.put(block, person);
        if (person.addresses.length === 0) addressless.put(block, person);
      }
    },
    sameAs: (person) => {
      const guests = person.nameKey === "" ? nobody : byName.all(person.nameKey).filter((known) => known.row === 0);
      if (guests.length === 0) return undefined;
      const bare = person.addresses.length === 0 && person.household === "";
      return (
        guests.find((known) => sharesAddress(known, person)) ??
        guests.find((known) => sharesHousehold(known, person)) ??
        (bare && guests.length === 1 ? guests[0] : undefined)
      );
    },
    looksLike: (person) => {
      if (person.nameKey === "") return undefined;
      const named = byName.find(person.nameKey, (known) => above(person, known));
      if (named !== undefined) return named;
      const alike = (known: KnownPerson): boolean => above(person, known) && mayBeOne(known, person);
      for (const tie of person.ties) {
        const found = byTie.find(tie, alike);
        if (found !== undefined) return found;
      }
      const blocks = person.addresses.length === 0 ? byBlock : addressless;
      for (const block of person.blocks) {
        const found = blocks.find(block, alike);
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

const sharesAddress = (a: KnownPerson, b: KnownPerson): boolean => a.addresses.some((address) => b.addresses.includes(address));
const sharesHousehold = (a: KnownPerson, b: KnownPerson): boolean => a.household !== "" && a.household === b.household;
