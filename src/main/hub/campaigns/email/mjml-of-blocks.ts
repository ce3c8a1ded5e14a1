import type { Block } from "#shared/domain/campaign.ts";
import { escapeHtml } from "#shared/template/index.ts";
import { isRightToLeft } from "../words.ts";

/** Blocks as MJML without a single word that a person typed: each is a slot, filled in after compiling. */
export interface MjmlDraft {
  readonly mjml: string;
  /** How many slots there are; slot 0 is the subject. */
  readonly slots: number;
}

/** What a slot looks like on its way through MJML, which leaves it alone in text and in attributes. */
export const slotMark = (slot: number): string => `%%slot${slot}%%`;
export const slotPattern = /%%slot(\d+)%%/g;

/** Slots of one block, in the order of `wordsOf` (email-html.ts). */
type SlotTaker = () => string;

/**
 * Only the kinds of blocks, their order and the language go in: one layout serves every wording, and nothing typed can
 * become MJML. One column of 600 px, a dark scheme for those mail programs that know it.
 */
export const mjmlOf = (kinds: readonly Block["type"][], language: string): MjmlDraft => {
  let slots = 0;
  const take: SlotTaker = () => slotMark(slots++);
  const start = isRightToLeft(language) ? "right" : "left";
  const direction = isRightToLeft(language) ? "rtl" : "ltr";
  const title = take();
  const body = kinds.map((kind) => partOf(kind, take, start)).join("\n");
  const mjml = `<mjml lang="${escapeHtml(language)}" dir="${direction}">
<mj-head>
<mj-title>${title}</mj-title>
<mj-attributes>
<mj-all font-family="Georgia, 'Times New Roman', serif" />
<mj-text font-size="17px" line-height="27px" color="#2b2522" padding="12px 32px" align="${start}" />
<mj-button font-size="17px" inner-padding="12px 28px" background-color="#7a4b32" color="#ffffff" border-radius="6px" padding="16px 32px 4px" />
</mj-attributes>
<mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>
<mj-style>${darkScheme}</mj-style>
</mj-head>
<mj-body background-color="#f6f2ee">
<mj-wrapper padding="24px 12px">
<mj-section css-class="card" background-color="#ffffff" border-radius="8px" padding="12px 0" direction="${direction}">
<mj-column direction="${direction}">
${body}
</mj-column>
</mj-section>
</mj-wrapper>
</mj-body>
</mjml>`;
  return { mjml, slots };
};

const darkScheme = `:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  body, body > div { background-color: #1c1a19 !important; }
  .card, .card > table { background: #2a2725 !important; }
  .ink div, .ink h1, .ink a { color: #f3eee9 !important; }
  .action td, .action a { background: #e8c9b5 !important; color: #2a1d15 !important; }
  .frame { border-color: #6a5f57 !important; }
}`;

const partOf = (kind: Block["type"], take: SlotTaker, start: "left" | "right"): string => {
  switch (kind) {
    case "heading":
      return `<mj-text css-class="ink"><h1 style="margin:12px 0 0;font-size:28px;line-height:36px;font-weight:normal;">${take()}</h1></mj-text>`;
    case "text":
      return `<mj-text css-class="ink">${take()}</mj-text>`;
    case "image":
      return `<mj-image src="${take()}" alt="${take()}" padding="12px 32px" />`;
    case "button":
    case "rsvp":
      return buttonPart(take(), take(), take());
    case "event-card":
      return `<mj-text css-class="ink" align="center" font-size="16px" line-height="24px"><div class="frame" style="padding:16px;border:1px solid #d9cfc6;border-radius:6px;"><div style="font-size:20px;line-height:30px;">${take()}</div><div>${take()}</div><div>${take()}</div></div></mj-text>`;
    case "divider":
      return `<mj-divider css-class="frame" border-width="1px" border-color="#d9cfc6" padding="16px 32px" align="${start}" />`;
  }
};

/** At least 44 px high, with the link as text below it: images and buttons may be switched off. */
const buttonPart = (href: string, label: string, link: string): string =>
  `<mj-button css-class="action" href="${href}">${label}</mj-button>
<mj-text css-class="ink" align="center" font-size="13px" line-height="18px" padding="4px 32px 12px"><div dir="ltr" style="word-break:break-all;"><a href="${href}" style="color:#7a4b32;">${link}</a></div></mj-text>`;
