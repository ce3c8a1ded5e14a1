import type { Guest, Household, Wedding } from "#shared/domain/index.ts";
import type { EditableGuestField } from "#shared/api/guests.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import { readContact } from "#shared/contact/contact-entry.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import { UsherError } from "#shared/problem.ts";
import { editGuest, type EditContext } from "./edit-guest.ts";
import type { Change } from "./history/change.ts";
import { homeCountryOf } from "./home-country.ts";
import { guestName } from "./list/facts.ts";
import type { WeddingIndex } from "./list/wedding-index.ts";

/** What a command may look at, read at its turn. */
export interface CommandView {
  readonly wedding: Wedding | undefined;
  readonly index: WeddingIndex;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface GuestEdit {
  readonly guestId: string;
  readonly field: EditableGuestField;
  readonly value: string;
}

export interface NewGuest {
  readonly weddingId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly householdId: string | null;
  readonly email: string;
  readonly phone: string;
}

interface Draft {
  readonly sentence: string;
  readonly changes: Change[];
}

const fieldWords: Readonly<Record<EditableGuestField, string>> = {
  givenName: "given name",
  familyName: "family name",
  kind: "kind",
  language: "language",
  diet: "diet",
  accessNeeds: "access needs",
  table: "table",
  side: "side",
  tags: "tags",
  note: "note",
  email: "email",
  phone: "phone",
  household: "household",
  zone: "time zone",
};

export const countedGuests = (count: number): string => (count === 1 ? "1 guest" : `${count.toLocaleString("en")} guests`);

/** The document as the store holds it, without what the database adds. */
export const plainOf = <Document extends object>(document: Document): Document =>
  structuredClone(Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith("_"))) as Document);

/** Changes for many edits at once; edits of one guest add up. */
export const draftEdits = (weddingId: string, edits: readonly GuestEdit[], view: CommandView): Draft => {
  const { index, clock, ids } = view;
  const context: EditContext = { country: homeCountryOf(view.wedding), now: clock.now(), newId: () => ids.next() };
  const edited = new Map<string, { readonly before: Guest; after: Guest }>();
  const moves = createMoves(weddingId, view);
  for (const { guestId, field, value } of edits) {
    const before = index.guests().get(guestId);
    if (before === undefined || before.weddingId !== weddingId) throw guestGone();
    const entry = edited.get(guestId) ?? { before: plainOf(before), after: plainOf(before) };
    entry.after = field === "household" ? moves.move(entry.after, value.trim()) : editGuest(entry.after, field, value, context);
    edited.set(guestId, entry);
  }
  const fields = [...new Set(edits.map(({ field }) => field))];
  const what = fields.length === 1 && fields[0] !== undefined ? `${fieldWords[fields[0]]} for ` : "";
  const guestChanges = [...edited].map(([id, { before, after }]): Change => ({ collection: "guests", id, before, after }));
  return {
    sentence: `Changed ${what}${countedGuests(edited.size)}`,
    changes: [...moves.arrivals(), ...guestChanges, ...moves.departures()],
  };
};

/**
 * Editing the household cell: a known label moves the guest there; otherwise a guest alone renames the household, and one
 * of several moves out into a new one. Households left empty go.
 */
const createMoves = (weddingId: string, { index, clock, ids }: CommandView) => {
  const created = new Map<string, Household>();
  const renamed = new Map<string, { readonly before: Household; after: Household }>();
  const joined = new Map<string, number>();
  const byLabel = new Map<string, string>();
  for (const { id, label } of index.households().values()) if (label !== "") byLabel.set(foldText(label), id);
  const count = (householdId: string, by: number): void => void joined.set(householdId, (joined.get(householdId) ?? 0) + by);
  const sizeOf = (householdId: string): number => index.householdSizeOf(householdId) + (joined.get(householdId) ?? 0);
  const moveTo = (guest: Guest, householdId: string): Guest => {
    count(guest.householdId, -1);
    count(householdId, 1);
    return { ...guest, householdId, updatedAt: clock.now() };
  };
  const move = (guest: Guest, label: string): Guest => {
    assertLabel(label);
    const target = label === "" ? undefined : byLabel.get(foldText(label));
    const own = index.households().get(guest.householdId);
    if (target === guest.householdId && own?.label === label) return guest;
    if (target !== undefined && target !== guest.householdId) return moveTo(guest, target);
    const renames = target === guest.householdId || (label !== "" && sizeOf(guest.householdId) === 1);
    if (own !== undefined && renames) {
      renamed.set(own.id, { before: plainOf(own), after: { ...plainOf(own), label, updatedAt: clock.now() } });
      byLabel.set(foldText(label), own.id);
      return guest;
    }
    const household = newHousehold(weddingId, label === "" ? guestName(guest) : label, clock, ids);
    created.set(household.id, household);
    byLabel.set(foldText(household.label), household.id);
    return moveTo(guest, household.id);
  };
  const emptied = (): Household[] =>
    [...joined].flatMap(([id, by]) => {
      const household = index.households().get(id);
      return by < 0 && household !== undefined && sizeOf(id) === 0 ? [plainOf(household)] : [];
    });
  return {
    move,
    arrivals: (): Change[] => [
      ...[...created.values()].map((after): Change => ({ collection: "households", id: after.id, before: null, after })),
      ...[...renamed].map(([id, { before, after }]): Change => ({ collection: "households", id, before, after })),
    ],
    departures: (): Change[] =>
      emptied().map((before): Change => ({
        collection: "households",
        id: before.id,
        before: renamed.get(before.id)?.after ?? before,
        after: null,
      })),
  };
};

const assertLabel = (label: string): void => {
  if (label.length > 200)
    throw new UsherError({ code: "text-too-long", sentence: "A household's name has at most 200 characters.", nextStep: "Shorten it." });
};

export const newHousehold = (weddingId: string, label: string, clock: Clock, ids: Ids): Household => ({
  id: ids.next(),
  weddingId,
  label: label.slice(0, 200),
  postalAddress: "",
  rsvpToken: ids.token(),
  note: "",
  createdAt: clock.now(),
  updatedAt: clock.now(),
});

/** A new guest, in a household of their own when none is named. */
export const draftAdd = (
  input: NewGuest,
  eventIds: readonly string[],
  { wedding, index, clock, ids }: CommandView,
): Draft & { guestId: string } => {
  if (wedding === undefined)
    throw new UsherError({
      code: "wedding-gone",
      sentence: "This wedding is no longer here.",
      nextStep: "Go back to the list of weddings.",
    });
  const now = clock.now();
  const country = homeCountryOf(wedding);
  const label = `${input.givenName} ${input.familyName}`.trim();
  const known = input.householdId === null ? undefined : index.households().get(input.householdId);
  if (input.householdId !== null && known === undefined)
    throw new UsherError({ code: "household-gone", sentence: "This household is no longer here.", nextStep: "Choose another household." });
  const household = known ?? newHousehold(wedding.id, label, clock, ids);
  const contactPoints = (
    [
      ["email", input.email],
      ["sms", input.phone],
    ] as const
  )
    .filter(([, entered]) => entered.trim() !== "")
    .map(([channel, entered]) => ({ id: ids.next(), channel, ...readContact(channel, entered, country), consent: "assumed" as const }));
  const guest: Guest = {
    id: ids.next(),
    weddingId: wedding.id,
    householdId: household.id,
    kind: label === "" ? "plus-one" : "adult",
    givenName: input.givenName.trim(),
    familyName: input.familyName.trim(),
    language: wedding.defaultLanguage,
    zone: null,
    side: "",
    tags: [],
    diet: "",
    accessNeeds: "",
    table: "",
    note: "",
    contactPoints,
    preferredChannel: null,
    invitedTo: [...eventIds],
    importId: null,
    createdAt: now,
    updatedAt: now,
  };
  const created: Change = { collection: "guests", id: guest.id, before: null, after: guest };
  return {
    guestId: guest.id,
    sentence: `Added ${label === "" ? "a plus-one" : label}`,
    changes: known === undefined ? [{ collection: "households", id: household.id, before: null, after: household }, created] : [created],
  };
};

/** Takes guests away with their answers, and households that nobody is left in. */
export const draftRemove = (
  weddingId: string,
  guestIds: readonly string[],
  responses: readonly Change[],
  { index }: CommandView,
): Draft => {
  const guests = [...new Set(guestIds)].flatMap((id) => {
    const guest = index.guests().get(id);
    return guest === undefined || guest.weddingId !== weddingId ? [] : [plainOf(guest)];
  });
  if (guests.length === 0) throw guestGone();
  const leaving = new Set(guests.map(({ id }) => id));
  const emptied = [...new Set(guests.map(({ householdId }) => householdId))].flatMap((id) => {
    const household = index.households().get(id);
    return household !== undefined && [...index.membersOf(id)].every((member) => leaving.has(member)) ? [plainOf(household)] : [];
  });
  const [only] = guests;
  return {
    sentence: `Removed ${guests.length === 1 && only !== undefined ? guestName(only) || "1 guest" : countedGuests(guests.length)}`,
    changes: [
      ...responses,
      ...guests.map((before): Change => ({ collection: "guests", id: before.id, before, after: null })),
      ...emptied.map((before): Change => ({ collection: "households", id: before.id, before, after: null })),
    ],
  };
};

export const guestGone = (): UsherError =>
  new UsherError({
    code: "guest-gone",
    sentence: "This guest is no longer in the list.",
    nextStep: "Look in the history: somebody may have removed the guest.",
  });
