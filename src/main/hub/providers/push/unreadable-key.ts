import type { PushService } from "#shared/contact/push-address.ts";
import type { Problem } from "#shared/problem.ts";
import type { Provider } from "../contract.ts";
import { repeatLifeMs } from "./repeats.ts";

/**
 * Stands in for a push provider whose key cannot be read: typed ones are checked, but one from the environment can be anything. Everything waits
 * until a person has put it right.
 */
export const unreadableKeyProvider = (id: PushService, problem: Problem): Provider => ({
  id,
  channel: "push",
  keyed: true,
  keyLifeMs: repeatLifeMs,
  rate: { perSecond: 1, burst: 1, concurrency: 1 },
  pushService: id,
  send: () => Promise.resolve({ kind: "broken-lane", code: problem.code, problem }),
  test: () => Promise.resolve({ ok: false, problem }),
  stop: () => Promise.resolve(),
});
