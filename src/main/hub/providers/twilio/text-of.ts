import type { SendRequest } from "../contract.ts";
import { isMessagingService } from "../profiles/index.ts";
import type { MessageFields } from "./sdk-types.ts";

/** Twilio's longest wait for a text that cannot leave at once (providers.md 3.1). */
const validitySecondsMax = 36_000;

/**
 * The fields of `POST …/Messages.json`; undefined when less than a second is left. Twilio has no field for our ids: they
 * travel in the address of the delivery report, which is signed and comes back with every one of them.
 */
export const textOf = (request: SendRequest, sender: string, statusCallbackBase: string, now: number): MessageFields | undefined => {
  const { payload, attemptId, messageId, expiresAt } = request;
  if (payload.channel !== "sms") throw new Error(`twilio was given a message for ${payload.channel}`);
  const secondsLeft = Math.floor((expiresAt - now) / 1000);
  if (secondsLeft < 1) return undefined;
  return {
    to: payload.to,
    body: payload.body,
    ...(isMessagingService(sender) ? { messagingServiceSid: sender } : { from: sender }),
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
