import type { ContactPoint, Guest } from "#shared/domain/index.ts";
import { plainOf } from "../guest-commands.ts";
import type { CellField, RowValues } from "./row-values.ts";

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
  ["side", "side"],
  ["diet", "diet"],
  ["access-needs", "accessNeeds"],
  ["table", "table"],
  ["note", "note"],
  ["kind", "kind"],
] as const;

/**
 * What a row changes of a guest: only cells that say something. Tags are added; a new address goes in front of those
 * known, which stay. Names that differ only in how they are written are changed too: the file is newer.
 */
export const mergeRow = (guest: Guest, values: RowValues, newId: () => string, now: number): { guest: Guest; changes: CellChange[] } => {
  const changes: CellChange[] = [];
  const patch: Partial<Record<string, unknown>> = {};
  for (const [field, key] of textFields) {
    const to = values[key] ?? "";
    if (to === "" || to === guest[key]) continue;
    changes.push({ field, from: guest[key] || dash, to });
    patch[key] = to;
  }
  const newTags = values.tags.filter((tag) => !guest.tags.includes(tag));
  if (newTags.length > 0) {
    patch["tags"] = [...guest.tags, ...newTags].slice(0, 40);
    changes.push({ field: "tags", from: guest.tags.join(", ") || dash, to: [...guest.tags, ...newTags].join(", ") });
  }
  const fresh = freshContacts(guest, values);
  for (const { channel, address } of fresh) {
    changes.push({ field: channel === "email" ? "email" : "phone", from: shownContact(guest, channel), to: address });
  }
  if (fresh.length > 0) {
    const points = fresh.map((contact): ContactPoint => ({ id: newId(), ...contact, consent: consentOf(guest, contact.channel) }));
    patch["contactPoints"] = [...points, ...guest.contactPoints.map(plainOf)].slice(0, 20);
  }
  return { guest: changes.length === 0 ? guest : { ...guest, ...patch, updatedAt: now }, changes };
};

const shownContact = (guest: Guest, channel: string): string => {
  const known = guest.contactPoints.find((point) => point.channel === channel);
  return known === undefined ? dash : known.address || known.entered;
};

const freshContacts = (guest: Guest, { contacts }: RowValues): RowValues["contacts"] =>
  contacts.filter(
    ({ channel, address }) =>
      address !== "" && !guest.contactPoints.some((known) => known.channel === channel && known.address === address),
  );

/** A "no" to a channel holds for a new address of it as well. */
const consentOf = (guest: Guest, channel: string): ContactPoint["consent"] =>
  guest.contactPoints.some((point) => point.channel === channel && point.consent === "withdrawn") ? "withdrawn" : "assumed";
