import type { FacetField, GuestFacets } from "#shared/api/guests.ts";
import type { GuestField, GuestFilter, GuestPreset } from "#shared/domain/guest-view.ts";
import { languageName } from "../campaigns/campaign-words.ts";

export const presetWords: Record<GuestPreset, string> = {
  everyone: "Everyone",
  "no-reply-yet": "No reply yet",
  "said-yes-no-meal": "Said yes, no meal",
  unreachable: "Unreachable",
  bounced: "Bounced or wrong",
  "possible-duplicates": "Possible duplicates",
  "plus-one-unnamed": "Plus-one unnamed",
  dietary: "Dietary and access",
  held: "Held: needs you",
};

export const fieldWords: Readonly<Record<GuestField, string>> = {
  name: "Name",
  givenName: "First name",
  familyName: "Family name",
  household: "Household",
  rsvp: "RSVP",
  diet: "Diet",
  accessNeeds: "Access needs",
  table: "Table",
  reach: "Reach",
  lastMessage: "Last message",
  language: "Language",
  side: "Side",
  tag: "Tag",
  kind: "Kind",
  email: "Email",
  phone: "Phone",
  note: "Note",
  attention: "Needs attention",
};

export const kindWords = { adult: "adult", child: "child", "plus-one": "plus-one" } as const;

const reachWords: Readonly<Record<string, string>> = {
  "by-email": "by email",
  "by-phone": "by text message",
  "by-push": "by push",
  unreachable: "cannot be reached",
  landline: "landline",
  shared: "shared address",
  invalid: "not understood",
  bounced: "bounced",
  "opted-out": "opted out",
};

/** A filter's value as people say it. */
export const valueWords = (field: GuestField, value: string): string => {
  if (value === "") return "none";
  if (field === "language") return languageName(value);
  if (field === "reach") return reachWords[value] ?? value;
  if (field === "attention") return presetWords[value as GuestPreset]?.toLowerCase() ?? value;
  return value;
};

const operatorWords: Readonly<Record<GuestFilter["operator"], string>> = {
  is: "is",
  "is-not": "is not",
  contains: "contains",
  "is-empty": "is empty",
  "is-not-empty": "is anything",
};

/** `Language is German or French`, in its parts. */
export const filterWords = ({ field, operator, values }: GuestFilter): { field: string; operator: string; values: string } => ({
  field: fieldWords[field],
  operator: operatorWords[operator],
  values: values.map((value) => valueWords(field, value)).join(" or "),
});

export interface FilterChoice {
  readonly id: string;
  readonly field: FacetField;
  readonly value: string;
  readonly words: string;
  readonly count: number | undefined;
}

/** The choice of a field having any value at all. */
const anything = "*";

const choiceId = (field: GuestField, value: string): string => `${field}~${value}`;

/** Fields where "none" is worth asking for. */
const emptyMatters: ReadonlySet<FacetField> = new Set(["side", "tag", "table", "diet", "lastMessage"]);
/** Reach also says which channel and state belong together; a planner asks for one or the other. */
const isAsked = (field: FacetField, value: string): boolean => field !== "reach" || value in reachWords;

/** All that can be chosen, field by field. */
export const choicesOf = (facets: GuestFacets): readonly FilterChoice[] =>
  facets.flatMap(({ field, values }) => [
    ...(field === "attention" ? [{ id: choiceId(field, anything), field, value: anything, words: "anything", count: undefined }] : []),
    ...values
      .filter(({ value }) => isAsked(field, value))
      .map(({ value, count }) => ({ id: choiceId(field, value), field, value, words: valueWords(field, value), count })),
    ...(emptyMatters.has(field) ? [{ id: choiceId(field, ""), field, value: "", words: "none", count: undefined }] : []),
  ]);

/** Typing searches fields and values: `vegan` finds `Diet: vegan`, `lang` finds all languages. */
export const searchChoices = (choices: readonly FilterChoice[], text: string): readonly FilterChoice[] => {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  return choices.filter((choice) => {
    const all = `${fieldWords[choice.field]} ${choice.words}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
};

/** The choices that the filters hold; a menu shows them ticked. */
export const chosenIds = (filters: readonly GuestFilter[]): ReadonlySet<string> =>
  new Set(
    filters.flatMap(({ field, operator, values }) => {
      if (operator === "is-not-empty") return [choiceId(field, anything)];
      return operator === "is" || operator === "is-not" ? values.map((value) => choiceId(field, value)) : [];
    }),
  );

/** Ticks or unticks one choice: a field has one chip, its values are joined by "or"; a chip without values goes. */
export const toggleChoice = (filters: readonly GuestFilter[], { field, value }: Pick<FilterChoice, "field" | "value">): GuestFilter[] => {
  if (value === anything) return toggleAnything(filters, field);
  const at = filters.findIndex((filter) => filter.field === field && (filter.operator === "is" || filter.operator === "is-not"));
  const chip = filters[at];
  if (chip === undefined) return [...filters, { field, operator: "is", values: [value] }];
  const values = chip.values.includes(value) ? chip.values.filter((one) => one !== value) : [...chip.values, value];
  return values.length === 0 ? filters.toSpliced(at, 1) : filters.with(at, { ...chip, values });
};

const toggleAnything = (filters: readonly GuestFilter[], field: GuestField): GuestFilter[] => {
  const without = filters.filter((filter) => filter.field !== field || filter.operator !== "is-not-empty");
  return without.length < filters.length ? without : [...filters, { field, operator: "is-not-empty", values: [] }];
};

/** `is` to `is not`, `is empty` to `is anything`, and back. */
export const turnedRound = (filter: GuestFilter): GuestFilter => {
  const opposite = { is: "is-not", "is-not": "is", contains: "contains", "is-empty": "is-not-empty", "is-not-empty": "is-empty" } as const;
  return { ...filter, operator: opposite[filter.operator] };
};
