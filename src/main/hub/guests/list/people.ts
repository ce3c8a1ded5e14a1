import type { Guest, Household } from "#shared/domain/index.ts";
import { createIdSets } from "./id-sets.ts";
import { addressKey } from "./reach.ts";

/** Guests and households, and who shares a household or an address with whom. */
export interface People {
  readonly guests: ReadonlyMap<string, Guest>;
  readonly households: ReadonlyMap<string, Household>;
  membersOf(householdId: string): Iterable<string>;
  householdSizeOf(householdId: string): number;
  /** Guests that have this address on this channel. */
  usersOf(key: string): Iterable<string>;
  useCountOf(key: string): number;
  putGuest(guest: Guest): void;
  removeGuest(guestId: string): void;
  putHousehold(household: Household): void;
  removeHousehold(householdId: string): void;
}

/** `touch` hears of every guest whose row may look different after a change. */
export const createPeople = (touch: (guestIds: Iterable<string>) => void): People => {
  const guests = new Map<string, Guest>();
  const households = new Map<string, Household>();
  const { of: membersOf, sizeOf: householdSizeOf, ...members } = createIdSets();
  const { of: usersOf, sizeOf: useCountOf, ...uses } = createIdSets();
  const unlink = (guest: Guest): void => {
    members.remove(guest.householdId, guest.id);
    touch(membersOf(guest.householdId));
    for (const key of addressKeysOf(guest)) {
      uses.remove(key, guest.id);
      if (useCountOf(key) === 1) touch(usersOf(key));
    }
  };
  const link = (guest: Guest): void => {
    members.add(guest.householdId, guest.id);
    touch(membersOf(guest.householdId));
    for (const key of addressKeysOf(guest)) {
      uses.add(key, guest.id);
      if (useCountOf(key) === 2) touch(usersOf(key));
    }
  };
  return {
    guests,
    households,
    membersOf,
    householdSizeOf,
    usersOf,
    useCountOf,
    putGuest: (guest) => {
      const before = guests.get(guest.id);
      const moved = before === undefined || linksOf(before) !== linksOf(guest);
      if (before !== undefined && moved) unlink(before);
      if (moved) link(guest);
      guests.set(guest.id, guest);
      touch([guest.id]);
    },
    removeGuest: (guestId) => {
      const before = guests.get(guestId);
      if (before === undefined) return;
      unlink(before);
      guests.delete(guestId);
      touch([guestId]);
    },
    putHousehold: (household) => {
      const before = households.get(household.id);
      households.set(household.id, household);
      if (before?.label !== household.label) touch(membersOf(household.id));
    },
    removeHousehold: (householdId) => {
      households.delete(householdId);
      touch(membersOf(householdId));
    },
  };
};

const addressKeysOf = (guest: Guest): Set<string> =>
  new Set(guest.contactPoints.filter(({ address }) => address !== "").map(({ channel, address }) => addressKey(channel, address)));

/** What other guests' rows depend on: the household and the addresses. */
const linksOf = (guest: Guest): string => `${guest.householdId} ${[...addressKeysOf(guest)].join(" ")}`;
