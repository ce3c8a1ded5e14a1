import { hash } from "node:crypto";
import { readPushAddress } from "#shared/contact/push-address.ts";
import type { SendRequest } from "../contract.ts";

export interface ApnsPush {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The device token of a request. A message for another channel or service is a bug. */
export const apnsTokenOf = ({ payload }: SendRequest): string => {
  const address = payload.channel === "push" ? readPushAddress(payload.to) : undefined;
  if (address?.service !== "apns")
    throw new Error(`apns was given a message for ${payload.channel === "push" ? "another service" : payload.channel}`);
  return address.token;
};

/** Apple drops what cannot be delivered by then. */
const expirationOf = (expiresAt: number): string => String(Math.floor(expiresAt / 1000));

/**
 * Headers and body of one push; undefined when less than a second is left. The message's id collapses repeats on the screen, the attempt's makes
 * the id by which Apple speaks of it.
 */
export const apnsPushOf = (request: SendRequest, topic: string, now: number): ApnsPush | undefined => {
  const { messageId, attemptId, payload, expiresAt } = request;
  if (payload.channel !== "push" || expiresAt - now < 1000) return undefined;
  const { title, body, link } = payload;
  const alert = title === "" ? { body } : { title, body };
  return {
    headers: {
      "apns-topic": topic,
      "apns-push-type": "alert",
      "apns-priority": "10",
      "apns-expiration": expirationOf(expiresAt),
      "apns-collapse-id": messageId.slice(0, 64),
      "apns-id": apnsIdOf(attemptId),
    },
    body: JSON.stringify({ aps: { alert, sound: "default" }, hub_msg_id: messageId, ...(link === "" ? {} : { link }) }),
  };
};

/** A device that does not exist (providers.md 5.7): Apple looks at key and topic, and nobody gets anything. */
export const nobodysToken = "0".repeat(64);

export const apnsTestPush = (topic: string): ApnsPush => ({
  headers: { "apns-topic": topic, "apns-push-type": "alert", "apns-priority": "10", "apns-expiration": "0" },
  body: JSON.stringify({ aps: { alert: { body: "Test" } } }),
});

/** The same attempt, the same UUID (RFC 9562, version 8). */
export const apnsIdOf = (attemptId: string): string => {
  const hex = hash("sha256", attemptId);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
};
