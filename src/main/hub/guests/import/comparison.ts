import type { ImportField, ImportRow, ImportRowVerdict } from "#shared/api/imports.ts";
import type { Household } from "#shared/domain/index.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import type { Clock } from "#hub/ports/index.ts";
import { plainOf } from "../guest-commands.ts";
import { guestName } from "../list/facts.ts";
import type { WeddingIndex } from "../list/wedding-index.ts";
import type { ImportCounts } from "./imports.ts";
import { createKnownPeople, personOf, type KnownPeople, type KnownPerson } from "./known-people.ts";
import { mergeRow, type CellChange, type Mergeable } from "./merge.ts";
import type { PersonName } from "#shared/contact/person-name.ts";
import type { Party, PartyMember } from "./party.ts";
import { headValues, memberWords, missingOf, othersOf, partyOfRow } from "./row-party.ts";
import type { CellField, RowCells, RowProblem } from "./row-cells.ts";
import { readRow, type RowValues } from "./row-values.ts";
import { isBlankRow } from "./table.ts";

export type Decision = ImportRow["decision"];

/** One row of the file with what became of it. */
export interface ComparedRow {
  /** 1-based, as a spreadsheet shows it. */
  readonly row: number;
  readonly cells: RowCells;
  values: RowValues;
  verdict: ImportRowVerdict;
  decision: Decision;
  /** Whom it is or may be: a guest's id or `row:<number>`. */
  likeness: KnownPerson | undefined;
  changes: readonly CellChange[];
  /** Several guests in the name cell, as proposed; `isSplit`: the person has not said that it is one name. */
  party: Party | undefined;
  isSplit: boolean;
  /** The file names no household; the party's label is our proposal. It names new households and moves nobody. */
  isLabelProposed: boolean;
  /** Others of the party whom the one it is, or may be, does not bring along. */
  missing: readonly PartyMember[];
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  find(row: number): ComparedRow | undefined;
  /** Judges a row anew after its cells or the decision changed. */
  judge(row: ComparedRow): void;
}

export interface ComparisonInput {
  readonly table: readonly (readonly string[])[];
  readonly headerRow: number;
  readonly mapping: readonly { readonly index: number; readonly field: ImportField }[];
  readonly country: string;
  readonly index: WeddingIndex;
  readonly clock: Clock;
}

/** Work in one go before other work gets its turn: half a frame. */
const turnMsMax = 8;
/** Rows judged between two looks at the clock. */
const rowsPerLook = 20;

/** Compares a file's rows with the guest list and with each other. Writes nothing. */
export const compareRows = async ({ table, headerRow, mapping, country, index, clock }: ComparisonInput): Promise<Comparison> => {
  const known = await knownPeopleOf(index, clock);
  const columns = columnsByField(mapping);
  const rows: ComparedRow[] = [];
  let turnStart = clock.monotonic();
  const byKey = new Map<string, ComparedRow>();
  const judging: Known = { people: known, index, rowOf: (key) => byKey.get(key) };
  const judge = (row: ComparedRow): KnownPerson => judgeRow(row, readRow(row.cells, country), judging);
  for (let at = headerRow + 1; at < table.length; at += 1) {
    const cells = table[at] ?? [];
    if (isBlankRow(cells)) continue;
    const row = rowOf({ columns, source: cells, mended: undefined }, at + 1);
    known.add(judge(row));
    rows.push(row);
    byKey.set(keyOf(row.row), row);
    if (rows.length % rowsPerLook === 0 && clock.monotonic() - turnStart > turnMsMax) {
      await clock.sleep(0);
      turnStart = clock.monotonic();
    }
  }
  return { rows, judge: (row) => void judge(row), find: (row) => byKey.get(keyOf(row)) };
};

const knownPeopleOf = async (index: WeddingIndex, clock: Clock): Promise<KnownPeople> => {
  const known = createKnownPeople();
  let count = 0;
  for (const guest of index.guests().values()) {
    known.add(
      personOf(guest.id, 0, { ...guest, household: index.households().get(guest.householdId)?.label ?? "", contacts: guest.contactPoints }),
    );
    if ((count += 1) % 500 === 0) await clock.sleep(0);
  }
  return known;
};

const columnsByField = (mapping: ComparisonInput["mapping"]): Map<CellField, number[]> => {
  const columns = new Map<CellField, number[]>();
  for (const { index, field } of mapping) {
    if (field === "ignore") continue;
    const known = columns.get(field);
    if (known === undefined) columns.set(field, [index]);
    else known.push(index);
  }
  return columns;
};

const nothing: RowValues = readRow({ columns: new Map([["kind", [0]]]), source: ["plus-one"], mended: undefined }, "GB");

const nobody: readonly PartyMember[] = [];

const rowOf = (cells: RowCells, row: number): ComparedRow => ({
  row,
  cells,
  values: nothing,
  verdict: "new",
  decision: "undecided",
  likeness: undefined,
  changes: unchanged.changes,
  party: undefined,
  isSplit: true,
  isLabelProposed: false,
  missing: nobody,
});

const keyOf = (row: number): string => `row:${row}`;
const personIn = ({ row, values }: ComparedRow): KnownPerson => personOf(keyOf(row), row, values);

interface Known {
  readonly people: KnownPeople;
  readonly index: WeddingIndex;
  /** The row of the file behind a key, where it is one. */
  readonly rowOf: (key: string) => ComparedRow | undefined;
}

const judgeRow = (row: ComparedRow, read: RowValues, known: Known): KnownPerson => {
  row.party = partyOfRow(row.cells, read);
  const split = row.isSplit ? row.party : undefined;
  const values = split === undefined ? read : headValues(read, split);
  row.values = values;
  row.isLabelProposed = split !== undefined && read.household === "";
  const person = personIn(row);
  const same = known.people.sameAs(person);
  row.likeness = same ?? known.people.looksLike(person);
  row.missing = row.likeness === undefined ? nobody : missingOf(split, companionsOf(row.likeness.key, known));
  const { changes, problems } = row.likeness === undefined ? unchanged : changesOf(row.likeness.key, row, known);
  row.changes = changes;
  // Of somebody who may be another, what does not fit is said when it is written.
  if (same !== undefined && problems.length > 0) row.values = { ...values, problems: [...values.problems, ...problems] };
  row.verdict = verdictOf(row, same !== undefined);
  return person;
};

const verdictOf = ({ values, changes, likeness }: ComparedRow, isSame: boolean): ImportRowVerdict => {
  if (values.problems.length > 0) return "problem";
  if (isSame) return changes.length === 0 ? "same" : "changed";
  return likeness === undefined ? "new" : "duplicate";
};

/** Who lives with a guest, or stands in a row above. */
const companionsOf = (key: string, { index, rowOf }: Known): readonly PersonName[] => {
  const guest = index.guests().get(key);
  if (guest !== undefined) return [...index.membersOf(guest.householdId)].flatMap((id) => index.guests().get(id) ?? []);
  const row = rowOf(key);
  return row === undefined ? [] : [row.values, ...othersOf(row)];
};

interface Said {
  readonly changes: readonly CellChange[];
  readonly problems: readonly RowProblem[];
}
const unchanged: Said = { changes: [], problems: [] };

const changesOf = (key: string, row: ComparedRow, { index, rowOf }: Known): Said => {
  const { values, isLabelProposed, missing } = row;
  const added = missing.map((member): CellChange => ({ field: "full-name", from: "–", to: memberWords(member) }));
  const said = isLabelProposed ? { ...values, household: "" } : values;
  const guest = index.guests().get(key);
  const above = rowOf(key)?.values;
  if (guest === undefined) return above === undefined ? { changes: added, problems: [] } : changesOfAbove(above, said, added);
  const { changes, problems } = mergeRow(plainOf(guest), values, () => "preview", 0);
  changes.push(...householdChanges(said, index.households().get(guest.householdId)), ...added);
  // An answer that is there already came from the guest or the planner; a file never overwrites it.
  if (values.rsvp !== null && index.answersOf(key).size === 0 && guest.invitedTo.length > 0)
    changes.push({ field: "rsvp", from: "–", to: values.rsvp });
  return { changes, problems };
};

/** What a row adds to the guest that a row above will become. */
const changesOfAbove = (above: RowValues, said: RowValues, added: readonly CellChange[]): Said => {
  const { changes, problems } = mergeRow(guestIn(above), said, () => "preview", 0);
  changes.push(...householdChanges(said, { label: above.household, postalAddress: above.postalAddress }), ...added);
  if (said.rsvp !== null && said.rsvp !== above.rsvp) changes.push({ field: "rsvp", from: above.rsvp ?? "–", to: said.rsvp });
  return { changes, problems };
};

/** As much of a guest as merging looks at. */
const guestIn = (values: RowValues): Mergeable => ({
  ...values,
  kind: values.kind ?? "adult",
  tags: [...values.tags],
  contactPoints: values.contacts.map((contact) => ({ id: "preview", ...contact, consent: "assumed" })),
  updatedAt: 0,
});

const householdChanges = (values: RowValues, household: Pick<Household, "label" | "postalAddress"> | undefined): CellChange[] => {
  const { label = "", postalAddress = "" } = household ?? {};
  const changes: CellChange[] = [];
  if (values.household !== "" && foldText(values.household) !== foldText(label))
    changes.push({ field: "household", from: label || "–", to: values.household });
  if (values.postalAddress !== "" && values.postalAddress !== postalAddress)
    changes.push({ field: "postal-address", from: postalAddress || "–", to: values.postalAddress });
  return changes;
};

/** Whether `commit` would write the row. */
export const isWritten = ({ verdict, decision, changes, likeness }: ComparedRow): boolean => {
  if (decision === "skip") return false;
  if (verdict === "duplicate")
    return decision === "different-person" || (decision === "same-person" && (changes.length > 0 || (likeness?.row ?? 0) > 0));
  return verdict === "new" || verdict === "changed";
};

/** Guests that a row would write: all of a new party, or whom it is and who is missing. A row above counts by itself already. */
const guestsIn = (row: ComparedRow): number => {
  if (!isWritten(row)) return 0;
  if (row.verdict === "new" || row.decision === "different-person") return 1 + othersOf(row).length;
  return (row.likeness?.row === 0 ? 1 : 0) + row.missing.length;
};

export const countRows = (rows: readonly ComparedRow[]): ImportCounts => {
  const counts = { new: 0, changed: 0, same: 0, problem: 0, duplicate: 0, skipped: 0, parties: 0, willWrite: 0 };
  for (const row of rows) {
    counts[row.verdict] += 1;
    if (row.decision === "skip") counts.skipped += 1;
    if (row.party !== undefined) counts.parties += 1;
    counts.willWrite += guestsIn(row);
  }
  return counts;
};

/** The row as the preview shows it. */
export const shownRow = (row: ComparedRow): ImportRow => {
  const { values } = row;
  const contact = (channel: "email" | "sms"): string => {
    const found = values.contacts.find((one) => one.channel === channel);
    return found === undefined ? "" : found.address || found.entered;
  };
  return {
    row: row.row,
    id: `row-${row.row}`,
    verdict: row.verdict,
    decision: row.decision,
    name: guestName({ ...values, kind: values.kind ?? "adult" }),
    household: values.household,
    email: contact("email"),
    phone: contact("sms"),
    language: values.language,
    changes: row.changes.map((change) => ({ ...change })),
    problems: values.problems.map(({ field, value, sentence }) => ({ field, value, sentence })),
    party: row.party === undefined ? null : { label: row.party.label, members: row.party.members.map(memberWords), isSplit: row.isSplit },
    looksLike: row.verdict === "duplicate" ? (row.likeness?.shown ?? null) : null,
  };
};
