import type { Provider } from "#hub/providers/contract.ts";
import type { LoopbackServer } from "#test/providers/loopback-server.ts";
import { requestOf } from "#test/providers/requests.ts";
import type { Rig, Trouble } from "./rig.ts";

interface Answer {
  readonly status: number;
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ServerRigOptions {
  readonly server: LoopbackServer & { accepted(): readonly unknown[] };
  readonly provider: Provider;
  readonly doubts: Rig["doubts"];
  /** How this provider says it. */
  readonly answers: Readonly<Record<Extract<Trouble, "rate-limited" | "refused-for-good" | "credentials-refused">, Answer>>;
}

/** A provider on an HTTP server of ours. */
export const rigOnServer = ({ server, provider, doubts, answers }: ServerRigOptions): Rig => {
  const { channel } = provider;
  if (channel === "push") throw new Error("no rig for push yet");
  return {
    provider,
    doubts,
    arrange: async (name, trouble) => {
      const fail = server.failNext;
      if (trouble === "rate-limited" || trouble === "refused-for-good" || trouble === "credentials-refused")
        fail({ do: "answer", ...answers[trouble] });
      if (trouble === "answer-lost") fail({ do: "reset-after-request", after: "accepting" });
      if (trouble === "request-lost") fail({ do: "reset-after-request", after: "reading" });
      if (trouble === "unreachable") await server.stop();
      return requestOf(channel, name, { expiresAt: Date.now() + 3_600_000 });
    },
    accepted: () => server.accepted().length,
    now: () => Date.now(),
    settled: (call) => call,
    underWay: () => server.received(server.requests().length + 1),
    hangNext: () => server.failNext({ do: "hang", after: "reading" }),
    close: async () => {
      await provider.stop();
      await server.stop();
    },
  };
};
