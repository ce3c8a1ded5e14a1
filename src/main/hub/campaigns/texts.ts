import type { Channel } from "#shared/domain/fields.ts";
import type { TemplateText } from "#shared/domain/index.ts";
import type { FrozenText } from "#shared/message/ledger-rows.ts";
import { compileTemplate, type TemplateIssue } from "#shared/template/index.ts";
import { frozenTextSha256 } from "#hub/ledger/index.ts";
import { emailHtmlOf } from "./email/email-html.ts";
import type { EmailLayouts } from "./email/email-layouts.ts";
import { emailTextOf } from "./email/email-text.ts";
import { isSafeUrl, rsvpUrl } from "./email/links.ts";
import { compileText, type CompiledText } from "./render.ts";
import type { Lane, RoomDeps, World } from "./world.ts";

/** One text as it would be frozen now. */
export interface ReadyText {
  readonly source: TemplateText;
  readonly frozen: FrozenText;
  readonly sha256: string;
  readonly compiled: CompiledText;
  readonly fields: ReadonlySet<string>;
  readonly issues: readonly TemplateIssue[];
}

export type ReadyTexts = ReadonlyMap<string, ReadyText>;

/** Nobody can answer a rehearsal. */
const practiceFrom = "practice@usher.example";

const key = (channel: Channel, language: string): string => `${channel} ${language}`;

/** Every text of the template that says something, with its layout made (the first time: in another thread). */
export const readyTexts = async (
  { template, wedding, events }: World,
  { lanes, layouts }: Pick<RoomDeps, "lanes" | "layouts">,
): Promise<ReadyTexts> => {
  const ready = new Map<string, ReadyText>();
  for (const source of template.texts) {
    if (!isWritten(source)) continue;
    const lane = lanes.of(source.channel, wedding.practice);
    const from = lane?.from === undefined || lane.from === "" ? (wedding.practice ? practiceFrom : "") : lane.from;
    const frozen = await frozenOf(source, { from, replyTo: lane?.replyTo ?? "" }, events, layouts);
    const compiled = compileText(frozen);
    const fields = new Set(Object.values(compiled.parts).flatMap((part) => [...part.fields]));
    ready.set(key(source.channel, source.language), {
      source,
      frozen,
      sha256: frozenTextSha256(frozen),
      compiled,
      fields,
      issues: issuesOf(source),
    });
  }
  return ready;
};

export const isWritten = (text: TemplateText): boolean =>
  text.channel === "email" ? text.subject.trim() !== "" && text.blocks.length > 0 : text.body.trim() !== "";

const frozenOf = async (
  source: TemplateText,
  { from, replyTo }: Pick<Lane, "from" | "replyTo">,
  events: World["events"],
  layouts: EmailLayouts,
): Promise<FrozenText> => {
  const { language } = source;
  if (source.channel === "sms") return { channel: "sms", language, body: source.body, from };
  if (source.channel === "push") return { channel: "push", language, title: source.title, body: source.body, link: source.link };
  const { subject, blocks } = source;
  return {
    channel: "email",
    language,
    subject,
    html: await emailHtmlOf(blocks, { language, subject, events }, layouts),
    text: emailTextOf(blocks, { language, events }),
    from,
    replyTo,
  };
};

/** The text in the guest's language, or else in the wedding's. */
export const textFor = (texts: ReadyTexts, channel: Channel, language: string, fallback: string): ReadyText | undefined =>
  texts.get(key(channel, language)) ?? texts.get(key(channel, language.split("-")[0] ?? language)) ?? texts.get(key(channel, fallback));

/** Issues per part, so that lines and columns are those of the box that was typed into. */
const issuesOf = (source: TemplateText): TemplateIssue[] => {
  if (source.channel === "sms") return [...compileTemplate(source.body).issues];
  if (source.channel === "push") return pushIssues(source);
  const parts = source.blocks.flatMap((block): string[] => {
    switch (block.type) {
      case "heading":
      case "text":
        return [block.text];
      case "image":
        return [block.alt, block.url];
      case "button":
        return [block.label, block.url];
      case "rsvp":
        return [block.label, rsvpUrl];
      default:
        return [];
    }
  });
  const issues = [source.subject, ...parts].flatMap((part) => [...compileTemplate(part).issues]);
  const links = source.blocks.flatMap((block) => (block.type === "button" || block.type === "image" ? [block.url] : []));
  return [...issues, ...links.filter((url) => !isSafeUrl(url)).map(() => unsafeLink)];
};

const unsafeLink: TemplateIssue = { line: 1, column: 1, sentence: "A link must begin with https://, mailto: or tel:." };

const pushIssues = ({ title, body, link }: Extract<TemplateText, { channel: "push" }>): TemplateIssue[] => [
  ...[title, body, link].flatMap((part) => [...compileTemplate(part).issues]),
  ...(link.trim() === "" || isSafeUrl(link) ? [] : [unsafeLink]),
];
