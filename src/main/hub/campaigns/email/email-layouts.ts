import { hash } from "node:crypto";
import type { Block } from "#shared/domain/campaign.ts";
import type { Clock } from "#hub/ports/index.ts";
import { createMjmlCompiler, type MjmlCompiler } from "./mjml-compiler.ts";
import { mjmlOf, slotPattern, type MjmlDraft } from "./mjml-of-blocks.ts";

/** A compiled layout: `pieces[0] slot[0] pieces[1] slot[1] … pieces[n]`. A slot may occur more than once. */
export interface EmailLayout {
  readonly pieces: readonly string[];
  readonly slots: readonly number[];
}

/** Layouts by content: each is compiled once, however many texts, previews and guests use it. */
export interface EmailLayouts {
  of(kinds: readonly Block["type"][], language: string): Promise<EmailLayout>;
  stop(): Promise<void>;
}

/** A campaign has one per language; a few KB each. */
const layoutsMax = 100;

export const createEmailLayouts = (clock: Pick<Clock, "setTimer">, compiler: MjmlCompiler = createMjmlCompiler(clock)): EmailLayouts => {
  const known = new Map<string, Promise<EmailLayout>>();
  return {
    of: (kinds, language) => {
      const draft = mjmlOf(kinds, language);
      const key = hash("sha256", draft.mjml);
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = compiler.compile(draft.mjml).then((html) => layoutOf(html, draft));
      if (known.size >= layoutsMax) known.clear();
      known.set(key, made);
      made.catch(() => known.delete(key));
      return made;
    },
    stop: () => compiler.stop(),
  };
};

/** Throws when a slot got lost: an email without one of its texts must never be approved. */
const layoutOf = (html: string, { slots: count }: MjmlDraft): EmailLayout => {
  // Indentation only: no typed word is in it yet. A third of the bytes, and Gmail clips at 102 KB.
  const compact = html.replaceAll(/\s*\n\s*/g, "\n").trim();
  const slots = [...compact.matchAll(slotPattern)].map(([, slot]) => Number(slot));
  for (let slot = 0; slot < count; slot += 1) if (!slots.includes(slot)) throw new Error(`the email layout lost its text ${slot}`);
  return { pieces: compact.split(/%%slot\d+%%/), slots };
};

/** Fills the slots; what is filled in must be HTML already. */
export const fillLayout = ({ pieces, slots }: EmailLayout, words: readonly string[]): string =>
  pieces.map((piece, index) => piece + (words[slots[index] ?? -1] ?? "")).join("");
