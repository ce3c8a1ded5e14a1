import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Problem } from "#shared/problem.ts";
import type { Provider } from "../contract.ts";
import { repeatLifeMs } from "./repeats.ts";

/**
 * Stands in for a push provider whose key cannot be read: typed ones are checked, but one from the environment can be anything. Everything waits
 * until a person has put it right.
 */
export const unreadableKeyProvider = (id: Extract<ProviderId, "fcm" | "apns">, problem: Problem): Provider => ({
  id,
  channel: "push",
  keyed: true,
  keyLifeMs: repeatLifeMs,
  rate: { perSecond: 1, burst: 1, concurrency: 1 },
  takes: (address) => address.startsWith(`${id}:`),
  send: () => Promise.resolve({ kind: "broken-lane", code: problem.code, problem }),
  test: () => Promise.resolve({ ok: false, problem }),
  stop: () => Promise.resolve(),
});
