import type { Clock } from "#hub/ports/index.ts";
import type { Provider, SendOutcome } from "#hub/providers/contract.ts";

/** How a provider begins to fail. */
export type Failure = "refused" | "server-error" | "hang" | "key-refused";

const outcomes: Readonly<Record<Exclude<Failure, "hang">, SendOutcome>> = {
  refused: { kind: "deferred", scope: "lane", code: "unreachable", detail: "The connection was refused.", retryAfterMs: null },
  "server-error": { kind: "unknown", code: "provider-error", detail: "It answered 500; the message may have been taken." },
  "key-refused": {
    kind: "broken-lane",
    code: "key-refused",
    problem: { code: "key-refused", sentence: "The key is refused.", nextStep: "Save a working key." },
  },
};

export interface FailingProvider extends Provider {
  /** Every call, with what became of it; `taken` only where the guest gets it. */
  readonly calls: { readonly messageId: string; readonly at: number; readonly taken: boolean }[];
  failing: Failure | null;
  /** Calls that have ended badly. */
  failures: number;
}

const latencyMs = 150;

/** A provider that works, until it is told to fail. */
export const failingProvider = (id: "resend" | "sendgrid", clock: Clock): FailingProvider => {
  const provider: FailingProvider = {
    id,
    channel: "email",
    keyed: id === "resend",
    keyLifeMs: id === "resend" ? 24 * 3_600_000 : 0,
    rate: { perSecond: 10, burst: 5, concurrency: 8 },
    calls: [],
    failing: null,
    failures: 0,
    send: async ({ messageId }, signal) => {
      const { failing } = provider;
      provider.calls.push({ messageId, at: clock.now(), taken: failing === null });
      if (failing === "hang") {
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        provider.failures += 1;
        return { kind: "unknown", code: "answer-lost", detail: "No answer came." };
      }
      await clock.sleep(failing === "refused" ? 1 : latencyMs);
      if (failing !== null) provider.failures += 1;
      return failing === null ? { kind: "accepted", providerMessageId: messageId, detail: "" } : outcomes[failing];
    },
    test: () => Promise.resolve({ ok: true, sentence: "Ready." }),
    stop: () => Promise.resolve(),
  };
  return provider;
};
