import type { Provider } from "#hub/providers/contract.ts";
import type { Fault, LoopbackServer } from "#test/providers/loopback-server.ts";
import { deviceOf, requestOf } from "#test/providers/requests.ts";
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
  readonly provesAbsence?: boolean;
  /** For pushes: the service whose devices are written to. */
  readonly push?: "fcm" | "apns";
  /** How often in a row this provider must hear a refusal of its credentials. */
  readonly refusals?: number;
  /** How this provider says it. */
  readonly answers: Readonly<Record<Extract<Trouble, "rate-limited" | "refused-for-good" | "credentials-refused">, Answer>>;
}

/** A provider on an HTTP server of ours. */
export const rigOnServer = ({ server, provider, doubts, provesAbsence = true, push, refusals = 1, answers }: ServerRigOptions): Rig => {
  const { channel } = provider;
  return {
    provider,
    doubts,
    provesAbsence,
    replaces: push !== undefined,
    arrange: async (name, trouble) => {
      const fail = server.failNext;
      if (trouble === "rate-limited" || trouble === "refused-for-good") fail({ do: "answer", ...answers[trouble] });
      if (trouble === "credentials-refused")
        fail(...Array.from({ length: refusals }, (): Fault => ({ do: "answer", ...answers["credentials-refused"] })));
      if (trouble === "answer-lost") fail({ do: "reset-after-request", after: "accepting" });
      if (trouble === "request-lost") fail({ do: "reset-after-request", after: "reading" });
      if (trouble === "unreachable") await server.stop();
      return requestOf(channel, name, {
        expiresAt: Date.now() + 3_600_000,
        ...(push === undefined ? {} : { to: deviceOf(push, name) }),
      });
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
