import type { Guest, Household } from "#shared/domain/index.ts";
import { addressKey } from "./reach.ts";

/** Guests and households, and who shares a household or an address with whom. */
export interface People {
  readonly guests: ReadonlyMap<string, Guest>;
  readonly households: ReadonlyMap<string, Household>;
  membersOf(householdId: string): ReadonlySet<string>;
  /** Guests that have this address on this channel. */
  usersOf(key: string): ReadonlySet<string>;
  putGuest(guest: Guest): void;
  removeGuest(guestId: string): void;
  putHousehold(household: Household): void;
  removeHousehold(householdId: string): void;
}

const nobody: ReadonlySet<string> = new Set();

/** `touch` hears of every guest whose row may look different after a change. */
export const createPeople = (touch: (guestIds: Iterable<string>) => void): People => {
  const guests = new Map<string, Guest>();
  const households = new Map<string, Household>();
  const members = new Map<string, Set<string>>();
  const addressUses = new Map<string, Set<string>>();
  const membersOf = (householdId: string): ReadonlySet<string> => members.get(householdId) ?? nobody;
  const usersOf = (key: string): ReadonlySet<string> => addressUses.get(key) ?? nobody;
  const unlink = (guest: Guest): void => {
    removeFrom(members, guest.householdId, guest.id);
    touch(membersOf(guest.householdId));
    for (const key of addressKeysOf(guest)) {
      removeFrom(addressUses, key, guest.id);
      if (usersOf(key).size === 1) touch(usersOf(key));
    }
  };
  const link = (guest: Guest): void => {
    addTo(members, guest.householdId, guest.id);
    touch(membersOf(guest.householdId));
    for (const key of addressKeysOf(guest)) {
      addTo(addressUses, key, guest.id);
      if (usersOf(key).size === 2) touch(usersOf(key));
    }
  };
  return {
    guests,
    households,
    membersOf,
    usersOf,
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

const addTo = (sets: Map<string, Set<string>>, key: string, value: string): void => {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
};

const removeFrom = (sets: Map<string, Set<string>>, key: string, value: string): void => {
  const set = sets.get(key);
  set?.delete(value);
  if (set?.size === 0) sets.delete(key);
};
