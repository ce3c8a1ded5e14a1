import type { SendRequest } from "./contract.ts";
import { senderFor, type SenderChoice } from "./sender-of.ts";

/** `Léa & Omar <hello@x.test>` -> `hello@x.test`. */
export const addressOf = (mailbox: string): string => /<([^<>]*)>\s*$/u.exec(mailbox)?.[1]?.trim() ?? mailbox.trim();

/** `Léa & Omar <hello@x.test>` -> `Léa & Omar`, without the quotes around it; empty when there is none. */
export const nameOf = (mailbox: string): string =>
  (/^([^<>]*)<[^<>]*>\s*$/u.exec(mailbox)?.[1] ?? "")
    .trim()
    .replace(/^"(.*)"$/u, "$1")
    .replaceAll(/\\(["\\])/gu, "$1");

/** RFC 2369 by mail; the one-click form of RFC 8058 needs a web address that Usher has only with a cloud. */
export const mailHeadersOf = (messageId: string, writeTo: string): Readonly<Record<string, string>> => ({
  "List-Unsubscribe": `<mailto:${encodeURI(addressOf(writeTo))}?subject=unsubscribe%20${encodeURIComponent(messageId)}>`,
  // Gmail folds mails of one subject into one thread; this keeps a reminder visible.
  "X-Entity-Ref-ID": messageId,
});

export type EmailPayload = Extract<SendRequest["payload"], { channel: "email" }>;

/** The email that a request carries, with the sender that it goes out from. Throws when it is for another channel: a bug. */
export const emailPayloadOf = (provider: string, { payload }: SendRequest, choice: SenderChoice): EmailPayload => {
  if (payload.channel !== "email") throw new Error(`${provider} was given a message for ${payload.channel}`);
  return { ...payload, from: senderFor(choice, payload.from) };
};

/**
 * Whether a line end or another control character stands where only a header's text may: it would start a header of
 * somebody else's making. Earlier rooms refuse such text; this is the last door.
 */
export const breaksHeaders = ({ from, to, replyTo, subject }: EmailPayload): boolean =>
  [from, to, replyTo, subject].some((text) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text));
