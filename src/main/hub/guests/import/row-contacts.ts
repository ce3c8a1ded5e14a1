import type { ContactPoint } from "#shared/domain/index.ts";
import { readContact } from "#shared/contact/contact-entry.ts";
import { readEmail } from "#shared/contact/email-address.ts";
import { cellLengthMax, cellsOf, partsOf, tooLong, type RowCells, type RowProblem } from "./row-cells.ts";

export type ReadContact = Pick<ContactPoint, "address" | "entered" | "lineType" | "standing"> & { readonly channel: "email" | "sms" };

/** Addresses of one kind in a row: with room for those that the guest has already (20 of all kinds). */
export const contactsPerChannelMax = 5;
/** Characters of one address with the name before it: what a contact point keeps of what was typed. */
const contactLengthMax = 320;

type ContactField = "email" | "phone";

/** The addresses of a row on one channel. What is none, too long or one too many becomes a problem that names it. */
export const contactsOf = (cells: RowCells, field: ContactField, country: string, problems: RowProblem[]): ReadContact[] => {
  const contacts: ReadContact[] = [];
  for (const [cell, text] of cellsOf(cells, field).entries()) {
    if (text.length > cellLengthMax) {
      problems.push({ field, cell, value: text.slice(0, cellLengthMax), sentence: tooLong(text, cellLengthMax) });
      continue;
    }
    const parts = partsOf(text, field);
    for (const [part, entered] of parts.entries()) {
      const at = parts.length > 1 ? { field, cell, part, value: entered } : { field, cell, value: entered };
      const contact = readPart(field, entered, country);
      if (typeof contact === "string") problems.push({ ...at, sentence: contact });
      else if (contacts.some(({ address }) => address === contact.address)) continue;
      else if (contacts.length === contactsPerChannelMax) problems.push({ ...at, sentence: tooMany(field) });
      else contacts.push(contact);
    }
  }
  return contacts;
};

/** The contact, or what is wrong with it. */
const readPart = (field: ContactField, entered: string, country: string): ReadContact | string => {
  if (entered.length > contactLengthMax) return tooLong(entered, contactLengthMax);
  const channel = field === "email" ? "email" : "sms";
  const contact = readContact(channel, entered, country);
  return contact.standing === "invalid" ? sentenceOf(field, entered) : { channel, ...contact };
};

const sentenceOf = (field: ContactField, text: string): string => {
  if (field === "phone") return "This does not look like a phone number.";
  const reading = readEmail(text);
  return !reading.ok && reading.reason === "several" ? "This cell holds several addresses." : "This does not look like an email address.";
};

const tooMany = (field: ContactField): string =>
  `A row holds at most ${contactsPerChannelMax} ${field === "email" ? "email addresses" : "phone numbers"}; this one does not fit.`;
