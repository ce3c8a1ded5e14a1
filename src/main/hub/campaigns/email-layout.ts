import type { Block } from "#shared/domain/campaign.ts";
import type { WeddingEvent } from "#shared/domain/index.ts";
import { escapeHtml, mapLiterals } from "#shared/template/index.ts";
import { dateWords, isRightToLeft, timeWords } from "./words.ts";

/** What an email's layout depends on besides its blocks. */
export interface LayoutContext {
  readonly language: string;
  readonly subject: string;
  readonly events: ReadonlyMap<string, WeddingEvent>;
}

/**
 * Blocks to a whole HTML page with the merge tags left in, also inside links. One column of 600 px built from tables with
 * styles inline, because that is what mail programs draw alike; a dark scheme for those that know it. Made once per
 * template and language, merged per guest.
 */
export const emailHtmlOf = (blocks: readonly Block[], context: LayoutContext): string => {
  const direction = isRightToLeft(context.language) ? "rtl" : "ltr";
  const rows = blocks.map((block) => rowOf(block, context)).join("\n");
  return `<!doctype html>
<html lang="${escapeHtml(context.language)}" dir="${direction}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${htmlOf(context.subject)}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #1c1a19 !important; }
  .card { background: #2a2725 !important; }
  .ink, .ink a { color: #f3eee9 !important; }
  .button { background: #e8c9b5 !important; color: #2a1d15 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f6f2ee;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f6f2ee;">
<tr><td align="center" style="padding:24px 12px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" dir="${direction}" style="max-width:600px;background:#ffffff;border-radius:8px;">
${rows}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>`;
};

const fonts = "font-family:Georgia,'Times New Roman',serif;color:#2b2522;";

const row = (style: string, inner: string): string => `<tr><td class="ink" style="padding:12px 32px;${fonts}${style}">${inner}</td></tr>`;

const rowOf = (block: Block, context: LayoutContext): string => {
  switch (block.type) {
    case "heading":
      return row(
        "",
        `<h1 class="ink" style="margin:12px 0 0;font-size:28px;line-height:36px;font-weight:normal;">${htmlOf(block.text)}</h1>`,
      );
    case "text":
      return row("font-size:17px;line-height:27px;", htmlOf(block.text));
    case "image":
      return row(
        "text-align:center;",
        `<img src="${hrefOf(block.url)}" alt="${htmlOf(block.alt)}" width="536" style="display:block;width:100%;max-width:536px;height:auto;border:0;">`,
      );
    case "button":
      return buttonRow(block.label, block.url);
    case "rsvp":
      return buttonRow(block.label, rsvpUrl);
    case "event-card":
      return eventRow(block.eventId, context);
    case "divider":
      return row("", '<hr style="border:0;border-top:1px solid #d9cfc6;margin:8px 0;">');
  }
};

export const rsvpUrl = "{{ rsvp.link }}";

/** At least 44 px high, with the link as text below it: images and buttons may be switched off. */
const buttonRow = (label: string, url: string): string =>
  row(
    "text-align:center;",
    `<a class="button" href="${hrefOf(url)}" style="display:inline-block;min-height:44px;line-height:44px;padding:2px 28px;background:#7a4b32;color:#ffffff;text-decoration:none;border-radius:6px;font-size:17px;">${htmlOf(label)}</a>` +
      `<div dir="ltr" style="margin-top:10px;font-size:13px;line-height:18px;word-break:break-all;"><a href="${hrefOf(url)}" style="color:#7a4b32;">${htmlOf(url)}</a></div>`,
  );

const eventRow = (eventId: string | null, context: LayoutContext): string => {
  const lines = eventLines(eventId, context).map(
    (line, index) => `<div style="${index === 0 ? "font-size:20px;line-height:30px;" : ""}">${htmlOf(line)}</div>`,
  );
  return row(
    "font-size:16px;line-height:24px;text-align:center;",
    `<div style="padding:16px;border:1px solid #d9cfc6;border-radius:6px;">${lines.join("")}</div>`,
  );
};

/** Lines of an event card with tags; without a fixed event it is the first one that the guest is invited to. */
export const eventLines = (eventId: string | null, { events, language }: Pick<LayoutContext, "events" | "language">): readonly string[] => {
  const event = eventId === null ? undefined : events.get(eventId);
  if (event === undefined) return ["{{ event.name }}", "{{ event.date }} · {{ event.time }}", "{{ event.place }}"];
  return [event.name, `${dateWords(event.startsAtLocal, language)} · ${timeWords(event.startsAtLocal, language)}`, event.place].map(
    withoutTags,
  );
};

/** What people typed elsewhere (an event's name) must not turn into tags here. */
const withoutTags = (text: string): string => text.replaceAll(/[{}]/g, "");

const htmlOf = (text: string): string => mapLiterals(text, (literal) => escapeHtml(literal).replaceAll("\n", "<br>"));

/** Tags after the first character are parts of a link, so their values are percent-encoded; only web and mail links pass. */
const hrefOf = (url: string): string => {
  const trimmed = url.trim();
  if (!isSafeUrl(trimmed)) return "#";
  return mapLiterals(trimmed, escapeHtml, (tag, at) => (at === 0 || !tag.startsWith("{{") ? tag : tag.replace(/\}\}$/, "| url_encode }}")));
};

/** A link goes to the web, to a mail program or to a phone, or is the guest's own reply link. */
export const isSafeUrl = (url: string): boolean => /^(https?:\/\/|mailto:|tel:|\{\{\s*rsvp\.link\s*\}\})/i.test(url.trim());
