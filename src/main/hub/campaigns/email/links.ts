import type { TemplateText } from "#shared/domain/index.ts";
import { escapeHtml, mapLiterals } from "#shared/template/index.ts";

export const rsvpUrl = "{{ rsvp.link }}";

/** A link goes to the web, to a mail program or to a phone, or is the guest's own reply link. */
export const isSafeUrl = (url: string): boolean => /^(https?:\/\/|mailto:|tel:|\{\{\s*rsvp\.link\s*\}\})/i.test(url.trim());

/** Tags after the first character are parts of a link, so their values are percent-encoded; only web and mail links pass. */
export const hrefOf = (url: string): string => {
  const trimmed = url.trim();
  if (!isSafeUrl(trimmed)) return "#";
  return mapLiterals(trimmed, escapeHtml, (tag, at) => (at === 0 || !tag.startsWith("{{") ? tag : tag.replace(/\}\}$/, "| url_encode }}")));
};

/** Web links that a person typed into a text, tags left in; the guest's own reply link is not one of them. */
export const typedLinksOf = (text: TemplateText): readonly string[] => {
  const inWords = (words: string): string[] => words.match(/https?:\/\/[^\s<>"']+/gi) ?? [];
  if (text.channel === "sms") return inWords(text.body);
  if (text.channel === "push") return inWords(`${text.body} ${text.link}`);
  return text.blocks.flatMap((block) => {
    if (block.type === "button") return inWords(block.url);
    return block.type === "text" || block.type === "heading" ? inWords(block.text) : [];
  });
};

/** Hosts of those links, small, without the ones that only a guest's values would complete. */
export const linkHostsOf = (text: TemplateText): string[] =>
  typedLinksOf(text).flatMap((link) => {
    const host = /^https?:\/\/([^/?#\s]+)/i.exec(link)?.[1]?.toLowerCase() ?? "";
    return host === "" || host.includes("{") ? [] : [host];
  });
