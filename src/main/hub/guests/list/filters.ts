import type { GuestField, GuestFilter, GuestPreset } from "#shared/domain/guest-view.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import type { GuestFacts } from "./facts.ts";

const attentionPresets: readonly GuestPreset[] = ["held", "bounced", "unreachable", "possible-duplicates", "plus-one-unnamed"];
const canBeUsed = new Set<string>(["ok", "shared"]);
const channelWords = { email: "by-email", sms: "by-phone", push: "by-push" } as const;

/** How a guest can be written to now (`by-email`, `by-phone`, `by-push`, or `unreachable`), then what is said about each address. */
const reachWords = ({ row }: GuestFacts): readonly string[] => {
  const usable = row.reach.filter(({ state }) => canBeUsed.has(state)).map(({ channel }) => channelWords[channel]);
  return [
    ...(usable.length === 0 ? ["unreachable"] : usable),
    ...row.reach.flatMap(({ channel, state }) => [channel, state, `${channel}:${state}`]),
  ];
};

/** The words of a field: several for tags and reach, none when it is empty. */
export const fieldValues: Readonly<Record<GuestField, (facts: GuestFacts) => readonly string[]>> = {
  name: ({ row }) => [row.name],
  givenName: ({ row }) => [row.givenName],
  familyName: ({ row }) => [row.familyName],
  household: ({ row }) => [row.household],
  rsvp: ({ row }) => [row.rsvp],
  diet: ({ row }) => [row.diet],
  accessNeeds: ({ guest }) => [guest.accessNeeds],
  table: ({ row }) => [row.table],
  reach: reachWords,
  lastMessage: ({ row }) => (row.lastMessage === null ? [] : [row.lastMessage.state, row.lastMessage.delivery ?? ""]),
  language: ({ row }) => [row.language],
  side: ({ row }) => [row.side],
  tag: ({ row }) => row.tags,
  kind: ({ row }) => [row.kind],
  email: ({ row }) => [row.email],
  phone: ({ row }) => [row.phone],
  note: ({ row }) => [row.note],
  attention: ({ presets }) => attentionPresets.filter((preset) => presets.has(preset)),
};

/** Chips are joined by AND, the values of one chip by OR; letters' case and accents do not matter. */
export const passesFilters = (filters: readonly GuestFilter[]): ((facts: GuestFacts) => boolean) => {
  const tests = filters.map(testOf);
  return (facts) => tests.every((test) => test(facts));
};

/** Folds each different text once: columns repeat few words many times. For one pass; it forgets nothing. */
export const foldOnce = (): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const folded = foldText(text);
    known.set(text, folded);
    return folded;
  };
};

const testOf = ({ field, operator, values }: GuestFilter): ((facts: GuestFacts) => boolean) => {
  const fold = foldOnce();
  const read = (facts: GuestFacts): string[] =>
    fieldValues[field](facts)
      .map(fold)
      .filter((text) => text !== "");
  const wanted = values.map(foldText);
  switch (operator) {
    case "is":
      return (facts) => isOneOf(read(facts), wanted);
    case "is-not":
      return (facts) => !isOneOf(read(facts), wanted);
    case "contains":
      return (facts) => read(facts).some((text) => wanted.some((part) => text.includes(part)));
    case "is-empty":
      return (facts) => read(facts).length === 0;
    case "is-not-empty":
      return (facts) => read(facts).length > 0;
  }
};

/** `is ""` means: is empty. */
const isOneOf = (texts: readonly string[], wanted: readonly string[]): boolean =>
  texts.length === 0 ? wanted.includes("") : texts.some((text) => wanted.includes(text));

const rsvpOrder = ["yes", "undecided", "pending", "no"];
/** Sorts behind every text. */
const emptyKey = "\uffff";

/** Whether a key of `sortKeyOf` is one of an empty cell: those stay last in both directions. */
export const isEmptyKey = (key: string): boolean => key.startsWith(emptyKey);

/** What a column is ordered by; the name decides between equals, and empty cells come last. */
export const sortKeyOf = (field: GuestField, facts: GuestFacts): string => {
  if (field === "name" || field === "familyName") return facts.nameKey;
  if (field === "lastMessage") {
    const at = facts.row.lastMessage?.at;
    return `${at === undefined ? emptyKey : String(at).padStart(14, "0")}\u0000${facts.nameKey}`;
  }
  if (field === "rsvp") return `${rsvpOrder.indexOf(facts.row.rsvp)}\u0000${facts.nameKey}`;
  const text = field === "table" ? padNumbers(facts.row.table) : fieldValues[field](facts).join(" ");
  const key = foldText(text);
  return `${key === "" ? emptyKey : key}\u0000${facts.nameKey}`;
};

/** `Table 2` before `Table 10`. */
const padNumbers = (text: string): string => text.replaceAll(/\d+/gu, (digits) => digits.padStart(6, "0"));
