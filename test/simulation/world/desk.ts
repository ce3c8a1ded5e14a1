import type { PushService } from "#shared/contact/push-address.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Provider, SendOutcome, SendRequest } from "#hub/providers/contract.ts";
import type { Fault } from "./answer.ts";
import type { Effect, World } from "./world.ts";

export interface FarEndKind {
  readonly id: ProviderId;
  readonly channel: Channel;
  readonly pushService?: PushService;
  /** `keyed` drops repeats; `listed` can be looked up; `mute` can do neither. */
  readonly kind: "keyed" | "listed" | "mute";
  /** How long a key is remembered, milliseconds. */
  readonly keyLifeMs: number;
  readonly rate: Provider["rate"];
  readonly weather: readonly Weather[];
  /** What happens to the first calls, where that is not left to chance; used up as they come. */
  readonly script?: Fault[];
}

/** A stretch of the true steady time in which a provider is not well. */
export interface Weather {
  /** `storm`: it takes a fraction of the usual rate and answers 429 to the rest. `outage`: it is down. `refused`: the key is revoked. */
  readonly kind: "storm" | "outage" | "refused";
  readonly from: number;
  readonly to: number;
}

export interface Taken {
  readonly effect: Effect;
  readonly body: string;
  readonly at: number;
}

/** What the far end has taken and refused. A verdict stands: the fold relies on it. */
export interface Desk {
  take(request: SendRequest): SendOutcome;
  refuseAddress(request: SendRequest): SendOutcome;
  /** Not by this account; another may. */
  refuseToCarry(request: SendRequest): SendOutcome;
  find(attemptId: string): Taken | undefined;
}

export const outcomes = {
  accepted: (effect: Effect): SendOutcome => ({ kind: "accepted", providerMessageId: `far-${effect.attemptId}`, detail: "" }),
  refused: (scope: "recipient" | "message" | "sender", code: string): SendOutcome => ({ kind: "rejected", scope, code, detail: "" }),
  unknown: (code: string): SendOutcome => ({ kind: "unknown", code, detail: "" }),
};

export const createDesk = ({ kind, keyLifeMs }: FarEndKind, world: World, taken: (effect: Effect) => void): Desk => {
  const byKey = new Map<string, Taken>();
  const byAttempt = new Map<string, Taken>();
  const refusedKeys = new Set<string>();
  /** Messages and the addresses to which this account cannot carry them. */
  const notCarried = new Set<string>();
  const wayOf = ({ messageId, payload }: SendRequest): string => `${messageId} ${payload.to}`;
  return {
    find: (attemptId) => byAttempt.get(attemptId),
    refuseAddress: ({ idempotencyKey }) => {
      // Nobody refuses the address of what they have already taken under that key.
      if (kind === "keyed" && byKey.has(idempotencyKey)) return outcomes.unknown("server-error");
      refusedKeys.add(idempotencyKey);
      return outcomes.refused("recipient", "no-such-address");
    },
    refuseToCarry: (request) => {
      if (kind === "keyed" && byKey.has(request.idempotencyKey)) return outcomes.unknown("server-error");
      notCarried.add(wayOf(request));
      return outcomes.refused("sender", "not-by-this-account");
    },
    take: (request) => {
      const { messageId, attemptId, idempotencyKey, payload } = request;
      if (notCarried.has(wayOf(request))) return outcomes.refused("sender", "not-by-this-account");
      // Also for a request that was still on its way.
      if (kind === "keyed" && refusedKeys.has(idempotencyKey)) return outcomes.refused("recipient", "no-such-address");
      const body = JSON.stringify(payload);
      const earlier = kind === "keyed" ? byKey.get(idempotencyKey) : undefined;
      if (earlier !== undefined && world.trueNow() - earlier.at < keyLifeMs) {
        if (earlier.body !== body) world.violate(`S6: ${messageId} reused a key with other bytes`);
        return outcomes.accepted(earlier.effect);
      }
      if (earlier !== undefined) world.violate(`S6: ${messageId} trusted a key for too long`);
      const effect = { messageId, attemptId };
      const row = { effect, body, at: world.trueNow() };
      byKey.set(idempotencyKey, row);
      byAttempt.set(attemptId, row);
      world.effects.push(effect);
      world.trace.note(`takes ${messageId} ${attemptId}`);
      taken(effect);
      return outcomes.accepted(effect);
    },
  };
};
