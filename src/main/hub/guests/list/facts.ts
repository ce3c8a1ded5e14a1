import type { Guest, GuestPreset, Message } from "#shared/domain/index.ts";
import type { GuestRow } from "#shared/api/guests.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import type { Reach } from "./reach.ts";

/** What one guest said about one event. */
export interface AnswerFacts {
  readonly eventId: string;
  readonly answer: "yes" | "no" | "undecided";
  readonly meal: string;
}

/** What the list needs of one message. */
export interface MessageFacts {
  readonly id: string;
  readonly state: Message["state"];
  readonly delivery: Message["delivery"];
  readonly at: number;
}

/** Everything that the list derives from about one guest, and what it derived. */
export interface GuestFacts {
  readonly guest: Guest;
  readonly row: GuestRow;
  /** Folded text that searches look into. */
  readonly haystack: string;
  /** Order of the name column. */
  readonly nameKey: string;
  readonly presets: ReadonlySet<GuestPreset>;
}

export interface FactsInput {
  readonly guest: Guest;
  readonly household: string;
  readonly householdSize: number;
  readonly answers: readonly AnswerFacts[];
  readonly messages: readonly MessageFacts[];
  readonly reach: Reach;
  readonly possibleDuplicate: boolean;
}

/** Derives a guest's row, search text and built-in views. Pure. */
export const factsOf = (input: FactsInput): GuestFacts => {
  const { guest } = input;
  const row = rowOf(input);
  const nameKey = foldText(`${guest.familyName} ${guest.givenName}`);
  const haystack = [
    foldText(`${row.name} ${guest.familyName} ${row.household} ${row.email} ${row.table} ${row.diet} ${row.tags.join(" ")} ${row.note}`),
    ...guest.contactPoints.map((point) =>
      point.channel === "sms" ? digitsOf(point.address === "" ? point.entered : point.address) : foldText(point.address),
    ),
  ].join(" ");
  return { guest, row, haystack, nameKey: nameKey === "" ? "\uffff" : nameKey, presets: presetsOf(input, row) };
};

export const digitsOf = (text: string): string => text.replaceAll(/\D/gu, "");

/** Yes to anything is a yes: that person takes a chair somewhere. */
const rsvpOf = (answers: readonly AnswerFacts[]): GuestRow["rsvp"] => {
  for (const answer of ["yes", "undecided", "no"] as const) if (answers.some((one) => one.answer === answer)) return answer;
  return "pending";
};

export const guestName = ({ givenName, familyName, kind }: Pick<Guest, "givenName" | "familyName" | "kind">): string => {
  const name = `${givenName} ${familyName}`.trim();
  return name === "" && kind === "plus-one" ? "Plus-one" : name;
};

const shownAddress = (guest: Guest, channel: "email" | "sms"): string => {
  const point = guest.contactPoints.find((one) => one.channel === channel);
  return point === undefined ? "" : point.address === "" ? point.entered : point.address;
};

const rowOf = ({ guest, household, householdSize, answers, messages, reach, possibleDuplicate }: FactsInput): GuestRow => {
  const last = lastOf(messages);
  return {
    id: guest.id,
    name: guestName(guest),
    givenName: guest.givenName,
    familyName: guest.familyName,
    kind: guest.kind,
    householdId: guest.householdId,
    household,
    householdSize,
    rsvp: rsvpOf(answers),
    diet: guest.diet,
    table: guest.table,
    language: guest.language,
    side: guest.side,
    tags: [...guest.tags],
    note: guest.note,
    email: shownAddress(guest, "email"),
    phone: shownAddress(guest, "sms"),
    reach: [...reach],
    lastMessage: last === undefined ? null : { state: last.state, delivery: last.delivery, at: last.at },
    possibleDuplicate,
  };
};

const lastOf = (messages: readonly MessageFacts[]): MessageFacts | undefined => {
  let last: MessageFacts | undefined;
  for (const message of messages) if (last === undefined || message.at >= last.at) last = message;
  return last;
};

const usable = new Set<string>(["ok", "shared"]);

/** Guests in the same built-in views share one set: there are nine views and few combinations. */
const knownPresets = new Map<string, ReadonlySet<GuestPreset>>();

const presetsOf = ({ guest, answers, messages, possibleDuplicate }: FactsInput, row: GuestRow): ReadonlySet<GuestPreset> => {
  const presets: GuestPreset[] = ["everyone"];
  const put = (preset: GuestPreset, holds: boolean): void => void (holds && presets.push(preset));
  put("no-reply-yet", row.rsvp === "pending");
  put("said-yes-no-meal", answers.some(({ answer }) => answer === "yes") && answers.every(({ meal }) => meal === ""));
  put("unreachable", !row.reach.some(({ state }) => usable.has(state)));
  put("bounced", row.reach.some(({ state }) => state === "bounced" || state === "invalid") || row.lastMessage?.delivery === "bounced");
  put("possible-duplicates", possibleDuplicate);
  put("plus-one-unnamed", guest.kind === "plus-one" && guest.givenName === "" && guest.familyName === "");
  put("dietary", guest.diet !== "" || guest.accessNeeds !== "");
  put(
    "held",
    messages.some(({ state }) => state === "held"),
  );
  const key = presets.join();
  const known = knownPresets.get(key) ?? new Set(presets);
  knownPresets.set(key, known);
  return known;
};
