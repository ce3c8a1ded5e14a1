import { providerKindOf, type ProviderKind } from "#shared/message/ledger-rows.ts";
import { decide, type Finder } from "./finding.ts";

/** A new account has no reputation: a small start shows what is wrong before everybody is written to. */
export const firstSend: Finder = ({ history }) =>
  history.untried.map((provider) =>
    decide("first-send", {
      sentence: `Nothing has been sent with ${providerNames[providerKindOf(provider)]} yet.`,
      fix: "Send yourself a test first, or leave it.",
      fixAt: "texts",
    }),
  );

const providerNames: Readonly<Record<ProviderKind, string>> = {
  resend: "Resend",
  sendgrid: "SendGrid",
  smtp: "the SMTP server",
  twilio: "Twilio",
  fcm: "Firebase Cloud Messaging",
  apns: "Apple push",
  "practice-email": "practice email",
  "practice-sms": "practice SMS",
  "practice-push": "practice pushes",
};
