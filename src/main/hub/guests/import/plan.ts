import type { Guest, Household, Response, Wedding } from "#shared/domain/index.ts";
import { foldText } from "#shared/contact/fold-text.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import { newHousehold, plainOf } from "../guest-commands.ts";
import type { Change } from "../history/change.ts";
import { guestName } from "../list/facts.ts";
import type { WeddingIndex } from "../list/wedding-index.ts";
import { isWritten, type ComparedRow } from "./comparison.ts";
import { mergeRow } from "./merge.ts";
import { createLabelFold } from "./fold-label.ts";
import { doesNotFit } from "./refuse.ts";
import { memberValues, othersOf } from "./row-party.ts";
import type { RowValues } from "./row-values.ts";

export interface PlanInput {
  readonly rows: readonly ComparedRow[];
  readonly importId: string;
  readonly wedding: Wedding;
  readonly eventIds: readonly string[];
  readonly index: WeddingIndex;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ImportPlan {
  readonly changes: Change[];
  readonly created: number;
  readonly changed: number;
  readonly skipped: number;
}

interface Draft {
  readonly before: Guest | null;
  after: Guest;
}

/** Rows planned before other work gets its turn: about 3 ms. */
const rowsPerTurn = 200;

/** Turns judged rows into changes: households first, then guests, then answers. */
export const planImport = async (input: PlanInput): Promise<ImportPlan> => {
  const drafts = new Map<string, Draft>();
  const households = createHouseholds(input);
  const answers = new Map<string, Response>();
  const guestOfRow = new Map<string, string>();
  let previous = "";
  let done = 0;
  for (const row of input.rows) {
    if ((done += 1) % rowsPerTurn === 0) await input.clock.sleep(0);
    // Who is said to be a row above is whom that row is.
    if (row.likeness !== undefined && (row.verdict === "same" || row.verdict === "changed" || row.decision === "same-person"))
      guestOfRow.set(`row:${row.row}`, guestOfRow.get(row.likeness.key) ?? row.likeness.key);
    if (!isWritten(row)) continue;
    previous = planRow(row, { drafts, households, answers, previous, guestOfRow }, input);
  }
  const guests = [...drafts.values()].filter(({ before, after }) => before !== after);
  const inserts = guests.filter(({ before }) => before === null);
  const updates = guests.filter(({ before }) => before !== null);
  return {
    changes: [
      ...households.changes(),
      ...[...inserts, ...updates].map(({ before, after }): Change => ({ collection: "guests", id: after.id, before, after })),
      ...[...answers.values()].map((after): Change => ({ collection: "responses", id: after.id, before: null, after })),
    ],
    created: inserts.length,
    changed: updates.length,
    skipped: input.rows.filter((row) => !isWritten(row)).length,
  };
};

interface Planned {
  readonly drafts: Map<string, Draft>;
  readonly households: Households;
  /** By id: of two rows about one guest, the later one counts. */
  readonly answers: Map<string, Response>;
  /** Whom rows are about, by the row's key: a guest of the list, or a row above. */
  readonly guestOfRow: ReadonlyMap<string, string>;
  /** The household of the row above. */
  readonly previous: string;
}

/** Updates whom the row is, or creates the guests in it; answers their household. */
const planRow = (row: ComparedRow, { drafts, households, answers, previous, guestOfRow }: Planned, input: PlanInput): string => {
  const target = row.verdict === "changed" || row.decision === "same-person" ? row.likeness?.key : undefined;
  const draft = target === undefined ? undefined : draftOf(guestOfRow.get(target) ?? target, drafts, input.index);
  if (draft !== undefined) {
    const said = row.isLabelProposed ? { ...row.values, household: "" } : row.values;
    draft.after = updateGuest(draft.after, { row: row.row, values: said }, households, input);
    put(answersOf(draft.after, row.values, draft.before, input));
    const missing = row.missing.map((member) => memberValues(row.values, member));
    createAll(missing, draft.after.householdId, (place) => `row:${row.row}+${place + 1}`);
    return draft.after.householdId;
  }
  const householdId = households.of(row.values, previous);
  createAll([row.values, ...othersOf(row)], householdId, (place) => (place === 0 ? `row:${row.row}` : `row:${row.row}+${place}`));
  return householdId;

  function put(some: readonly Response[]): void {
    for (const answer of some) answers.set(answer.id, answer);
  }

  function createAll(people: readonly RowValues[], home: string, keyOf: (place: number) => string): void {
    for (const [place, values] of people.entries()) {
      const after = createGuest(values, home, input);
      drafts.set(keyOf(place), { before: null, after });
      put(answersOf(after, values, null, input));
    }
  }
};

/** The guest, or the row above, that a row belongs to; nothing when that row is not written itself. */
const draftOf = (key: string, drafts: Map<string, Draft>, index: WeddingIndex): Draft | undefined => {
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const guest = index.guests().get(key);
  if (guest === undefined) return undefined;
  const before = plainOf(guest);
  const draft = { before, after: before };
  drafts.set(key, draft);
  return draft;
};

const createGuest = (values: RowValues, householdId: string, { wedding, importId, eventIds, clock, ids }: PlanInput): Guest => ({
  id: ids.next(),
  weddingId: wedding.id,
  householdId,
  importId,
  kind: values.kind ?? "adult",
  givenName: values.givenName,
  familyName: values.familyName,
  language: values.language === "" ? wedding.defaultLanguage : values.language,
  zone: values.zone === "" ? null : values.zone,
  side: values.side,
  tags: [...values.tags],
  diet: values.diet,
  accessNeeds: values.accessNeeds,
  table: values.table,
  note: values.note,
  contactPoints: values.contacts.map((contact) => ({ id: ids.next(), ...contact, consent: "assumed" })),
  preferredChannel: null,
  invitedTo: [...eventIds],
  createdAt: clock.now(),
  updatedAt: clock.now(),
});

const updateGuest = (
  guest: Guest,
  { row, values }: Pick<ComparedRow, "row" | "values">,
  households: Households,
  { clock, ids }: PlanInput,
): Guest => {
  const { guest: merged, problems } = mergeRow(guest, values, () => ids.next(), clock.now());
  if (problems[0] !== undefined) throw doesNotFit(row, problems[0].sentence);
  const householdId = values.household === "" ? guest.householdId : households.of(values, guest.householdId);
  if (values.postalAddress !== "") households.address(householdId, values.postalAddress);
  return householdId === guest.householdId ? merged : { ...merged, householdId, updatedAt: clock.now() };
};

const answersOf = (guest: Guest, { rsvp }: RowValues, before: Guest | null, { index, clock }: PlanInput): Response[] => {
  if (rsvp === null || (before !== null && index.answersOf(guest.id).size > 0)) return [];
  const now = clock.now();
  return guest.invitedTo.map((eventId) => ({
    id: `${guest.id}.${eventId}`,
    weddingId: guest.weddingId,
    guestId: guest.id,
    eventId,
    answer: rsvp,
    meal: "",
    source: "import",
    answeredAt: now,
    updatedAt: now,
  }));
};

interface Households {
  /** The household of a row: by its label; an unnamed plus-one comes with `previous`; else by address and family, or one of its own. */
  of(values: RowValues, previous: string): string;
  address(householdId: string, postalAddress: string): void;
  changes(): Change[];
}

const createHouseholds = ({ wedding, index, clock, ids }: PlanInput): Households => {
  const byKey = new Map<string, string>();
  const created = new Map<string, Household>();
  const updated = new Map<string, { readonly before: Household; readonly after: Household }>();
  for (const { id, label } of index.households().values()) if (label !== "") byKey.set(`label ${foldText(label)}`, id);
  const foldLabel = createLabelFold();
  const keyOf = (values: RowValues): string => {
    if (values.household !== "") return `label ${foldLabel(values.household)}`;
    return values.postalAddress === "" || values.familyName === ""
      ? ""
      : `address ${foldText(values.postalAddress)} ${foldText(values.familyName)}`;
  };
  const address = (householdId: string, postalAddress: string): void => {
    const fresh = created.get(householdId);
    if (fresh !== undefined) {
      if (fresh.postalAddress === "") created.set(householdId, { ...fresh, postalAddress });
      return;
    }
    const before = index.households().get(householdId);
    if (before === undefined || before.postalAddress === postalAddress) return;
    const plain = plainOf(before);
    updated.set(householdId, { before: plain, after: { ...plain, postalAddress, updatedAt: clock.now() } });
  };
  return {
    address,
    of: (values, previous) => {
      const key = keyOf(values);
      const unnamed = values.kind === "plus-one" && values.givenName === "" && values.familyName === "";
      if (key === "" && unnamed && previous !== "") return previous;
      const known = key === "" ? undefined : byKey.get(key);
      const id = known ?? newId(values, key);
      if (values.postalAddress !== "") address(id, values.postalAddress);
      return id;
    },
    changes: () => [
      ...[...created.values()].map((after): Change => ({ collection: "households", id: after.id, before: null, after })),
      ...[...updated.values()].map(({ before, after }): Change => ({ collection: "households", id: after.id, before, after })),
    ],
  };

  function newId(values: RowValues, key: string): string {
    const label = values.household || guestName({ ...values, kind: values.kind ?? "adult" });
    const household = newHousehold(wedding.id, label, clock, ids);
    created.set(household.id, household);
    if (key !== "") byKey.set(key, household.id);
    return household.id;
  }
};
