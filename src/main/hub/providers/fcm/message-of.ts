import { readPushAddress } from "#shared/contact/push-address.ts";
import type { SendRequest } from "../contract.ts";

/** Where FCM keeps a push at most, whatever is asked (providers.md 4.1). */
const ttlSecondsMax = 28 * 24 * 60 * 60;

/** The registration token of a request. A message for another channel or service is a bug. */
export const fcmTokenOf = ({ payload }: SendRequest): string => {
  const address = payload.channel === "push" ? readPushAddress(payload.to) : undefined;
  if (address?.service !== "fcm")
    throw new Error(`fcm was given a message for ${payload.channel === "push" ? "another service" : payload.channel}`);
  return address.token;
};

/**
 * The body of `messages:send`; undefined when less than a second is left. The message's id is collapse key and tag on every platform, so that a
 * repeat takes the place of the earlier one; lives no longer than the message may (FCM's own wish would be four weeks).
 */
export const fcmMessageOf = (request: SendRequest, now: number): object | undefined => {
  const token = fcmTokenOf(request);
  const { messageId, payload, expiresAt } = request;
  const ttl = Math.min(Math.floor((expiresAt - now) / 1000), ttlSecondsMax);
  if (payload.channel !== "push" || ttl < 1) return undefined;
  const { title, body, link } = payload;
  return {
    message: {
      token,
      notification: { title, body },
      data: { hub_msg_id: messageId, ...(link === "" ? {} : { link }) },
      android: { priority: "HIGH", ttl: `${ttl}s`, collapse_key: messageId, notification: { tag: messageId } },
      apns: {
        headers: {
          "apns-collapse-id": messageId,
          "apns-expiration": String(Math.floor(now / 1000) + ttl),
          "apns-priority": "10",
        },
      },
      webpush: {
        headers: { TTL: String(ttl), Urgency: "high" },
        notification: { tag: messageId },
        ...(link.startsWith("https://") ? { fcm_options: { link } } : {}),
      },
    },
  };
};

/** Names of the fields and room for what platforms add, bytes. */
const frameBytes = 64;

/** What counts against the limit: the words and the data (providers.md 4.1). */
export const fcmPayloadBytes = ({ messageId, payload }: SendRequest): number =>
  payload.channel === "push" ? Buffer.byteLength(JSON.stringify([payload.title, payload.body, payload.link, messageId])) + frameBytes : 0;

/** A call that everything is checked for and that reaches nobody. */
export const fcmTestMessage = { validate_only: true, message: { topic: "healthcheck", notification: { title: "Test", body: "Test" } } };
