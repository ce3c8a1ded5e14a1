import type { Problem } from "#shared/problem.ts";

/** What can be wrong with an account at a mail server. */
export type SmtpFault = "login-refused" | "login-not-offered" | "sender-refused" | "relay-refused" | "encryption-not-offered";

const problems: Readonly<Record<SmtpFault, Omit<Problem, "code">>> = {
  "login-refused": {
    sentence: "The mail server refuses the user name or the password.",
    nextStep: "Check both in Settings. Gmail, iCloud, Yahoo and others want an app password, made on their security page.",
  },
  "login-not-offered": {
    sentence: "The mail server does not offer to log in.",
    nextStep: "Check server name and port in Settings: your mail provider's page calls it outgoing mail, mostly port 465 or 587.",
  },
  "sender-refused": {
    sentence: "The mail server does not let this account write from that sender address.",
    nextStep: "Use the account's own address as the sender in Settings, or allow the other one at your mail provider.",
  },
  "relay-refused": {
    sentence: "The mail server does not send to other servers for this account.",
    nextStep: "Use your mail provider's server for outgoing mail in Settings, with its user name and password.",
  },
  "encryption-not-offered": {
    sentence: "The mail server offers no encryption, and Usher sends no password without it.",
    nextStep: "Use port 465 or 587 in Settings, or another network: some hotels and airports remove the encryption.",
  },
};

export const smtpProblem = (fault: SmtpFault): Problem => ({ code: `smtp-${fault}`, ...problems[fault] });

export const isSmtpFault = (word: string): word is SmtpFault => Object.hasOwn(problems, word);
