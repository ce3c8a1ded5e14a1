import { isKey, isMailbox, type AccountForm } from "./field-shapes.ts";

/** Providers of the channel email, in the order of failover. */
export const emailForms: readonly AccountForm[] = [
  {
    provider: "resend",
    channel: "email",
    label: "Resend",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        help: "Starts with re_. Make one with sending access at resend.com/api-keys.",
        secret: true,
        required: true,
        accepts: (value) => isKey(value) && value.startsWith("re_"),
      },
      {
        name: "from",
        label: "Sender",
        help: "What guests see, such as Léa & Omar <hello@yourdomain.com>. The domain must be verified in Resend.",
        secret: false,
        required: true,
        accepts: isMailbox,
      },
      {
        name: "replyTo",
        label: "Replies to",
        help: "Where answers go. Left empty, they go to the sender.",
        secret: false,
        required: false,
        accepts: isMailbox,
      },
    ],
  },
];
