import type { Guest, Household, Message, Response } from "#shared/domain/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { plainOf } from "./guest-commands.ts";
import { guestName } from "./list/facts.ts";

/** Everything about one guest. */
export interface GuestPeek {
  guest: Guest;
  household: Household;
  members: { id: string; name: string; kind: Guest["kind"] }[];
  responses: Response[];
  /** Newest first. */
  messages: Message[];
}

type PeekCollections = Pick<StoreCollections, "guests" | "households" | "responses" | "messages">;

export const readPeek = async (collections: PeekCollections, guestId: string): Promise<GuestPeek | null> => {
  const found = await collections.guests.findOne(guestId).exec();
  if (found === null) return null;
  const guest = plainOf(found.toJSON() as Guest);
  const { weddingId, householdId } = guest;
  const [household, members, responses, messages] = await Promise.all([
    collections.households.findOne(householdId).exec(),
    collections.guests.find({ selector: { weddingId, householdId } }).exec(),
    collections.responses.find({ selector: { weddingId, guestId } }).exec(),
    collections.messages.find({ selector: { guestId }, sort: [{ updatedAt: "desc" }] }).exec(),
  ]);
  return {
    guest,
    household: household === null ? missingHousehold(guest) : plainOf(household.toJSON() as Household),
    members: members
      .map((member) => ({ id: member.id, name: guestName(member), kind: member.kind }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    responses: responses.map((response) => plainOf(response.toJSON() as Response)),
    messages: messages.map((message) => plainOf(message.toJSON() as Message)),
  };
};

/** A guest can arrive by sync before their household does. */
const missingHousehold = ({ householdId, weddingId, createdAt, updatedAt }: Guest): Household => ({
  id: householdId,
  weddingId,
  label: "",
  postalAddress: "",
  rsvpToken: "",
  note: "",
  createdAt,
  updatedAt,
});

/** Calls `changed` after anything that the peek shows may have changed. */
export const subscribePeek = (collections: PeekCollections, guestId: string, changed: () => void): (() => void) => {
  let householdId: string | undefined;
  const subscriptions = [
    collections.guests.eventBulks$.subscribe(({ events }) => {
      const own = events.find((event) => event.documentId === guestId)?.documentData as Guest | undefined;
      householdId = own?.householdId ?? householdId;
      if (own !== undefined || householdId === undefined || events.some((event) => concerns(event.documentData as Guest, householdId)))
        changed();
    }),
    collections.households.eventBulks$.subscribe(() => changed()),
    ...[collections.responses, collections.messages].map((collection) =>
      collection.eventBulks$.subscribe(({ events }) => {
        if (events.some((event) => (event.documentData as { guestId?: string }).guestId === guestId)) changed();
      }),
    ),
  ];
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
};

const concerns = (guest: Guest, householdId: string | undefined): boolean => guest.householdId === householdId;
