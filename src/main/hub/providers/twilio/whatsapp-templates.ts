import { z } from "zod";

/** A text that WhatsApp approved, with numbered gaps: `Dear {{1}}, you are invited to {{2}}.` */
export const whatsappTemplateSchema = z.strictObject({
  /** Twilio's id of it, `HX…`. */
  sid: z.string().regex(/^HX[0-9a-fA-F]{32}$/u),
  name: z.string().max(200),
  language: z.string().max(20),
  body: z.string().min(1).max(1600),
});
export type WhatsappTemplate = z.infer<typeof whatsappTemplateSchema>;

export interface TemplateFit {
  readonly template: WhatsappTemplate;
  /** What goes into each gap: `{"1": "Léa"}`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Templates of one account that are kept; each is up to 1,600 characters. */
export const templatesMax = 50;

/**
 * The approved template that says exactly this text, with what goes into its gaps. WhatsApp lets nothing else reach a guest
 * who did not write within a day, so a text that fits none is refused and never bent to fit. The one with the least in its
 * gaps wins: it is the one that was meant. Pure.
 */
export const templateFor = (templates: readonly WhatsappTemplate[], text: string): TemplateFit | undefined =>
  templates
    .flatMap((template): TemplateFit[] => {
      const variables = variablesOf(template.body, text);
      return variables === undefined ? [] : [{ template, variables }];
    })
    .toSorted((one, other) => filled(one) - filled(other))[0];

const filled = ({ variables }: TemplateFit): number => Object.values(variables).reduce((sum, value) => sum + value.length, 0);

const gap = /\{\{\s*(\w{1,20})\s*\}\}/gu;

/** What stands in the gaps of `body` when it reads as `text`; undefined when it cannot. */
const variablesOf = (body: string, text: string): Readonly<Record<string, string>> | undefined => {
  const names = [...body.matchAll(gap)].map(([, name = ""]) => name);
  const pieces = body.split(gap).filter((_, at) => at % 2 === 0);
  const values = valuesBetween(pieces, text);
  if (values === undefined) return undefined;
  const variables: Record<string, string> = {};
  for (const [at, name] of names.entries()) {
    const value = values[at] ?? "";
    // A gap that stands twice holds the same twice.
    if (!mayFill(value) || (variables[name] ?? value) !== value) return undefined;
    variables[name] = value;
  }
  return variables;
};

/** The texts between fixed pieces; each gap takes as little as it can, but never nothing. */
const valuesBetween = (pieces: readonly string[], text: string): readonly string[] | undefined => {
  const [first = "", ...rest] = pieces;
  if (!text.startsWith(first)) return undefined;
  let at = first.length;
  if (rest.length === 0) return at === text.length ? [] : undefined;
  const values: string[] = [];
  for (const [index, piece] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const next = isLast ? (text.endsWith(piece) ? text.length - piece.length : -1) : text.indexOf(piece, at + 1);
    if (next <= at) return undefined;
    values.push(text.slice(at, next));
    at = next + piece.length;
  }
  return values;
};

/** WhatsApp takes no line ends, tabs or long runs of blanks in a gap. */
const mayFill = (value: string): boolean => value.trim() !== "" && !/[\p{Cc}\p{Zl}\p{Zp}]| {4}/u.test(value);

/** The approved plain texts in the answer to `GET /v1/ContentAndApprovals`; undefined when it is something else. */
export const readTemplates = (answer: Readonly<Record<string, unknown>> | undefined): readonly WhatsappTemplate[] | undefined => {
  const contents = answer?.["contents"];
  if (!Array.isArray(contents)) return undefined;
  return contents.flatMap((row: unknown): WhatsappTemplate[] => {
    const read = contentSchema.safeParse(row);
    if (!read.success || !isApproved(read.data.approval_requests)) return [];
    const { sid, friendly_name: name, language, types } = read.data;
    const template = whatsappTemplateSchema.safeParse({ sid, name, language, body: types["twilio/text"].body });
    return template.success ? [template.data] : [];
  });
};

/** Other kinds show the guest buttons or pictures that the planner never saw in Usher. */
const contentSchema = z.object({
  sid: z.string(),
  friendly_name: z.string().default(""),
  language: z.string().default(""),
  types: z.object({ "twilio/text": z.object({ body: z.string() }) }),
  approval_requests: z.record(z.string(), z.unknown()),
});

const isApproved = (requests: Readonly<Record<string, unknown>>): boolean => {
  const { status, whatsapp } = requests;
  if (status === "approved") return true;
  return typeof whatsapp === "object" && whatsapp !== null && "status" in whatsapp && whatsapp.status === "approved";
};
