import type { ImportField } from "#shared/api/imports.ts";
import type { ContactPoint, Guest } from "#shared/domain/index.ts";
import { readContact } from "#shared/contact/contact-entry.ts";
import { readEmail } from "#shared/contact/email-address.ts";
import { splitFullName } from "#shared/contact/person-name.ts";
import { answerOf, kindOf, languageOf } from "./cell-words.ts";

export type CellField = Exclude<ImportField, "ignore">;

export interface RowProblem {
  readonly field: CellField;
  readonly value: string;
  readonly sentence: string;
}

export type ReadContact = Pick<ContactPoint, "address" | "entered" | "lineType" | "standing"> & { readonly channel: "email" | "sms" };

/** One row, understood: what it says about a guest, field by field; empty fields say nothing. */
export interface RowValues {
  readonly givenName: string;
  readonly familyName: string;
  readonly household: string;
  readonly kind: Guest["kind"] | null;
  readonly language: string;
  readonly contacts: readonly ReadContact[];
  readonly side: string;
  readonly tags: readonly string[];
  readonly diet: string;
  readonly accessNeeds: string;
  readonly table: string;
  readonly note: string;
  readonly postalAddress: string;
  readonly rsvp: "yes" | "no" | "undecided" | null;
  readonly problems: readonly RowProblem[];
}

/** A row's cells by what their columns mean; several columns may hold the same thing. */
export type RowCells = ReadonlyMap<CellField, readonly string[]>;

const lengthMax: Readonly<Partial<Record<CellField, number>>> = {
  "full-name": 240,
  "given-name": 120,
  "family-name": 120,
  household: 200,
  side: 40,
  diet: 300,
  "access-needs": 300,
  table: 40,
  note: 2000,
  "postal-address": 1000,
};

/** Takes away the one `'` that spreadsheets and our own export put in front of text. */
export const cleanCell = (cell: string): string =>
  cell
    .replaceAll("\0", "")
    .trim()
    .replace(/^'(?=.)/u, "")
    .trim();

/** Reads a row. Nothing is dropped: what is not understood becomes a problem that names the field and the value. */
export const readRow = (cells: RowCells, country: string): RowValues => {
  const problems: RowProblem[] = [];
  const first = (field: CellField): string => {
    const text = (cells.get(field) ?? []).find((value) => value !== "") ?? "";
    const max = lengthMax[field];
    if (max === undefined || text.length <= max) return text;
    problems.push({ field, value: text.slice(0, 200), sentence: `Longer than ${max} characters.` });
    return text.slice(0, max);
  };
  const understood = <Value>(field: CellField, read: (text: string) => Value | undefined, otherwise: Value, sentence: string): Value => {
    const text = first(field);
    const value = text === "" ? otherwise : read(text);
    if (value === undefined) problems.push({ field, value: text.slice(0, 200), sentence });
    return value ?? otherwise;
  };
  const whole = splitFullName(first("full-name"));
  const kind = understood<Guest["kind"] | null>("kind", kindOf, null, "Not understood as adult, child or plus-one.");
  const values: RowValues = {
    givenName: first("given-name") || whole.givenName.slice(0, 120),
    familyName: first("family-name") || whole.familyName.slice(0, 120),
    household: first("household"),
    kind,
    language: understood<string>("language", languageOf, "", "This language is not known here."),
    contacts: [...contactsOf(cells, "email", country, problems), ...contactsOf(cells, "phone", country, problems)],
    side: first("side"),
    tags: tagsIn(cells.get("tags") ?? [], problems),
    diet: first("diet"),
    accessNeeds: first("access-needs"),
    table: first("table"),
    note: (cells.get("note") ?? [])
      .filter((value) => value !== "")
      .join("\n")
      .slice(0, 2000),
    postalAddress: first("postal-address"),
    rsvp: understood("rsvp", answerOf, null, "Not understood as yes, no or undecided."),
    problems,
  };
  if (values.givenName === "" && values.familyName === "" && kind !== "plus-one")
    problems.push({ field: cells.has("full-name") ? "full-name" : "given-name", value: "", sentence: "This row has no name." });
  return values;
};

/** As many addresses as a guest may hold with room for those already there. */
const contactsPerChannelMax = 5;

const contactsOf = (cells: RowCells, field: "email" | "phone", country: string, problems: RowProblem[]): ReadContact[] => {
  const channel = field === "email" ? "email" : "sms";
  const contacts: ReadContact[] = [];
  for (const cell of cells.get(field) ?? []) {
    for (const part of partsOf(cell, field)) {
      const contact = { channel, ...readContact(channel, part, country) } as const;
      if (contact.standing === "invalid") problems.push({ field, value: part.slice(0, 200), sentence: sentenceOf(field, part) });
      if (!contacts.some(({ address, entered }) => address === contact.address && (address !== "" || entered === contact.entered)))
        contacts.push(contact);
    }
  }
  return contacts.slice(0, contactsPerChannelMax);
};

/** One cell may hold several addresses; they are cut apart where each part can be one. */
const partsOf = (cell: string, field: "email" | "phone"): string[] => {
  if (cell === "") return [];
  const parts = cell
    .split(field === "email" ? /[,;\s/]+(?=[^\s@]+@)/u : /\s*[;|\n]\s*|\s*[,/]\s*(?=[+0]\d)/u)
    .filter((part) => part !== "");
  return parts.length > 1 && parts.every((part) => (field === "email" ? part.includes("@") : part.replaceAll(/\D/gu, "").length > 5))
    ? parts
    : [cell];
};

const sentenceOf = (field: "email" | "phone", text: string): string => {
  if (field === "phone") return "This does not look like a phone number.";
  const reading = readEmail(text);
  return !reading.ok && reading.reason === "several" ? "This cell holds several addresses." : "This does not look like an email address.";
};

const tagsIn = (cells: readonly string[], problems: RowProblem[]): string[] => {
  const tags = [
    ...new Set(
      cells
        .flatMap((cell) => cell.split(/[,;]/u))
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ""),
    ),
  ];
  const tooLong = tags.find((tag) => tag.length > 40);
  if (tooLong !== undefined) problems.push({ field: "tags", value: tooLong.slice(0, 200), sentence: "A tag has at most 40 characters." });
  if (tags.length > 40) problems.push({ field: "tags", value: "", sentence: "A guest has at most 40 tags." });
  return tags.filter((tag) => tag.length <= 40).slice(0, 40);
};
