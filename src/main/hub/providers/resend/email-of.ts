import type { CreateEmailOptions } from "resend";
import type { SendRequest } from "../contract.ts";

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
    headers: headersOf(messageId, replyTo === "" ? from : replyTo),
    tags: [
      { name: "message", value: tagValue(messageId) },
      { name: "key", value: tagValue(idempotencyKey) },
    ],
  };
};

/** RFC 2369 by mail; the one-click form of RFC 8058 needs a web address that Usher has only with a cloud. */
const headersOf = (messageId: string, writeTo: string): Record<string, string> => ({
  "List-Unsubscribe": `<mailto:${encodeURI(addressOf(writeTo))}?subject=unsubscribe%20${encodeURIComponent(messageId)}>`,
  // Gmail folds mails of one subject into one thread; this keeps a reminder visible.
  "X-Entity-Ref-ID": messageId,
});

/** `Léa & Omar <hello@x.test>` -> `hello@x.test`. */
export const addressOf = (mailbox: string): string => /<([^<>]*)>\s*$/u.exec(mailbox)?.[1]?.trim() ?? mailbox.trim();

/** Resend allows ASCII letters, digits, `_` and `-` only, at most 256. */
const tagValue = (id: string): string => id.replaceAll(/[^A-Za-z0-9_-]/gu, "_").slice(0, 256);
