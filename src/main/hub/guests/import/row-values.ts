import type { Guest } from "#shared/domain/index.ts";
import { readZone } from "#shared/time/read-zone.ts";
import { splitFullName } from "#shared/contact/person-name.ts";
import { answerOf, kindOf, languageOf } from "./cell-words.ts";
import { cellLengthMax, cellsOf, isMapped, partsOf, tooLong, type CellField, type RowCells, type RowProblem } from "./row-cells.ts";
import { contactsOf, type ReadContact } from "./row-contacts.ts";

/** One row, understood: what it says about a guest, field by field; empty fields say nothing. */
export interface RowValues {
  readonly givenName: string;
  readonly familyName: string;
  readonly household: string;
  readonly kind: Guest["kind"] | null;
  readonly language: string;
  /** IANA name. */
  readonly zone: string;
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

/** Characters of a given or a family name, as the store holds them. */
export const nameLengthMax = 120;
/** Characters of a cell with a whole name, or with several guests. */
export const nameCellLengthMax = nameLengthMax * 2;

const lengthMax: Readonly<Partial<Record<CellField, number>>> = {
  "full-name": nameCellLengthMax,
  "given-name": nameLengthMax,
  "family-name": nameLengthMax,
  household: 200,
  side: 40,
  diet: 300,
  "access-needs": 300,
  table: 40,
  note: 2000,
  "postal-address": 1000,
};

/** Where no length is set: no word for a kind, a language or an answer is longer. */
const wordLengthMax = 200;

/** Several columns of these add up, with this between them; of anything else, two columns that differ are a problem. */
const joiners: Readonly<Partial<Record<CellField, string>>> = {
  "given-name": " ",
  "family-name": " ",
  diet: ", ",
  "access-needs": ", ",
  note: "\n",
  "postal-address": "\n",
};

/** A row's texts, field by field. What is too long, or said twice and differently, is a problem; then the field says nothing. */
const textReader =
  (cells: RowCells, problems: RowProblem[]) =>
  (field: CellField): string => {
    if (!isMapped(cells, field)) return "";
    const values = cellsOf(cells, field);
    const text = values.length === 1 ? (values[0] ?? "") : joined(field, values, problems);
    const max = lengthMax[field] ?? wordLengthMax;
    if (text.length <= max) return text;
    problems.push({ field, value: text.slice(0, cellLengthMax), sentence: tooLong(text, max) });
    return "";
  };

const joined = (field: CellField, values: readonly string[], problems: RowProblem[]): string => {
  const distinct = [...new Set(values)].filter((value) => value !== "");
  const [first = ""] = distinct;
  const joiner = joiners[field];
  if (distinct.length < 2) return first;
  if (joiner !== undefined) return distinct.join(joiner);
  for (const [cell, value] of values.entries()) {
    if (value === "" || value === first) continue;
    problems.push({
      field,
      cell,
      value: value.slice(0, cellLengthMax),
      sentence: `Another column says \u201c${first.slice(0, 80)}\u201d.`,
    });
  }
  return first;
};

/** Reads a row. Nothing is dropped: what is not understood or does not fit becomes a problem that names the field and the value. */
export const readRow = (cells: RowCells, country: string): RowValues => {
  const problems: RowProblem[] = [];
  const text = textReader(cells, problems);
  const understood = <Value>(field: CellField, read: (text: string) => Value | undefined, otherwise: Value, sentence: string): Value => {
    const said = text(field);
    const value = said === "" ? otherwise : read(said);
    if (value === undefined) problems.push({ field, value: said, sentence });
    return value ?? otherwise;
  };
  const kind = understood<Guest["kind"] | null>("kind", kindOf, null, "Not understood as adult, child or plus-one.");
  const values: RowValues = {
    ...nameIn(text, problems),
    household: text("household"),
    kind,
    language: understood<string>("language", languageOf, "", "This language is not known here."),
    zone: understood<string>("time-zone", readZone, "", "No time zone is called that; write it as Europe/Berlin."),
    contacts: [...contactsOf(cells, "email", country, problems), ...contactsOf(cells, "phone", country, problems)],
    side: text("side"),
    tags: tagsIn(cells, problems),
    diet: text("diet"),
    accessNeeds: text("access-needs"),
    table: text("table"),
    note: text("note"),
    postalAddress: text("postal-address"),
    rsvp: understood("rsvp", answerOf, null, "Not understood as yes, no or undecided."),
    problems,
  };
  const field = isMapped(cells, "full-name") ? "full-name" : "given-name";
  if (values.givenName === "" && values.familyName === "" && kind !== "plus-one" && !problems.some(isOfName))
    problems.push({ field, value: "", sentence: "This row has no name." });
  return values;
};

const isOfName = ({ field }: RowProblem): boolean => field === "full-name" || field === "given-name" || field === "family-name";

const nameIn = (text: (field: CellField) => string, problems: RowProblem[]): Pick<RowValues, "givenName" | "familyName"> => {
  const full = text("full-name");
  const whole = full === "" ? noName : splitFullName(full);
  const givenName = text("given-name") || whole.givenName;
  const familyName = text("family-name") || whole.familyName;
  if (givenName.length <= nameLengthMax && familyName.length <= nameLengthMax) return { givenName, familyName };
  problems.push({ field: "full-name", value: full, sentence: `A given or a family name has at most ${nameLengthMax} characters.` });
  return noName;
};
const noName = { givenName: "", familyName: "" };

const tagLengthMax = 40;
const tagsMax = 40;

const tagsIn = (cells: RowCells, problems: RowProblem[]): readonly string[] => {
  if (!isMapped(cells, "tags")) return noTags;
  const tags = new Set<string>();
  for (const [cell, text] of cellsOf(cells, "tags").entries()) {
    if (text.length > cellLengthMax) {
      problems.push({ field: "tags", cell, value: text.slice(0, cellLengthMax), sentence: tooLong(text, cellLengthMax) });
      continue;
    }
    for (const [part, tag] of partsOf(text, "tags").entries()) {
      const at = { field: "tags", cell, part, value: tag.slice(0, cellLengthMax) } as const;
      if (tag.length > tagLengthMax) problems.push({ ...at, sentence: tooLong(tag, tagLengthMax) });
      else if (tags.has(tag)) continue;
      else if (tags.size === tagsMax) problems.push({ ...at, sentence: `A guest has at most ${tagsMax} tags; this one does not fit.` });
      else tags.add(tag);
    }
  }
  return [...tags];
};
const noTags: readonly string[] = [];
