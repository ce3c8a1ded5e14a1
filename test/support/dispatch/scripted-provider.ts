import type { LookUpOutcome, Provider, ProviderFact, SendOutcome, SendRequest } from "#hub/providers/contract.ts";

/** `hang` never answers by itself; it answers `unknown` when it is told to stop. */
export type Scripted = SendOutcome | "hang";

export interface ScriptedProvider extends Provider {
  readonly requests: SendRequest[];
  /** Answers of the next calls; afterwards everything is accepted. */
  readonly script: Scripted[];
  readonly lookUps: LookUpOutcome[];
  state(fact: ProviderFact): void;
}

export const acceptedOutcome: SendOutcome = { kind: "accepted", providerMessageId: "p-1", detail: "" };
export const unknownOutcome: SendOutcome = { kind: "unknown", code: "answer-lost", detail: "No answer." };
export const deferredOutcome = (retryAfterMs: number | null = null, scope: "message" | "lane" = "message"): SendOutcome => ({
  kind: "deferred",
  scope,
  code: "busy",
  detail: "Busy.",
  retryAfterMs,
});
export const refusedOutcome: SendOutcome = { kind: "rejected", scope: "recipient", code: "no-such-address", detail: "" };
export const brokenOutcome: SendOutcome = {
  kind: "broken-lane",
  code: "key-refused",
  problem: { code: "key-refused", sentence: "The key is refused.", nextStep: "Enter a new one." },
};

/** A provider that answers what the test wrote down, at once. Without keys for text messages, as in life. */
export const scriptedProvider = (
  id: "practice-email" | "practice-sms" | "resend" | "twilio",
  given: Partial<Pick<Provider, "rate">> & { readonly canLookUp?: boolean } = {},
): ScriptedProvider => {
  const channel = id === "practice-email" || id === "resend" ? "email" : "sms";
  const requests: SendRequest[] = [];
  const script: Scripted[] = [];
  const lookUps: LookUpOutcome[] = [];
  const listeners = new Set<(fact: ProviderFact) => void>();
  return {
    id,
    channel,
    keyed: channel === "email",
    keyLifeMs: channel === "email" ? 24 * 3_600_000 : 0,
    rate: given.rate ?? { perSecond: 1000, burst: 1000, concurrency: 10 },
    requests,
    script,
    lookUps,
    send: (request, signal) => {
      requests.push(request);
      const next = script.shift() ?? acceptedOutcome;
      if (next !== "hang") return Promise.resolve(next);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(unknownOutcome), { once: true }));
    },
    ...(given.canLookUp === true ? { lookUp: () => Promise.resolve(lookUps.shift() ?? { kind: "not-found" }) } : {}),
    test: () => Promise.resolve({ ok: true, sentence: "Ready." }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: (fact) => {
      for (const listener of listeners) listener(fact);
    },
    stop: () => Promise.resolve(),
  };
};
