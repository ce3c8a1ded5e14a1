import { isKey, isMailbox, type AccountField, type AccountForm } from "./field-shapes.ts";

const repliesTo: AccountField = {
  name: "replyTo",
  label: "Replies to",
  help: "Where answers go. Left empty, they go to the sender.",
  secret: false,
  required: false,
  accepts: isMailbox,
};

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
      repliesTo,
    ],
  },
  {
    provider: "sendgrid",
    channel: "email",
    label: "SendGrid",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        help: "Starts with SG. In SendGrid: Settings, API Keys, Create API Key, Restricted Access, Mail Send.",
        secret: true,
        required: true,
        accepts: (value) => isKey(value) && value.startsWith("SG."),
      },
      {
        name: "from",
        label: "Sender",
        help: "What guests see, such as Léa & Omar <hello@yourdomain.com>. Verify it in SendGrid under Settings, Sender Authentication.",
        secret: false,
        required: true,
        accepts: isMailbox,
      },
      repliesTo,
      {
        name: "region",
        label: "Region",
        help: "Write eu if your SendGrid account keeps its data in the EU. Otherwise leave it empty.",
        secret: false,
        required: false,
        accepts: (value) => /^(?:eu|global)$/iu.test(value),
      },
    ],
  },
];
