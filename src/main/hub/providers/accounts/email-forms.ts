import { isHost, isPort } from "../smtp/index.ts";
import { isKey, isMailbox, printable, type AccountField, type AccountForm } from "./field-shapes.ts";

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
        help: "Starts with SG and a dot. In SendGrid, under Settings, API Keys, create one with Restricted Access and allow Mail Send.",
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
        help: "Where your SendGrid account keeps its data.",
        secret: false,
        required: false,
        choices: [
          { value: "", label: "Worldwide" },
          { value: "eu", label: "European Union" },
        ],
        accepts: (value) => /^(?:eu|global)$/iu.test(value),
      },
    ],
  },
  {
    provider: "smtp",
    channel: "email",
    label: "Mail server (SMTP)",
    fields: [
      {
        name: "host",
        label: "Server",
        help: "Your mail provider calls it outgoing mail or SMTP, such as smtp.gmail.com or smtp.mail.me.com. Only the name, without a port.",
        secret: false,
        required: true,
        accepts: isHost,
      },
      {
        name: "port",
        label: "Port",
        help: "Your mail provider says which one, mostly 587 or 465. Left empty, it is 587.",
        secret: false,
        required: false,
        accepts: isPort,
      },
      {
        name: "encryption",
        label: "Encryption",
        help: "Leave it as it is, unless your mail provider asks for something else. Usher encrypts either way.",
        secret: false,
        required: false,
        choices: [
          { value: "", label: "Automatic" },
          { value: "starttls", label: "STARTTLS" },
          { value: "tls", label: "TLS from the start" },
        ],
        accepts: (value) => /^(?:tls|starttls)$/iu.test(value),
      },
      {
        name: "user",
        label: "User name",
        help: "For most mail providers, your whole email address.",
        secret: false,
        required: true,
        accepts: (value) => printable(value) && value.length <= 320,
      },
      {
        name: "password",
        label: "Password",
        help: "Gmail, iCloud and Yahoo want an app password: make one on the security page of your account there.",
        secret: true,
        required: true,
        accepts: (value) => printable(value) && value.length <= 512,
      },
      {
        name: "from",
        label: "Sender",
        help: "What guests see, such as Léa & Omar <hello@yourdomain.com>. Most servers allow only the account's own address.",
        secret: false,
        required: true,
        accepts: isMailbox,
      },
      repliesTo,
    ],
  },
];
