import type { ProviderId } from "#shared/message/ledger-rows.ts";

/** Providers by the names that people know, inside a sentence. */
export const providerWords: Readonly<Record<ProviderId, string>> = {
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
