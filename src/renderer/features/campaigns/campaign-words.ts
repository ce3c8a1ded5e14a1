import type { GuestPreset } from "#shared/domain/guest-view.ts";

export const presetWords: Readonly<Record<GuestPreset, string>> = {
  everyone: "Everyone",
  "no-reply-yet": "No reply yet",
  "said-yes-no-meal": "Said yes, no meal chosen",
  unreachable: "Unreachable",
  bounced: "Bounced or wrong number",
  "possible-duplicates": "Possible duplicates",
  "plus-one-unnamed": "Plus-one unnamed",
  dietary: "Dietary and access needs",
  held: "Held: needs you",
};

/** Slots that the new-message dialog offers; a guest gets each slot at most once. */
export const slotWords: Readonly<Record<string, string>> = {
  "save-the-date": "Save the date",
  invitation: "Invitation",
  "reminder-1": "Reminder 1",
  "reminder-2": "Reminder 2",
  logistics: "Travel and logistics",
  "day-of": "On the day",
  "thank-you": "Thank you",
};

export const slotWord = (slot: string): string => slotWords[slot] ?? slot.replaceAll("-", " ");

/** The kind that a name says: `Save the date, Paris side` is a save-the-date. Undefined when it says none. */
export const slotInName = (name: string): string | undefined => {
  const words = plain(name);
  const said = Object.entries(slotWords).find(([, label]) => words.includes(plain(label)))?.[0];
  return said ?? (words.includes("reminder") ? "reminder-1" : undefined);
};

const plain = (words: string): string => words.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ");

/** The kind that a wedding most likely needs next: the first in order that was not approved yet. */
export const nextSlot = (approved: ReadonlySet<string>): string => Object.keys(slotWords).find((slot) => !approved.has(slot)) ?? "day-of";

/** A language in the planner's words: `German`. */
export const languageName = (language: string): string => {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
};

const rightToLeft: ReadonlySet<string> = new Set(["ar", "fa", "he", "ur", "ps", "sd", "yi", "ckb"]);

/** Direction of writing of a language, for `dir`. */
export const directionOf = (language: string): "ltr" | "rtl" => (rightToLeft.has(language.split("-")[0] ?? "") ? "rtl" : "ltr");
