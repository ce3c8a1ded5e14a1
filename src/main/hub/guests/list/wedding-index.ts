import type { Guest, GuestPreset, GuestView, Household, Message, Response, Suppression } from "#shared/domain/index.ts";
import { guestPresetSchema } from "#shared/domain/guest-view.ts";
import { createDuplicatePairs, type DuplicatePairs } from "./duplicate-pairs.ts";
import { factsOf, type AnswerFacts, type GuestFacts, type MessageFacts } from "./facts.ts";
import { passesFilters, sortKeyOf } from "./filters.ts";
import { addressKey, reachOf } from "./reach.ts";
import { searchHaystacks } from "./search.ts";

/**
 * Everything derived about one wedding's guests, kept up to date change by change.
 *
 * A change only notes what it said and whom it touches; `settle` derives the touched guests anew when somebody reads. So
 * an import or a running send costs nothing while nobody looks, and a screen costs what changed since its last frame.
 * The order of each column that was asked for is kept until a key in it changes.
 */
export interface WeddingIndex {
  putGuest(guest: Guest): void;
  removeGuest(guestId: string): void;
  putHousehold(household: Household): void;
  removeHousehold(householdId: string): void;
  putResponse(response: Response): void;
  removeResponse(response: Pick<Response, "id" | "guestId">): void;
  putMessage(message: Message): void;
  removeMessage(message: Pick<Message, "id" | "guestId">): void;
  putSuppression(suppression: Suppression): void;
  removeSuppression(suppression: Suppression): void;
  /** Ids that match a view, in its order. */
  matching(view: GuestView): readonly string[];
  factsOf(guestId: string): GuestFacts | undefined;
  counts(): { preset: GuestPreset; count: number }[];
  duplicates(): ReturnType<DuplicatePairs["all"]>;
  households(): ReadonlyMap<string, Household>;
  membersOf(householdId: string): ReadonlySet<string>;
  guests(): ReadonlyMap<string, Guest>;
  answersOf(guestId: string): ReadonlyMap<string, AnswerFacts>;
}

const nothing: ReadonlySet<string> = new Set();

export const createWeddingIndex = (): WeddingIndex => {
  const guests = new Map<string, Guest>();
  const households = new Map<string, Household>();
  const members = new Map<string, Set<string>>();
  const answers = new Map<string, Map<string, AnswerFacts>>();
  const messages = new Map<string, Map<string, MessageFacts>>();
  const addressUses = new Map<string, Set<string>>();
  const suppressions = new Map<string, Suppression["reason"]>();
  const pairs = createDuplicatePairs();
  const facts = new Map<string, GuestFacts>();
  const counts = new Map<GuestPreset, number>();
  const orders = createOrders(facts);
  let touched = new Set<string>();

  const touchAll = (ids: Iterable<string> | undefined): void => {
    for (const id of ids ?? []) touched.add(id);
  };
  const book = {
    usesOf: (key: string): number => addressUses.get(key)?.size ?? 0,
    suppressionOf: (key: string): Suppression["reason"] | undefined => suppressions.get(key),
  };
  const unlink = (guest: Guest): void => {
    removeFrom(members, guest.householdId, guest.id);
    touchAll(members.get(guest.householdId));
    for (const key of addressKeysOf(guest)) {
      removeFrom(addressUses, key, guest.id);
      if (addressUses.get(key)?.size === 1) touchAll(addressUses.get(key));
    }
  };
  const link = (guest: Guest): void => {
    addTo(members, guest.householdId, guest.id);
    touchAll(members.get(guest.householdId));
    for (const key of addressKeysOf(guest)) {
      addTo(addressUses, key, guest.id);
      if (addressUses.get(key)?.size === 2) touchAll(addressUses.get(key));
    }
  };
  const derive = (id: string): void => {
    const guest = guests.get(id);
    const before = facts.get(id);
    for (const preset of before?.presets ?? []) counts.set(preset, (counts.get(preset) ?? 0) - 1);
    if (guest === undefined) {
      facts.delete(id);
      orders.changed(id, before, undefined);
      return;
    }
    const after = factsOf({
      guest,
      household: households.get(guest.householdId)?.label ?? "",
      householdSize: members.get(guest.householdId)?.size ?? 1,
      answers: [...(answers.get(id)?.values() ?? [])],
      messages: [...(messages.get(id)?.values() ?? [])],
      reach: reachOf(guest.contactPoints, book),
      possibleDuplicate: pairs.has(id),
    });
    for (const preset of after.presets) counts.set(preset, (counts.get(preset) ?? 0) + 1);
    facts.set(id, after);
    orders.changed(id, before, after);
  };
  const settle = (): void => {
    if (touched.size === 0) return;
    for (const id of [...touched]) {
      const guest = guests.get(id);
      touchAll(guest === undefined ? pairs.remove(id) : pairs.put(guest));
    }
    const due = touched;
    touched = new Set();
    for (const id of due) derive(id);
  };

  return {
    putGuest: (guest) => {
      const before = guests.get(guest.id);
      if (before !== undefined && linksOf(before) !== linksOf(guest)) unlink(before);
      if (before === undefined || linksOf(before) !== linksOf(guest)) link(guest);
      guests.set(guest.id, guest);
      touched.add(guest.id);
    },
    removeGuest: (guestId) => {
      const before = guests.get(guestId);
      if (before === undefined) return;
      unlink(before);
      guests.delete(guestId);
      touched.add(guestId);
    },
    putHousehold: (household) => {
      const before = households.get(household.id);
      households.set(household.id, household);
      if (before?.label !== household.label) touchAll(members.get(household.id));
    },
    removeHousehold: (householdId) => {
      households.delete(householdId);
      touchAll(members.get(householdId));
    },
    putResponse: ({ id, guestId, eventId, answer, meal }) => {
      putIn(answers, guestId, id, { eventId, answer, meal });
      touched.add(guestId);
    },
    removeResponse: ({ id, guestId }) => {
      answers.get(guestId)?.delete(id);
      touched.add(guestId);
    },
    putMessage: ({ id, guestId, state, delivery, updatedAt }) => {
      putIn(messages, guestId, id, { id, state, delivery, at: updatedAt });
      touched.add(guestId);
    },
    removeMessage: ({ id, guestId }) => {
      messages.get(guestId)?.delete(id);
      touched.add(guestId);
    },
    putSuppression: ({ channel, address, reason }) => {
      suppressions.set(addressKey(channel, address), reason);
      touchAll(addressUses.get(addressKey(channel, address)));
    },
    removeSuppression: ({ channel, address }) => {
      suppressions.delete(addressKey(channel, address));
      touchAll(addressUses.get(addressKey(channel, address)));
    },
    matching: (view) => {
      settle();
      return matchingIn(view, facts, orders);
    },
    factsOf: (guestId) => {
      settle();
      return facts.get(guestId);
    },
    counts: () => {
      settle();
      return guestPresetSchema.options.map((preset) => ({ preset, count: counts.get(preset) ?? 0 }));
    },
    duplicates: () => {
      settle();
      return pairs.all();
    },
    households: () => households,
    membersOf: (householdId) => members.get(householdId) ?? nothing,
    guests: () => guests,
    answersOf: (guestId) => answers.get(guestId) ?? new Map(),
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

const putIn = <Value>(maps: Map<string, Map<string, Value>>, key: string, innerKey: string, value: Value): void => {
  const map = maps.get(key) ?? new Map<string, Value>();
  map.set(innerKey, value);
  maps.set(key, map);
};

/** One column's order: ids and, position by position, their search texts. */
interface Order {
  readonly keys: Map<string, string>;
  readonly ids: string[];
  readonly positions: Map<string, number>;
  readonly haystacks: string[];
}

interface Orders {
  by(field: GuestView["sort"]["field"]): Order;
  changed(id: string, before: GuestFacts | undefined, after: GuestFacts | undefined): void;
}

/** Most columns whose order is kept at a time. */
const ordersKeptMax = 4;

const createOrders = (facts: ReadonlyMap<string, GuestFacts>): Orders => {
  const kept = new Map<GuestView["sort"]["field"], Order>();
  const build = (field: GuestView["sort"]["field"]): Order => {
    const keys = new Map<string, string>();
    for (const [id, one] of facts) keys.set(id, sortKeyOf(field, one));
    const ids = [...keys].toSorted(([idA, a], [idB, b]) => (a === b ? (idA < idB ? -1 : 1) : a < b ? -1 : 1)).map(([id]) => id);
    return { keys, ids, positions: new Map(ids.map((id, index) => [id, index])), haystacks: ids.map((id) => facts.get(id)?.haystack ?? "") };
  };
  return {
    by: (field) => {
      const known = kept.get(field);
      if (known !== undefined) return known;
      const order = build(field);
      const [oldest] = kept.keys();
      if (kept.size >= ordersKeptMax && oldest !== undefined) kept.delete(oldest);
      kept.set(field, order);
      return order;
    },
    changed: (id, before, after) => {
      for (const [field, order] of kept) {
        const position = order.positions.get(id);
        if (after !== undefined && position !== undefined && sortKeyOf(field, after) === order.keys.get(id)) order.haystacks[position] = after.haystack;
        else if (after !== before) kept.delete(field);
      }
    },
  };
};

const matchingIn = (view: GuestView, facts: ReadonlyMap<string, GuestFacts>, orders: Orders): string[] => {
  const order = orders.by(view.sort.field);
  const passes = passesFilters(view.filters);
  const found = view.search.trim() === "" ? undefined : searchHaystacks(order.haystacks, view.search);
  const plain = view.preset === "everyone" && view.filters.length === 0;
  const ids = order.ids.filter((id, index) => {
    if (found !== undefined && !found.has(index)) return false;
    if (plain) return true;
    const one = facts.get(id);
    return one !== undefined && one.presets.has(view.preset) && passes(one);
  });
  return view.sort.direction === "ascending" ? ids : ids.toReversed();
};
