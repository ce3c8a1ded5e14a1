import type { Block } from "#shared/domain/campaign.ts";
import { escapeHtml, mapLiterals } from "#shared/template/index.ts";
import { fillLayout, type EmailLayouts } from "./email-layouts.ts";
import { eventLines, type EventContext } from "./event-lines.ts";
import { hrefOf, rsvpUrl } from "./links.ts";

/** What an email's HTML depends on besides its blocks. */
export interface EmailContext extends EventContext {
  readonly subject: string;
}

/** Blocks to a whole HTML page with the merge tags left in, also inside links. Made once per text, merged per guest. */
export const emailHtmlOf = async (blocks: readonly Block[], context: EmailContext, layouts: EmailLayouts): Promise<string> => {
  const layout = await layouts.of(
    blocks.map(({ type }) => type),
    context.language,
  );
  return fillLayout(layout, [attributeOf(context.subject), ...blocks.flatMap((block) => wordsOf(block, context))]);
};

/** What fills the slots of one block, in the order in which `mjmlOf` takes them. */
const wordsOf = (block: Block, context: EventContext): readonly string[] => {
  switch (block.type) {
    case "heading":
    case "text":
      return [htmlOf(block.text)];
    case "image":
      return [hrefOf(block.url), attributeOf(block.alt)];
    case "button":
      return buttonWords(block.label, block.url);
    case "rsvp":
      return buttonWords(block.label, rsvpUrl);
    case "event-card":
      return eventLines(block.eventId, context).map(htmlOf);
    case "divider":
      return [];
  }
};

const buttonWords = (label: string, url: string): readonly string[] => [hrefOf(url), htmlOf(label), htmlOf(url)];

const htmlOf = (text: string): string => mapLiterals(text, (literal) => escapeHtml(literal).replaceAll("\n", "<br>"));

/** Also good as the text of a title. */
const attributeOf = (text: string): string => mapLiterals(text, escapeHtml);
