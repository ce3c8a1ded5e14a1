import type { Clock } from "#hub/ports/index.ts";
import { objectOf, type CallResult } from "../transport.ts";
import type { TwilioCall } from "./client.ts";
import {
  readTemplates,
  templateFor,
  templatesMax,
  whatsappTemplateSchema,
  type TemplateFit,
  type WhatsappTemplate,
} from "./whatsapp-templates.ts";

/** The approved templates of one account: kept, and read again when a text fits none of them. */
export interface TemplateShelf {
  templates(): readonly WhatsappTemplate[];
  /** Reads them from Twilio. */
  read(signal: AbortSignal): Promise<CallResult>;
  /** `unreadable` when they are not known and could not be asked for: nothing was sent. */
  fit(text: string, signal: AbortSignal): Promise<TemplateFit | "none" | "unreadable">;
}

/** After a template was approved, texts that wait for it find it within this time. */
const readAgainMsMin = 5 * 60 * 1000;

type Make = (run: (call: TwilioCall) => Promise<unknown>, signal: AbortSignal) => Promise<CallResult>;

export const createTemplateShelf = (make: Make, clock: Clock, known: readonly WhatsappTemplate[]): TemplateShelf => {
  let templates = known;
  let readAt: number | undefined;
  const read = async (signal: AbortSignal): Promise<CallResult> => {
    const result = await make(({ client }) => client.content.v1.contentAndApprovals.page({ pageSize: 500 }), signal);
    const found = result.kind === "answered" && result.status === 200 ? readTemplates(objectOf(result.body)) : undefined;
    if (found !== undefined) {
      templates = found.slice(0, templatesMax);
      readAt = clock.monotonic();
    }
    return result;
  };
  return {
    templates: () => templates,
    read,
    fit: async (text, signal) => {
      const fit = templateFor(templates, text);
      if (fit !== undefined) return fit;
      if (readAt === undefined || clock.monotonic() - readAt >= readAgainMsMin) {
        const before = readAt;
        await read(signal);
        if (readAt === before) return "unreadable";
      }
      return templateFor(templates, text) ?? "none";
    },
  };
};

/** As it is kept with the account (stored-account.ts): one template a place. */
export const writtenTemplates = (templates: readonly WhatsappTemplate[]): Readonly<Record<string, string>> =>
  Object.fromEntries(templates.map((template, at) => [`template.${at}`, JSON.stringify(template)]));

export const keptTemplates = (learned: Readonly<Record<string, string>>): readonly WhatsappTemplate[] =>
  Object.entries(learned).flatMap(([name, text]): WhatsappTemplate[] => {
    if (!name.startsWith("template.")) return [];
    const read = whatsappTemplateSchema.safeParse(jsonOf(text));
    return read.success ? [read.data] : [];
  });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
