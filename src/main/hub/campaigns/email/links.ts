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
