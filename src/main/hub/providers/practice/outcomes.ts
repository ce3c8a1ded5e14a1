import type { Channel } from "#shared/domain/fields.ts";
import type { SendOutcome } from "../contract.ts";
import type { PracticeBehaviour } from "./behaviour.ts";

/** How long a pretended outage asks callers to wait, milliseconds at speed 1. */
const outageRetryAfterMs = 2_000;

export const outageProblem = {
  code: "practice-outage",
  sentence: "Practice mode is pretending that the provider is down.",
  nextStep: "End the pretended outage, or wait: everything stays queued.",
};

export const credentialsProblem = {
  code: "practice-credentials-refused",
  sentence: "Practice mode is pretending that the provider refuses your key.",
  nextStep: "Set practice mode back to working.",
};

export const lost: SendOutcome = { kind: "unknown", code: "answer-lost", detail: "No answer came back." };

export const notStarted: SendOutcome = {
  kind: "deferred",
  scope: "lane",
  code: "aborted",
  detail: "Stopped before anything was sent.",
  retryAfterMs: null,
};

export const keyReused: SendOutcome = {
  kind: "unknown",
  code: "idempotency-key-reused",
  detail: "This key was used before with another text.",
};

export const optedOut: SendOutcome = {
  kind: "rejected",
  scope: "recipient",
  code: "opted-out",
  detail: "This guest does not want messages from this sender.",
};

export const rejection: Readonly<Record<Channel, SendOutcome>> = {
  email: { kind: "rejected", scope: "recipient", code: "recipient-invalid", detail: "There is no such mailbox." },
  sms: { kind: "rejected", scope: "recipient", code: "not-mobile", detail: "This number cannot receive text messages." },
  push: { kind: "rejected", scope: "recipient", code: "device-unregistered", detail: "This device does not take pushes any more." },
};

export const slowDown = (retryAfterMs: number): SendOutcome => ({
  kind: "deferred",
  scope: "message",
  code: "rate-limited",
  detail: "Practice mode asked to slow down.",
  retryAfterMs,
});

/** What every call gets while practice mode pretends to be out of order; undefined when it works. */
export const standingRefusal = (behaviour: PracticeBehaviour): SendOutcome | undefined => {
  switch (behaviour.standing) {
    case "working":
      return undefined;
    case "credentials-refused":
      return { kind: "broken-lane", code: credentialsProblem.code, problem: credentialsProblem };
    case "outage":
      return {
        kind: "deferred",
        scope: "lane",
        code: outageProblem.code,
        detail: "Practice mode is pretending an outage.",
        retryAfterMs: Math.ceil(outageRetryAfterMs / behaviour.speed),
      };
  }
};
