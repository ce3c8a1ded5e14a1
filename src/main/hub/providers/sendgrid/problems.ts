import type { Problem } from "#shared/problem.ts";

/** What can be wrong with an account at SendGrid. */
export type SendgridFault = "quota-exceeded" | "key-refused" | "sender-not-verified" | "access-refused" | "call-unknown";

const problems: Readonly<Record<SendgridFault, Omit<Problem, "code">>> = {
  "quota-exceeded": {
    sentence: "The credits of this SendGrid account are used up.",
    nextStep: "Wait until they renew or upgrade the plan at SendGrid, then resume here. Everything stays queued.",
  },
  "key-refused": {
    sentence: "SendGrid refuses the key.",
    nextStep: "Make a key with the permission Mail Send in SendGrid, save it in Settings and test it.",
  },
  "sender-not-verified": {
    sentence: "SendGrid does not let this account write from that sender address.",
    nextStep: "Verify the address or its domain under Sender Authentication in SendGrid, or change the sender in Settings.",
  },
  "access-refused": {
    sentence: "The SendGrid key may not send.",
    nextStep: "Give the key the permission Mail Send in SendGrid, or save another key in Settings.",
  },
  "call-unknown": { sentence: "SendGrid does not know the call that was made.", nextStep: "Update Usher, then resume here." },
};

export const sendgridProblem = (fault: SendgridFault): Problem => ({ code: `sendgrid-${fault}`, ...problems[fault] });
