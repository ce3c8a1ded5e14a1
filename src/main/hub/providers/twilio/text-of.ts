import type { SendRequest } from "../contract.ts";
import { isMessagingService } from "../profiles/index.ts";
import type { MessageFields } from "./sdk-types.ts";
import type { TemplateFit } from "./whatsapp-templates.ts";

/** Twilio's longest wait for a text that cannot leave at once (providers.md 3.1). */
const validitySecondsMax = 36_000;

/** The number that a message goes to, or comes from, as Twilio writes it for WhatsApp. */
export const whatsappAddress = (number: string): string => `whatsapp:${number}`;

/** How a text goes out: as it is, or by WhatsApp as what an approved template says. */
export type Way = { readonly kind: "text" } | { readonly kind: "whatsapp"; readonly fit: TemplateFit };

/**
 * The fields of `POST …/Messages.json`; undefined when less than a second is left. Twilio has no field for our ids: they
 * travel in the address of the delivery report, which is signed and comes back with every one of them.
 */
export const textOf = (
  request: SendRequest,
  sender: string,
  statusCallbackBase: string,
  now: number,
  way: Way = { kind: "text" },
): MessageFields | undefined => {
  const { payload, attemptId, messageId, expiresAt } = request;
  if (payload.channel !== "sms") throw new Error(`twilio was given a message for ${payload.channel}`);
  const secondsLeft = Math.floor((expiresAt - now) / 1000);
  if (secondsLeft < 1) return undefined;
  const byWhatsapp = way.kind === "whatsapp";
  return {
    to: byWhatsapp ? whatsappAddress(payload.to) : payload.to,
    ...(byWhatsapp ? { contentSid: way.fit.template.sid, contentVariables: JSON.stringify(way.fit.variables) } : { body: payload.body }),
    ...(isMessagingService(sender) ? { messagingServiceSid: sender } : { from: byWhatsapp ? whatsappAddress(sender) : sender }),
    validityPeriod: Math.min(secondsLeft, validitySecondsMax),
    ...(statusCallbackBase === "" ? {} : { statusCallback: statusCallbackOf(statusCallbackBase, attemptId, messageId) }),
  };
};

const statusCallbackOf = (base: string, attemptId: string, messageId: string): string => {
  const url = new URL(base);
  url.searchParams.set("attempt", attemptId);
  url.searchParams.set("message", messageId);
  return url.href;
};
