import { reminderSlotPrefix } from "#shared/message/reminder.ts";
import type { Block, TemplateText, Wedding } from "#shared/domain/index.ts";
import type { Ids } from "#hub/ports/index.ts";
import { rsvpUrl } from "./email/links.ts";
import { starterLanguages } from "./starter-texts.ts";

export interface Starter {
  readonly subject: string;
  readonly blocks: Block[];
  readonly sms: string;
  readonly push: { readonly body: string; readonly link: string };
}

type StarterSlot = keyof (typeof starterLanguages)[string]["slots"];
const slots: readonly string[] = ["save-the-date", "invitation", "reminder-1", "thank-you"];
const slotOf = (slot: string): StarterSlot =>
  slots.includes(slot) ? (slot as StarterSlot) : slot.startsWith(reminderSlotPrefix) ? "reminder-1" : "general";

/** Ready-made blocks; languages without words of their own get the English ones. */
export const starterOf = (slot: string, language: string, ids: Ids): Starter => {
  const words = starterLanguages[language] ?? starterLanguages[language.split("-")[0] ?? ""] ?? starterLanguages["en"];
  if (words === undefined) throw new Error("English starter texts are missing");
  const key = slotOf(slot);
  const { subject, heading, body, sms } = words.slots[key];
  const blocks: Block[] = [
    { type: "heading", id: ids.next(), text: heading },
    { type: "text", id: ids.next(), text: body },
  ];
  if (key === "invitation") blocks.push({ type: "event-card", id: ids.next(), eventId: null });
  if (key === "invitation" || key === "reminder-1") blocks.push({ type: "rsvp", id: ids.next(), label: words.rsvpLabel });
  return { subject, blocks, sms, push: pushOf(sms) };
};

/** A push says what a text message says; its link is what a tap opens instead of being written out. */
const pushOf = (sms: string): Starter["push"] => {
  const body = sms.replace(/\s*:\s*\{\{ rsvp\.link \}\}$/u, ".");
  return { body, link: body === sms ? "" : rsvpUrl };
};

/** Texts of a new campaign: in those of the wedding's languages that we have words for, on both channels. */
export const starterTexts = (slot: string, wedding: Wedding, ids: Ids): TemplateText[] =>
  [...new Set([wedding.defaultLanguage, ...wedding.languages])]
    .filter((language) => (language.split("-")[0] ?? "") in starterLanguages)
    .flatMap((language): TemplateText[] => {
      const { subject, blocks, sms } = starterOf(slot, language, ids);
      return [
        { channel: "email", language, subject, blocks },
        { channel: "sms", language, body: sms },
      ];
    });
