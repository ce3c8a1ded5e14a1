import type { Block, TemplateText } from "#shared/domain/campaign.ts";

export type TextChannel = TemplateText["channel"];
export type EmailText = Extract<TemplateText, { channel: "email" }>;
export type SmsText = Extract<TemplateText, { channel: "sms" }>;
export type PushText = Extract<TemplateText, { channel: "push" }>;

export const textOf = (texts: readonly TemplateText[], channel: TextChannel, language: string): TemplateText | undefined =>
  texts.find((text) => text.channel === channel && text.language === language);

/** Adds the text, or puts it in the place of the one of the same channel and language. */
export const putText = (texts: readonly TemplateText[], text: TemplateText): readonly TemplateText[] =>
  textOf(texts, text.channel, text.language) === undefined
    ? [...texts, text]
    : texts.map((one) => (one.channel === text.channel && one.language === text.language ? text : one));

export const removeText = (texts: readonly TemplateText[], channel: TextChannel, language: string): readonly TemplateText[] =>
  texts.filter((text) => text.channel !== channel || text.language !== language);

/** Whether there is anything to send in this text. */
export const isWritten = (text: TemplateText | undefined): boolean => {
  if (text === undefined) return false;
  return text.channel === "email" ? text.subject.trim() !== "" && text.blocks.length > 0 : text.body.trim() !== "";
};

export const emptyText = (channel: TextChannel, language: string): TemplateText => {
  switch (channel) {
    case "email":
      return { channel, language, subject: "", blocks: [] };
    case "sms":
      return { channel, language, body: "" };
    case "push":
      return { channel, language, title: "", body: "", link: "" };
  }
};

/** The block one place up (-1) or down (1); at the edge nothing moves. */
export const moveBlock = (blocks: readonly Block[], id: string, step: -1 | 1): Block[] => {
  const from = blocks.findIndex((block) => block.id === id);
  const to = from + step;
  const moved = blocks[from];
  const other = blocks[to];
  if (moved === undefined || other === undefined) return [...blocks];
  return blocks.map((block, index) => (index === from ? other : index === to ? moved : block));
};

export const blockWords: Readonly<Record<Block["type"], string>> = {
  heading: "Heading",
  text: "Text",
  image: "Image",
  button: "Button",
  "event-card": "Event card",
  rsvp: "Reply button",
  divider: "Divider",
};

export const blockTypes = Object.keys(blockWords) as readonly Block["type"][];

/** An empty block of a kind, ready to be filled in. */
export const newBlock = (type: Block["type"], id: string): Block => {
  switch (type) {
    case "heading":
    case "text":
      return { type, id, text: "" };
    case "image":
      return { type, id, url: "", alt: "" };
    case "button":
      return { type, id, label: "", url: "" };
    case "event-card":
      return { type, id, eventId: null };
    case "rsvp":
      return { type, id, label: "Reply now" };
    case "divider":
      return { type, id };
  }
};
