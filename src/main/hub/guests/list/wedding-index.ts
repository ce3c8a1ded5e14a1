import type { Guest, GuestPreset, GuestView, Household, Message, Response, Suppression } from "#shared/domain/index.ts";
import { guestPresetSchema } from "#shared/domain/guest-view.ts";
import { createDuplicatePairs, type DuplicatePairs } from "./duplicate-pairs.ts";
import { factsOf, type AnswerFacts, type GuestFacts, type MessageFacts } from "./facts.ts";
import { passesFilters } from "./filters.ts";
import { createOrders, type Orders } from "./orders.ts";
import { createPeople, type People } from "./people.ts";
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
  membersOf(householdId: string): Iterable<string>;
  householdSizeOf(householdId: string): number;
  guests(): ReadonlyMap<string, Guest>;
  answersOf(guestId: string): ReadonlyMap<string, AnswerFacts>;
  /** Whether any message to this guest was approved, whatever became of it. */
  hasMessages(guestId: string): boolean;
}

export const createWeddingIndex = (): WeddingIndex => {
  let touched = new Set<string>();
  const touch = (guestIds: Iterable<string>): void => {
    for (const id of guestIds) touched.add(id);
  };
  const people = createPeople(touch);
  const answers = new Map<string, Map<string, AnswerFacts>>();
  const messages = new Map<string, Map<string, MessageFacts>>();
  const suppressions = new Map<string, Suppression["reason"]>();
  const pairs = createDuplicatePairs();
  const derived = createDerived({ people, answers, messages, suppressions, pairs });
  const settle = (): void => {
    if (touched.size === 0) return;
    // Whoever is found alike on the way is touched too, and compared in turn: that costs a look-up.
    for (const id of touched) {
      const guest = people.guests.get(id);
      touch(guest === undefined ? pairs.remove(id) : pairs.put(guest));
    }
    const due = touched;
    touched = new Set();
    for (const id of due) derived.derive(id);
  };
  const settled = <Result>(read: () => Result): Result => {
    settle();
    return read();
  };
  const { putGuest, removeGuest, putHousehold, removeHousehold, membersOf, householdSizeOf } = people;
  return {
    putGuest,
    removeGuest,
    putHousehold,
    removeHousehold,
    membersOf,
    householdSizeOf,
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
      touch(people.usersOf(addressKey(channel, address)));
    },
    removeSuppression: ({ channel, address }) => {
      suppressions.delete(addressKey(channel, address));
      touch(people.usersOf(addressKey(channel, address)));
    },
    matching: (view) => settled(() => matchingIn(view, derived.facts, derived.orders)),
    factsOf: (guestId) => settled(() => derived.facts.get(guestId)),
    counts: () => settled(() => guestPresetSchema.options.map((preset) => ({ preset, count: derived.counts.get(preset) ?? 0 }))),
    duplicates: () => settled(() => pairs.all()),
    households: () => people.households,
    guests: () => people.guests,
    hasMessages: (guestId) => (messages.get(guestId)?.size ?? 0) > 0,
    answersOf: (guestId) => answers.get(guestId) ?? new Map<string, AnswerFacts>(),
  };
};

interface Sources {
  readonly people: People;
  readonly answers: ReadonlyMap<string, ReadonlyMap<string, AnswerFacts>>;
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, MessageFacts>>;
  readonly suppressions: ReadonlyMap<string, Suppression["reason"]>;
  readonly pairs: DuplicatePairs;
}

/** Facts per guest, and what is summed up over all of them. */
const createDerived = ({ people, answers, messages, suppressions, pairs }: Sources) => {
  const facts = new Map<string, GuestFacts>();
  const counts = new Map<GuestPreset, number>();
  const orders = createOrders(facts);
  const book = {
    usesOf: (key: string): number => people.useCountOf(key),
    suppressionOf: (key: string): Suppression["reason"] | undefined => suppressions.get(key),
  };
  const count = (one: GuestFacts | undefined, by: 1 | -1): void => {
    for (const preset of one?.presets ?? []) counts.set(preset, (counts.get(preset) ?? 0) + by);
  };
  const freshFacts = (guest: Guest): GuestFacts =>
    factsOf({
      guest,
      household: people.households.get(guest.householdId)?.label ?? "",
      householdSize: people.householdSizeOf(guest.householdId),
      answers: [...(answers.get(guest.id)?.values() ?? [])],
      messages: [...(messages.get(guest.id)?.values() ?? [])],
      reach: reachOf(guest.contactPoints, book),
      possibleDuplicate: pairs.has(guest.id),
    });
  const derive = (id: string): void => {
    const guest = people.guests.get(id);
    const before = facts.get(id);
    const after = guest === undefined ? undefined : freshFacts(guest);
    count(before, -1);
    count(after, 1);
    if (after === undefined) facts.delete(id);
    else facts.set(id, after);
    orders.changed(id, before, after);
  };
  return { facts, counts, orders, derive };
};

const putIn = <Value>(maps: Map<string, Map<string, Value>>, key: string, innerKey: string, value: Value): void => {
  const map = maps.get(key) ?? new Map<string, Value>();
  map.set(innerKey, value);
  maps.set(key, map);
};

const matchingIn = (view: GuestView, facts: ReadonlyMap<string, GuestFacts>, orders: Orders): string[] => {
  const order = orders.by(view.sort.field);
  const passes = passesFilters(view.filters);
  const found = view.search.trim() === "" ? undefined : searchHaystacks(order.haystacks, view.search);
  const plain = view.preset === "everyone" && view.filters.length === 0;
  let filledCount = 0;
  const ids = order.ids.filter((id, index) => {
    if (found !== undefined && !found.has(index)) return false;
    const one = plain ? undefined : facts.get(id);
    if (!plain && (one === undefined || !one.presets.has(view.preset) || !passes(one))) return false;
    if (index < order.emptyFrom) filledCount += 1;
    return true;
  });
  return view.sort.direction === "ascending" ? ids : [...ids.slice(0, filledCount).toReversed(), ...ids.slice(filledCount)];
};
