import type { ContactPoint, Guest } from "#shared/domain/index.ts";
import { guestKindSchema, languageSchema } from "#shared/domain/index.ts";
import type { EditableGuestField } from "#shared/api/guests.ts";
import { readContact } from "#shared/contact/contact-entry.ts";
import { readZone } from "#shared/time/read-zone.ts";
import { UsherError } from "#shared/problem.ts";

/** Longest text per field, as the guest's schema has it. */
const lengthMax = { givenName: 120, familyName: 120, diet: 300, accessNeeds: 300, table: 40, side: 40, note: 2000 } as const;
const tagsMax = 40;
const tagLengthMax = 40;

export interface EditContext {
  /** Two-letter country for numbers without a prefix. */
  readonly country: string;
  readonly now: number;
  readonly newId: () => string;
}

/** A guest with one field edited as a person typed it. Throws `UsherError` for what the field cannot hold. */
export const editGuest = (guest: Guest, field: Exclude<EditableGuestField, "household">, value: string, context: EditContext): Guest => {
  const text = value.trim();
  const edited = { ...guest, updatedAt: context.now };
  switch (field) {
    case "kind":
      return {
        ...edited,
        kind: parsed(guestKindSchema.safeParse(text.toLowerCase()), "guest-kind-unknown", "A guest is an adult, a child or a plus-one."),
      };
    case "language":
      return {
        ...edited,
        language: parsed(languageSchema.safeParse(text), "language-unknown", "A language is a short code such as de or pt-BR."),
      };
    case "zone":
      return { ...edited, zone: text === "" ? null : zoneOf(text) };
    case "tags":
      return { ...edited, tags: tagsOf(text) };
    case "email":
      return { ...edited, contactPoints: withContact(guest.contactPoints, "email", text, context) };
    case "phone":
      return { ...edited, contactPoints: withContact(guest.contactPoints, "sms", text, context) };
    default:
      return { ...edited, [field]: shortEnough(text, lengthMax[field]) };
  }
};

const parsed = <Value>(result: { success: true; data: Value } | { success: false }, code: string, sentence: string): Value => {
  if (result.success) return result.data;
  throw new UsherError({ code, sentence, nextStep: "Choose one of the offered values." });
};

const zoneOf = (text: string): string => {
  const zone = readZone(text);
  if (zone !== undefined) return zone;
  throw new UsherError({
    code: "zone-unknown",
    sentence: `No time zone is called \u201c${text.slice(0, 80)}\u201d.`,
    nextStep: "Write it as Europe/Berlin, or by its city, such as Tokyo.",
  });
};

const shortEnough = (text: string, max: number): string => {
  if (text.length <= max) return text;
  throw new UsherError({
    code: "text-too-long",
    sentence: `This text is longer than ${max} characters.`,
    nextStep: "Shorten it, or put the rest into the note.",
  });
};

export const tagsOf = (text: string): string[] => {
  const tags = [
    ...new Set(
      text
        .split(/[,;]/u)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ""),
    ),
  ];
  if (tags.length > tagsMax)
    throw new UsherError({ code: "too-many-tags", sentence: `A guest has at most ${tagsMax} tags.`, nextStep: "Remove some." });
  return tags.map((tag) => shortEnough(tag, tagLengthMax));
};

/** The first contact point of the channel becomes `text`; empty takes it away. A "no" to the channel stays a "no". */
const withContact = (points: readonly ContactPoint[], channel: "email" | "sms", text: string, context: EditContext): ContactPoint[] => {
  const index = points.findIndex((point) => point.channel === channel);
  const known = points[index];
  if (text === "") return points.filter((_, other) => other !== index);
  const read = readContact(channel, text, context.country);
  if (read.standing === "invalid") throw notUnderstood(channel);
  const point: ContactPoint = {
    id: known?.id ?? context.newId(),
    channel,
    ...read,
    standing: known?.address === read.address ? known.standing : read.standing,
    consent: known?.consent ?? "assumed",
  };
  return known === undefined ? [...points, point] : points.with(index, point);
};

const notUnderstood = (channel: "email" | "sms"): UsherError =>
  channel === "email"
    ? new UsherError({
        code: "email-not-understood",
        sentence: "This does not look like an email address.",
        nextStep: "Check it for a missing @ or a stray space.",
      })
    : new UsherError({
        code: "phone-not-understood",
        sentence: "This does not look like a phone number.",
        nextStep: "Write it with its country, such as +44 7400 123456.",
      });
