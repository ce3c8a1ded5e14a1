import type { Block } from "#shared/domain/campaign.ts";
import { eventLines, type EventContext } from "./event-lines.ts";
import { rsvpUrl } from "./links.ts";

/** The plain-text part from the same blocks, with the merge tags left in. */
export const emailTextOf = (blocks: readonly Block[], context: EventContext): string =>
  `${blocks
    .map((block) => linesOf(block, context))
    .filter((text) => text !== "")
    .join("\n\n")}\n`;

const linesOf = (block: Block, context: EventContext): string => {
  switch (block.type) {
    case "heading":
    case "text":
      return block.text;
    case "image":
      return block.alt;
    case "button":
      return `${block.label}: ${block.url}`;
    case "rsvp":
      return `${block.label}: ${rsvpUrl}`;
    case "event-card":
      return eventLines(block.eventId, context).join("\n");
    case "divider":
      return "----";
  }
};
