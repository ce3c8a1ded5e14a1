import { hash } from "node:crypto";
import { domainToASCII } from "node:url";
import type { SendRequest } from "../contract.ts";
import { addressOf, mailHeadersOf, nameOf, type EmailPayload } from "../mailbox.ts";

export interface SmtpMessage {
  readonly from: string;
  readonly to: string;
  /** Without its angle brackets. */
  readonly messageId: string;
  readonly mime: Buffer;
}

/** The envelope and the bytes of a mail: a pure function of the request and of `now`, which only its date shows. */
export const messageOf = async ({ messageId }: SendRequest, payload: EmailPayload, now: number): Promise<SmtpMessage> => {
  const { from, to, replyTo, subject, html, text } = payload;
  const id = messageIdFor(messageId, from);
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    from: partyOf(from),
    to: partyOf(to),
    ...(replyTo === "" ? {} : { replyTo: partyOf(replyTo) }),
    subject,
    ...(text === "" ? {} : { text }),
    ...(html === "" ? {} : { html }),
    messageId: `<${id}>`,
    date: new Date(now),
    headers: { ...mailHeadersOf(messageId, replyTo === "" ? from : replyTo) },
    baseBoundary: hash("sha256", id).slice(0, 24),
    // A text of ours is a text: never a path or an address whose content would be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const root = composer.compile();
  const envelope = root.getEnvelope();
  return {
    from: envelope.from === false ? addressOf(from) : envelope.from,
    to: envelope.to[0] ?? addressOf(to),
    messageId: id,
    mime: await root.build(),
  };
};

const partyOf = (mailbox: string): { readonly name: string; readonly address: string } => ({
  name: nameOf(mailbox),
  address: addressOf(mailbox),
});

/**
 * The same for every attempt of one message: servers that look at it drop a repeat, and a person finds it in the sent folder.
 * Ids whose characters an address may not have are hashed (RFC 5322 dot-atom).
 */
export const messageIdFor = (messageId: string, from: string): string => {
  const domain = domainToASCII(addressOf(from).split("@").at(-1) ?? "");
  const left = /^[A-Za-z0-9_-]{1,64}$/u.test(messageId) ? messageId : hash("sha256", messageId);
  return `usher.${left}@${domain === "" ? "usher.invalid" : domain}`;
};
