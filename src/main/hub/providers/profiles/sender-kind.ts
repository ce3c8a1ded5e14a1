import { z } from "zod";
import { readPhone } from "#shared/contact/phone-number.ts";

/** From what kind of sender a text comes: carriers have other rules and another pace for each. */
export const senderKindSchema = z.enum(["long-code", "toll-free", "short-code", "alphanumeric", "messaging-service", "whatsapp"]);
export type SenderKind = z.infer<typeof senderKindSchema>;

export interface Sender {
  readonly kind: SenderKind;
  /** Where its number is from; empty for names, services, short codes. */
  readonly country: string;
}

/** North America's prefixes that are free to call. */
const tollFree = /^\+1(?:800|822|833|844|855|866|877|88\d)\d{7}$/u;

/** `MG…` names a Messaging Service, everything else is a number or a name. */
export const isMessagingService = (from: string): boolean => /^MG[0-9a-fA-F]{32}$/u.test(from);

/** The sender that a person typed: `+1…`, `12345`, `LeaOmar`, `MG…`. */
export const senderOf = (from: string, byWhatsapp: boolean): Sender => {
  const country = countryOfNumber(from);
  if (byWhatsapp) return { kind: "whatsapp", country };
  if (isMessagingService(from)) return { kind: "messaging-service", country: "" };
  if (tollFree.test(from)) return { kind: "toll-free", country: "" };
  if (/^\+\d+$/u.test(from)) return { kind: "long-code", country };
  return { kind: /^\d+$/u.test(from) ? "short-code" : "alphanumeric", country: "" };
};

const countryOfNumber = (from: string): string => {
  const read = from.startsWith("+") ? readPhone(from, "US") : undefined;
  return read?.ok === true ? read.country : "";
};
