import type { Guest } from "#shared/domain/index.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import { jaroWinkler } from "#shared/contact/jaro-winkler.ts";
import { comparableGivenName } from "#shared/contact/person-name.ts";
import { addressKey } from "./reach.ts";

export type DuplicateReason = "same-name" | "similar-name" | "same-email" | "same-phone";
export interface Likeness {
  readonly reason: DuplicateReason;
  /** 0..1; 1 is certain. */
  readonly score: number;
}

/** Below this two full names are two people. Tuned so that `kowalski/kowlaski` match and `anna/hanna` with one family do not. */
const likenessMin = 0.955;
/** A block that big is a very common name or a hotel's switchboard; comparing all of it with all would cost more than it finds. */
const blockSizeMax = 200;
/** More look-alikes than that of one guest help nobody. */
const partnersMax = 20;

export interface ComparableName {
  readonly given: string;
  readonly family: string;
}

export const comparableName = ({ givenName, familyName }: Pick<Guest, "givenName" | "familyName">): ComparableName => ({
  given: comparableGivenName(givenName),
  family: foldText(familyName).replaceAll(/[\s-]+/gu, ""),
});

/** Names that share none of these are not compared. */
export const nameBlocks = ({ given, family }: ComparableName): string[] => {
  if (given === "" || family === "") return [];
  return [`f:${family.slice(0, 4)}|${given[0]}`, `g:${given.slice(0, 4)}|${family[0]}`];
};

/** Likeness of two names, or nothing: two people. */
export const nameLikeness = (a: ComparableName, b: ComparableName): Likeness | undefined => {
  if (a.given === b.given && a.family === b.family) return { reason: "same-name", score: 1 };
  const given = jaroWinkler(a.given, b.given);
  const family = jaroWinkler(a.family, b.family);
  const score = Math.min(given, family) * 0.5 + (given + family) * 0.25;
  return Math.min(given, family) >= 0.85 && score >= likenessMin
    ? { reason: "similar-name", score: Math.round(score * 1000) / 1000 }
    : undefined;
};

interface Entry {
  readonly guest: Guest;
  readonly name: ComparableName;
  readonly blocks: readonly string[];
}

export interface DuplicatePairs {
  /** Compares this guest anew; answers whose standing as a possible duplicate may have changed. */
  put(guest: Guest): ReadonlySet<string>;
  remove(guestId: string): ReadonlySet<string>;
  has(guestId: string): boolean;
  all(): { readonly guestIds: [string, string]; readonly reason: DuplicateReason; readonly score: number }[];
}

/** Keeps the pairs of look-alikes of one wedding up to date, guest by guest: only guests of one block are compared. */
export const createDuplicatePairs = (): DuplicatePairs => {
  const entries = new Map<string, Entry>();
  const blocks = new Map<string, Set<string>>();
  const partners = new Map<string, Map<string, Likeness>>();

  const hasRoom = (guestId: string): boolean => (partners.get(guestId)?.size ?? 0) < partnersMax;
  /** Links the entry with its look-alikes of one block; answers them. */
  const compareWith = (entry: Entry, block: ReadonlySet<string>, key: string): string[] => {
    const found: string[] = [];
    const { id } = entry.guest;
    for (const otherId of block) {
      const other = entries.get(otherId);
      if (other === undefined || !hasRoom(id) || !hasRoom(otherId)) continue;
      const likeness = likenessOf(entry, other, key);
      const known = partners.get(id)?.get(otherId)?.score ?? 0;
      if (likeness === undefined || known >= likeness.score) continue;
      link(partners, id, otherId, likeness);
      found.push(otherId);
    }
    return found;
  };
  const remove = (guestId: string): Set<string> => {
    const entry = entries.get(guestId);
    const touched = new Set<string>(partners.get(guestId)?.keys());
    for (const other of touched) {
      const known = partners.get(other);
      known?.delete(guestId);
      if (known?.size === 0) partners.delete(other);
    }
    partners.delete(guestId);
    for (const key of entry?.blocks ?? []) {
      const block = blocks.get(key);
      block?.delete(guestId);
      if (block?.size === 0) blocks.delete(key);
    }
    entries.delete(guestId);
    return touched;
  };
  const put = (guest: Guest): Set<string> => {
    const known = entries.get(guest.id);
    if (known !== undefined && sameForComparing(known.guest, guest)) return new Set();
    const touched = remove(guest.id);
    touched.add(guest.id);
    const entry = entryOf(guest);
    for (const key of entry.blocks) {
      const block = blocks.get(key) ?? new Set<string>();
      if (block.size <= blockSizeMax) for (const otherId of compareWith(entry, block, key)) touched.add(otherId);
      block.add(guest.id);
      blocks.set(key, block);
    }
    entries.set(guest.id, entry);
    return touched;
  };
  return {
    put,
    remove,
    has: (guestId) => partners.has(guestId),
    all: () =>
      [...partners]
        .flatMap(([a, others]) =>
          [...others].filter(([b]) => a < b).map(([b, likeness]) => ({ guestIds: [a, b] as [string, string], ...likeness })),
        )
        .toSorted((x, y) => y.score - x.score || (x.guestIds[0] < y.guestIds[0] ? -1 : 1)),
  };
};

const link = (partners: Map<string, Map<string, Likeness>>, a: string, b: string, likeness: Likeness): void => {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const known = partners.get(one) ?? new Map<string, Likeness>();
    known.set(other, likeness);
    partners.set(one, known);
  }
};

const sameForComparing = (a: Guest, b: Guest): boolean =>
  a.givenName === b.givenName && a.familyName === b.familyName && a.householdId === b.householdId && addressesOf(a) === addressesOf(b);

const addressesOf = (guest: Guest): string => guest.contactPoints.map(({ channel, address }) => addressKey(channel, address)).join(" ");

const entryOf = (guest: Guest): Entry => {
  const name = comparableName(guest);
  const addresses = guest.contactPoints.filter(({ address, channel }) => address !== "" && channel !== "push");
  return {
    guest,
    name,
    blocks: [...new Set([...nameBlocks(name), ...addresses.map(({ channel, address }) => `a:${addressKey(channel, address)}`)])],
  };
};

/** An equal address within one household is an inbox that a couple shares: no duplicate. */
const likenessOf = (a: Entry, b: Entry, blockKey: string): Likeness | undefined => {
  if (!blockKey.startsWith("a:")) return nameLikeness(a.name, b.name);
  if (a.guest.householdId === b.guest.householdId) return undefined;
  return { reason: blockKey.startsWith("a:email") ? "same-email" : "same-phone", score: 0.9 };
};
