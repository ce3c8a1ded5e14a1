import type { UsherClient } from "#shared/api/contract.ts";

type Protection = Awaited<ReturnType<UsherClient["app"]["info"]>>["secretsProtection"];

/** The truth about key storage on this computer, for people. */
export const secretsWords: Readonly<Record<Protection, string>> = {
  "os-keychain":
    "Keys are locked with your computer's own keychain and can be read only by you, on this computer. They never leave it except to the provider.",
  weak: "This computer has no keychain that locks anything, so Usher writes no key down: keys are kept in memory and are forgotten when Usher stops. You enter them again after each start.",
  environment: "Keys are read from this program's environment. Usher does not store them; to change one, change it there and start again.",
  session: "Keys are kept in memory only and are forgotten when Usher stops. You enter them again after each start.",
};
