import type { Guest } from "#shared/domain/index.ts";
import { createIdSets } from "./id-sets.ts";
import { comparableName, nameBlocks, nameLikeness, type ComparableName } from "./name-likeness.ts";
import { addressKey } from "./reach.ts";

export type DuplicateReason = "same-name" | "similar-name" | "same-email" | "same-phone";
export interface Likeness {
  readonly reason: DuplicateReason;
  /** 0..1; 1 is certain. */
  readonly score: number;
}

/** A block that big is a very common name or a hotel's switchboard; comparing all of it with all would cost more than it finds. */
const blockSizeMax = 200;
/** More look-alikes than that of one guest help nobody. */
const partnersMax = 20;

interface Entry {
  readonly guest: Guest;
  readonly name: ComparableName;
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
  const blocks = createIdSets();
  const partners = new Map<string, Map<string, Likeness>>();

  const hasRoom = (guestId: string): boolean => (partners.get(guestId)?.size ?? 0) < partnersMax;
  /** Links the entry with its look-alikes of one block; answers them. */
  const compareWith = (entry: Entry, block: readonly string[]): string[] => {
    const found: string[] = [];
    const { id } = entry.guest;
    for (const otherId of block) {
      const other = entries.get(otherId);
      if (other === undefined || !hasRoom(id) || !hasRoom(otherId)) continue;
      if (partners.get(id)?.has(otherId) === true) continue;
      const likeness = likenessOf(entry, other);
      if (likeness === undefined) continue;
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
    if (entry !== undefined) for (const key of blocksOf(entry)) blocks.remove(key, guestId);
    entries.delete(guestId);
    return touched;
  };
  const put = (guest: Guest): Set<string> => {
    const known = entries.get(guest.id);
    if (known !== undefined && sameForComparing(known.guest, guest)) return new Set();
    const touched = remove(guest.id);
    touched.add(guest.id);
    const entry = { guest, name: comparableName(guest) };
    for (const key of blocksOf(entry)) {
      if (blocks.sizeOf(key) <= blockSizeMax) for (const otherId of compareWith(entry, [...blocks.of(key)])) touched.add(otherId);
      blocks.add(key, guest.id);
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
  a.givenName === b.givenName &&
  a.familyName === b.familyName &&
  a.kind === b.kind &&
  a.householdId === b.householdId &&
  addressesOf(a).join(" ") === addressesOf(b).join(" ");

const addressesOf = (guest: Guest): string[] =>
  guest.contactPoints
    .filter(({ address, channel }) => address !== "" && channel !== "push")
    .map(({ channel, address }) => addressKey(channel, address));

/** Worked out anew when needed: kept for each guest they would take more room than the guest. */
const blocksOf = ({ guest, name }: Entry): Set<string> => new Set([...nameBlocks(name), ...addressesOf(guest).map((key) => `a:${key}`)]);

/**
 * Evidence that two guests are one, or nothing.
 *
 * | names | in one household | share an address | neither |
 * |---|---|---|---|
 * | same | yes | yes | yes, the whole name is the evidence |
 * | a slip apart | yes, when the given name is the same | yes | only where one of the two has no address to tell them apart |
 * | close (nickname, part) | no: sisters and cousins | yes | no |
 * | given name alone | no | yes: a name before and after a marriage | no |
 * | different | no | no: couples and colleagues share an inbox | no |
 *
 * A child is never an adult, and nobody without a given name is anybody's double.
 */
const likenessOf = (a: Entry, b: Entry): Likeness | undefined => {
  if (a.name.given === "" || b.name.given === "" || (a.guest.kind === "child") !== (b.guest.kind === "child")) return undefined;
  const names = nameLikeness(a.name, b.name);
  const shared = sharedAddress(a.guest, b.guest);
  const atHome = a.guest.householdId === b.guest.householdId;
  if (names === "same") return sameName(a.name.family !== "", shared !== undefined || atHome);
  if (shared !== undefined) return byAddress(a, b, shared, names !== undefined, atHome);
  return names === "typo" ? bySlip(a, b, atHome) : undefined;
};

const sharedAddress = (a: Guest, b: Guest): string | undefined => {
  const theirs = addressesOf(b);
  return addressesOf(a).find((address) => theirs.includes(address));
};

const sameName = (isWhole: boolean, isTied: boolean): Likeness | undefined =>
  isWhole || isTied ? { reason: "same-name", score: isTied ? 1 : 0.95 } : undefined;

const bySlip = (a: Entry, b: Entry, atHome: boolean): Likeness | undefined => {
  if (atHome) return a.name.given === b.name.given ? { reason: "similar-name", score: 0.9 } : undefined;
  return addressesOf(a.guest).length === 0 || addressesOf(b.guest).length === 0 ? { reason: "similar-name", score: 0.85 } : undefined;
};

const byAddress = (a: Entry, b: Entry, address: string, alike: boolean, atHome: boolean): Likeness | undefined => {
  // At home one inbox serves all: only the very same given name says that it is one person.
  if (a.name.given !== b.name.given && (atHome || !alike)) return undefined;
  return { reason: address.startsWith("email") ? "same-email" : "same-phone", score: alike ? 0.97 : 0.9 };
};
