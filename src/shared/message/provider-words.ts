import { providerKindOf, type ProviderId, type ProviderKind } from "./ledger-rows.ts";

/** By the name that people know, inside a sentence; a further account says which: `Resend (2)`. */
export const providerWords = (provider: ProviderId): string => {
  const [, account] = provider.split("#");
  return `${kindWords[providerKindOf(provider)]}${account === undefined ? "" : ` (${account})`}`;
};

const kindWords: Readonly<Record<ProviderKind, string>> = {
  "practice-email": "practice",
  "practice-sms": "practice",
  "practice-push": "practice",
  resend: "Resend",
  sendgrid: "SendGrid",
  smtp: "SMTP server",
  twilio: "Twilio",
  fcm: "Firebase",
  apns: "Apple",
};
