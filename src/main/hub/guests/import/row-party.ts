import { foldText } from "#shared/contact/fold-text.ts";
import type { PersonName } from "#shared/contact/person-name.ts";
import { partyIn, type Party, type PartyMember } from "./party.ts";
import type { ComparedRow } from "./comparison.ts";
import { cellsOf, isMapped, type CellField, type RowCells } from "./row-cells.ts";
import { nameCellLengthMax, nameLengthMax, type RowValues } from "./row-values.ts";

/** The party that a row's name cells propose; a row that says it is a child or a plus-one is one person. */
export const partyOfRow = (cells: RowCells, { kind }: RowValues): Party | undefined => {
  if (kind === "child" || kind === "plus-one") return undefined;
  const given = nameCell(cells, "given-name");
  const family = nameCell(cells, "family-name");
  const party = given === "" ? partyIn(family === "" ? nameCell(cells, "full-name") : family) : partyIn(given, family);
  return party === undefined ||
    party.members.some(({ givenName, familyName }) => Math.max(givenName.length, familyName.length) > nameLengthMax)
    ? undefined
    : party;
};

/** A name's cells, one after the other; one too long is a problem, and holds no party. */
const nameCell = (cells: RowCells, field: CellField): string => {
  if (!isMapped(cells, field)) return "";
  const text = cellsOf(cells, field)
    .filter((value) => value !== "")
    .join(" ");
  return text.length > nameCellLengthMax ? "" : text;
};

/** The row as its first member, in a household called as the cell was unless the file says otherwise. */
export const headValues = (values: RowValues, { label, members }: Party): RowValues => {
  const [head] = members;
  return head === undefined ? values : { ...values, ...namesOf(head), household: values.household || label.slice(0, 200) };
};

/** The others of a row's party, as guests to be. */
export const othersOf = ({ values, party, isSplit }: Pick<ComparedRow, "values" | "party" | "isSplit">): RowValues[] =>
  (isSplit && party !== undefined ? party.members : []).slice(1).map((member) => memberValues(values, member));

/** A companion nobody knows has no address; who is named shares the row's. What one person eats is not the others'. */
export const memberValues = (values: RowValues, member: PartyMember): RowValues => ({
  ...values,
  ...namesOf(member),
  kind: member.kind,
  contacts: member.kind === "plus-one" ? [] : values.contacts,
  diet: "",
  accessNeeds: "",
  note: "",
});

/** Others of a party who are not among these people. Each stands for one: of two unnamed companions, one that is there leaves one. */
export const missingOf = (party: Party | undefined, present: readonly PersonName[]): PartyMember[] => {
  const free = new Map<string, number>();
  for (const person of present) free.set(keyOf(person), (free.get(keyOf(person)) ?? 0) + 1);
  const isThere = (member: PartyMember): boolean => {
    const left = free.get(keyOf(member)) ?? 0;
    free.set(keyOf(member), left - 1);
    return left > 0;
  };
  return (party?.members ?? []).filter((member) => !isThere(member)).filter((member) => member !== party?.members[0]);
};

const keyOf = ({ givenName, familyName }: PersonName): string => foldText(`${givenName}|${familyName}`);

const namesOf = ({ givenName, familyName }: PartyMember): Pick<RowValues, "givenName" | "familyName"> => ({ givenName, familyName });

/** What the preview says of a member: `Anna Meier`, `Meier (no first name)`, `unnamed plus-one`. */
export const memberWords = ({ givenName, familyName, kind }: PartyMember): string => {
  if (givenName !== "") return `${givenName} ${familyName}`.trim();
  return familyName === "" ? (kind === "plus-one" ? "unnamed plus-one" : "unnamed guest") : `${familyName} (no first name)`;
};
