import { apnsKeyOf } from "../apns/index.ts";
import { readServiceAccount } from "../fcm/index.ts";
import type { AccountForm } from "./field-shapes.ts";

const isAppleId = (value: string): boolean => /^[A-Z0-9]{10}$/u.test(value);

export const pushForms: readonly AccountForm[] = [
  {
    provider: "fcm",
    channel: "push",
    label: "Firebase Cloud Messaging",
    fields: [
      {
        name: "serviceAccount",
        label: "Service account",
        help: "All text of the JSON file. In Firebase: Project settings, Service accounts, Generate new private key.",
        secret: true,
        required: true,
        accepts: (value) => readServiceAccount(value) !== undefined,
      },
    ],
  },
  {
    provider: "apns",
    channel: "push",
    label: "Apple push",
    fields: [
      {
        name: "key",
        label: "Key",
        help: "All text of the .p8 file, with its first and last line. Apple gives it out once, under Certificates, Identifiers & Profiles, Keys.",
        secret: true,
        required: true,
        accepts: (value) => apnsKeyOf(value) !== undefined,
      },
      {
        name: "keyId",
        label: "Key ID",
        help: "Ten letters and digits; they are also in the file's name.",
        secret: false,
        required: true,
        accepts: isAppleId,
      },
      {
        name: "teamId",
        label: "Team ID",
        help: "Ten letters and digits. At developer.apple.com it stands under Membership details.",
        secret: false,
        required: true,
        accepts: isAppleId,
      },
      {
        name: "bundleId",
        label: "Bundle ID",
        help: "The app's own name, such as com.example.wedding.",
        secret: false,
        required: true,
        accepts: (value) => /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/u.test(value) && value.length <= 155,
      },
    ],
  },
];
