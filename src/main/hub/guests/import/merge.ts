import type { ContactPoint, Guest } from "#shared/domain/index.ts";
import { plainOf } from "../guest-commands.ts";
import type { CellField, RowProblem } from "./row-cells.ts";
import type { RowValues } from "./row-values.ts";

export interface CellChange {
  field: CellField;
  from: string;
  to: string;
}

const dash = "–";
const textFields = [
  ["given-name", "givenName"],
  ["family-name", "familyName"],
  ["language", "language"],
  ["time-zone", "zone"],
  ["side", "side"],
  ["diet", "diet"],
  ["access-needs", "accessNeeds"],
  ["table", "table"],
  ["note", "note"],
  ["kind", "kind"],
] as const;

/** As the store holds them. */
const tagsMax = 40;
const contactPointsMax = 20;

/** What of a guest is looked at. */
export type Mergeable = Pick<
  Guest,
  | "givenName"
  | "familyName"
  | "language"
  | "zone"
  | "side"
  | "diet"
  | "accessNeeds"
  | "table"
  | "note"
  | "kind"
  | "tags"
  | "contactPoints"
  | "updatedAt"
>;

interface Merged<Known extends Mergeable> {
  readonly guest: Known;
  readonly changes: CellChange[];
  /** What the guest has no room for. */
  readonly problems: readonly RowProblem[];
}

/**
 * What a row changes of a guest: only cells that say something. Tags are added; a new address goes in front of those
 * known, which stay. Names that differ only in how they are written are changed too: the file is newer.
 */
export const mergeRow = <Known extends Mergeable>(guest: Known, values: RowValues, newId: () => string, now: number): Merged<Known> => {
  const changes: CellChange[] = [];
  const problems: RowProblem[] = [];
  const patch: Partial<Record<string, unknown>> = {};
  for (const [field, key, to] of newTexts(guest, values)) {
    changes.push({ field, from: guest[key] || dash, to });
    patch[key] = to;
  }
  const tags = allTags(guest, values);
  if (tags.length > guest.tags.length) {
    patch["tags"] = tags;
    changes.push({ field: "tags", from: guest.tags.join(", ") || dash, to: tags.join(", ") });
  }
  if (tags.length > tagsMax) problems.push(noRoomForTags(values));
  const fresh = freshContacts(guest, values);
  if (fresh.length + guest.contactPoints.length > contactPointsMax) problems.push(noRoom(fresh, values));
  for (const { channel, address } of fresh) {
    changes.push({ field: channel === "email" ? "email" : "phone", from: shownContact(guest, channel), to: address });
  }
  if (fresh.length > 0) {
    const points = fresh.map((contact): ContactPoint => ({ id: newId(), ...contact, consent: consentOf(guest, contact.channel) }));
    patch["contactPoints"] = [...points, ...guest.contactPoints.map(plainOf)];
  }
  return { guest: changes.length === 0 ? guest : { ...guest, ...patch, updatedAt: now }, changes, problems };
};

/** The texts that a row says and the guest has not. */
const newTexts = (guest: Mergeable, values: RowValues) =>
  textFields.flatMap(([field, key]) => {
    const to = values[key] ?? "";
    return to === "" || to === guest[key] ? [] : [[field, key, to] as const];
  });

const allTags = ({ tags }: Mergeable, values: RowValues): string[] => [...tags, ...values.tags.filter((tag) => !tags.includes(tag))];

/** What there is no room for is all that the row says of the field: mending it replaces that. */
const noRoomForTags = ({ tags }: RowValues): RowProblem => ({
  field: "tags",
  value: tags.join("; "),
  sentence: `With those known, this guest would have more than ${tagsMax} tags.`,
});

const noRoom = (fresh: RowValues["contacts"], { contacts }: RowValues): RowProblem => {
  const channel = fresh.at(-1)?.channel;
  return {
    field: channel === "email" ? "email" : "phone",
    value: contacts
      .filter((one) => one.channel === channel)
      .map(({ entered }) => entered)
      .join("; "),
    sentence: `With those known, this guest would have more than ${contactPointsMax} addresses.`,
  };
};

const shownContact = (guest: Mergeable, channel: string): string => {
  const known = guest.contactPoints.find((point) => point.channel === channel);
  return known === undefined ? dash : known.address || known.entered;
};

const freshContacts = (guest: Mergeable, { contacts }: RowValues): RowValues["contacts"] =>
  contacts.filter(
    ({ channel, address }) =>
      address !== "" && !guest.contactPoints.some((known) => known.channel === channel && known.address === address),
  );

/** A "no" to a channel holds for a new address of it as well. */
const consentOf = (guest: Mergeable, channel: string): ContactPoint["consent"] =>
  guest.contactPoints.some((point) => point.channel === channel && point.consent === "withdrawn") ? "withdrawn" : "assumed";
