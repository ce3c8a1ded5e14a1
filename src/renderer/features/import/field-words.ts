import type { ImportField, ImportRowVerdict } from "#shared/api/imports.ts";

/** What a column can mean, in the order in which a planner looks for it. */
export const fieldWords: readonly { readonly id: ImportField; readonly label: string }[] = [
  { id: "ignore", label: "Leave out" },
  { id: "full-name", label: "Full name" },
  { id: "given-name", label: "First name" },
  { id: "family-name", label: "Last name" },
  { id: "household", label: "Household" },
  { id: "kind", label: "Adult, child or plus-one" },
  { id: "email", label: "Email" },
  { id: "phone", label: "Phone" },
  { id: "language", label: "Language" },
  { id: "time-zone", label: "Time zone" },
  { id: "side", label: "Side" },
  { id: "tags", label: "Tags" },
  { id: "diet", label: "Diet" },
  { id: "access-needs", label: "Access needs" },
  { id: "table", label: "Table" },
  { id: "note", label: "Note" },
  { id: "postal-address", label: "Postal address" },
  { id: "rsvp", label: "Reply" },
];

export const fieldLabel = (field: ImportField): string => fieldWords.find(({ id }) => id === field)?.label ?? field;

export const verdictWords: Readonly<
  Record<ImportRowVerdict, { readonly one: string; readonly tab: string; readonly tone: "ok" | "info" | "neutral" | "bad" | "warn" }>
> = {
  new: { one: "New", tab: "New", tone: "ok" },
  changed: { one: "Changed", tab: "Changed", tone: "info" },
  same: { one: "Same", tab: "Same", tone: "neutral" },
  problem: { one: "Problem", tab: "Problems", tone: "bad" },
  duplicate: { one: "Looks like somebody", tab: "Possible duplicates", tone: "warn" },
};
