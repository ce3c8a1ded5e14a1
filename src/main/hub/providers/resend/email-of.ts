import type { CreateEmailOptions } from "resend";
import type { SendRequest } from "../contract.ts";
import { mailHeadersOf } from "../mailbox.ts";

/**
 * The body of `POST /emails`: a pure function of what stays the same over all tries, because Resend answers the same
 * key with another body by 409. So the tags carry the message and its key, which lead to its attempts; an attempt's own id
 * would change with each try.
 */
export const emailOf = ({ messageId, idempotencyKey, payload }: SendRequest): CreateEmailOptions => {
  if (payload.channel !== "email") throw new Error(`resend was given a message for ${payload.channel}`);
  const { from, to, replyTo, subject, html, text } = payload;
  return {
    from,
    to: [to],
    ...(replyTo === "" ? {} : { replyTo: [replyTo] }),
    subject,
    html,
    text,
    headers: mailHeadersOf(messageId, replyTo === "" ? from : replyTo),
    tags: [
      { name: "message", value: tagValue(messageId) },
      { name: "key", value: tagValue(idempotencyKey) },
    ],
  };
};

/** Resend allows ASCII letters, digits, `_` and `-` only, at most 256. */
const tagValue = (id: string): string => id.replaceAll(/[^A-Za-z0-9_-]/gu, "_").slice(0, 256);
