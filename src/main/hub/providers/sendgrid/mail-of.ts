import type { SendRequest } from "../contract.ts";
import { addressOf, mailHeadersOf, nameOf, type EmailPayload } from "../mailbox.ts";

interface Party {
  readonly email: string;
  readonly name?: string;
}

/** The body of `POST /v3/mail/send` (providers.md 2.1). */
export interface SendgridMail {
  readonly personalizations: readonly [{ readonly to: readonly [Party] }];
  readonly from: Party;
  readonly reply_to?: Party;
  readonly subject: string;
  readonly content: readonly { readonly type: "text/plain" | "text/html"; readonly value: string }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly custom_args: Readonly<Record<string, string>>;
  readonly tracking_settings: { readonly subscription_tracking: { readonly enable: false } };
}

/** One guest per request: a single bad address among many may refuse the whole of them, and there is one answer for all. */
export const mailOf = ({ messageId, attemptId }: SendRequest, payload: EmailPayload): SendgridMail => {
  const { from, to, replyTo, subject, html, text } = payload;
  return {
    personalizations: [{ to: [partyOf(to)] }],
    from: partyOf(from),
    ...(replyTo === "" ? {} : { reply_to: partyOf(replyTo) }),
    subject,
    // Plain text comes first; an empty part is refused.
    content: [
      { type: "text/plain" as const, value: text },
      { type: "text/html" as const, value: html },
    ].filter(({ value }) => value !== ""),
    headers: mailHeadersOf(messageId, replyTo === "" ? from : replyTo),
    // Events carry these at their top level, where a plain name would lose against SendGrid's own. Ids only: they are
    // kept as data about nobody and cannot be erased there.
    custom_args: { usher_attempt_id: attemptId, usher_message_id: messageId },
    // Theirs would replace our List-Unsubscribe.
    tracking_settings: { subscription_tracking: { enable: false } },
  };
};

const partyOf = (mailbox: string): Party => {
  const name = nameOf(mailbox);
  return { email: addressOf(mailbox), ...(name === "" ? {} : { name }) };
};
