import type { Channel } from "#shared/domain/fields.ts";
import type { Clock, Random } from "#hub/ports/index.ts";
import type { LookUpOutcome, Provider, ProviderFact, SendOutcome, SendRequest } from "#hub/providers/contract.ts";

/** One message that really went out to a guest. */
export interface Effect {
  readonly messageId: string;
  readonly attemptId: string;
}

export interface FaultyWorld {
  readonly effects: Effect[];
  readonly violations: string[];
  /** Share of calls that something happens to; 0 once faults have stopped. */
  faultShare: number;
  /** Addresses that must not be written to, since when by the steady clock. */
  readonly suppressedSince: Map<string, number>;
  /** The time out there, milliseconds: it passes while we sleep, and nobody sets it. */
  trueNow(): number;
}

/** The far end: it outlives every crash of ours. */
export interface FarEnd {
  readonly channel: Channel;
  /** What one process sees of it; dead processes see nothing any more. */
  connect(line: Line): Provider;
}

export interface Line {
  alive(): boolean;
  /** May end the process on the spot. */
  danger(): void;
  /** Called with every request that arrives. */
  arrived(request: SendRequest, provider: Provider["id"]): void;
}

interface Taken {
  readonly effect: Effect;
  readonly body: string;
  readonly at: number;
}

export interface FarEndKind {
  readonly id: "resend" | "sendgrid" | "twilio";
  /** `keyed` drops repeats; `listed` can be looked up; `mute` can do neither. */
  readonly kind: "keyed" | "listed" | "mute";
  readonly channel: "email" | "sms";
  /** How long a key is remembered, milliseconds. */
  readonly keyLifeMs: number;
}

export const createFarEnd = (far: FarEndKind, world: FaultyWorld, clock: Clock, random: Random): FarEnd => {
  const { id, kind, channel, keyLifeMs } = far;
  const byKey = new Map<string, Taken>();
  const byAttempt = new Map<string, Taken>();
  /** Keys whose address was refused: a verdict stands, also for a request that was still on its way (the fold relies on it). */
  const refusedKeys = new Set<string>();
  const listeners = new Map<Line, (fact: ProviderFact) => void>();
  const missed: ProviderFact[] = [];

  const tell = (fact: ProviderFact): void => {
    const living = [...listeners].filter(([line]) => line.alive());
    if (living.length === 0) missed.push(fact);
    for (const [, listener] of living) listener(fact);
  };
  const follow = (effect: Effect): void => {
    for (const kindStated of ["sent", "delivered"] as const) {
      if (random.next() < 0.3) continue;
      const fact: ProviderFact = {
        eventId: `${effect.attemptId}:${kindStated}`,
        attemptId: effect.attemptId,
        messageId: effect.messageId,
        kind: kindStated,
        providerMessageId: null,
        at: world.trueNow(),
        code: "",
        detail: "",
      };
      // Independent delays put them out of order; some come twice.
      clock.setTimer(random.next() * 1_200_000, () => tell(fact));
      if (random.next() < 0.3) clock.setTimer(random.next() * 1_200_000, () => tell(fact));
    }
  };
  const take = (request: SendRequest): SendOutcome => {
    if (kind === "keyed" && refusedKeys.has(request.idempotencyKey)) return refused("recipient", "no-such-address");
    const body = JSON.stringify(request.payload);
    const earlier = kind === "keyed" ? byKey.get(request.idempotencyKey) : undefined;
    if (earlier !== undefined && world.trueNow() - earlier.at < keyLifeMs) {
      if (earlier.body !== body) world.violations.push(`S6: ${request.messageId} reused a key with other bytes`);
      return accepted(earlier.effect);
    }
    if (earlier !== undefined) world.violations.push(`S6: ${request.messageId} trusted a key for too long`);
    const effect = { messageId: request.messageId, attemptId: request.attemptId };
    const taken = { effect, body, at: world.trueNow() };
    byKey.set(request.idempotencyKey, taken);
    byAttempt.set(request.attemptId, taken);
    world.effects.push(effect);
    follow(effect);
    return accepted(effect);
  };

  const connect = (line: Line): Provider => ({
    id,
    channel,
    keyed: kind === "keyed",
    keyLifeMs: kind === "keyed" ? keyLifeMs : 0,
    rate: { perSecond: 10, burst: 5, concurrency: 4 },
    send: async (request, signal) => {
      line.danger();
      if (!line.alive()) return await never();
      line.arrived(request, id);
      const outcome = await answer(request, signal, {
        world,
        clock,
        random,
        take,
        refuseAddress: (one) => {
          // Nobody refuses the address of what they have already taken under that key (the fold relies on it).
          if (kind === "keyed" && byKey.has(one.idempotencyKey)) return unknown("server-error");
          refusedKeys.add(one.idempotencyKey);
          return refused("recipient", "no-such-address");
        },
      });
      line.danger();
      return line.alive() ? outcome : await never();
    },
    ...(kind === "listed"
      ? {
          lookUp: async ({ request }): Promise<LookUpOutcome> => {
            await clock.sleep(100);
            if (!line.alive()) return await never();
            if (random.next() < world.faultShare) return { kind: "cannot-tell", code: "unavailable" };
            const taken = byAttempt.get(request.attemptId);
            return taken === undefined ? { kind: "not-found" } : { kind: "found", providerMessageId: "listed", fact: "sent" };
          },
        }
      : {}),
    test: () => Promise.resolve({ ok: true, sentence: "Ready." }),
    subscribe: (listener) => {
      listeners.set(line, listener);
      for (const fact of missed.splice(0)) clock.setTimer(10, () => tell(fact));
      return () => void listeners.delete(line);
    },
    stop: () => Promise.resolve(),
  });
  return { channel, connect };
};

export const never = (): Promise<never> => new Promise(() => undefined);

const accepted = (effect: Effect): SendOutcome => ({ kind: "accepted", providerMessageId: `far-${effect.attemptId}`, detail: "" });
const refused = (scope: "recipient" | "message", code: string): SendOutcome => ({ kind: "rejected", scope, code, detail: "" });
const unknown = (code: string): SendOutcome => ({ kind: "unknown", code, detail: "" });

interface Inside {
  readonly world: FaultyWorld;
  readonly clock: Clock;
  readonly random: Random;
  readonly take: (request: SendRequest) => SendOutcome;
  /** The verdict on the address, where it does not contradict what was taken before. */
  readonly refuseAddress: (request: SendRequest) => SendOutcome;
}

/** One call: it may be lost going or coming, hang, be refused for now or for good, or break after it was taken. */
const answer = async (
  request: SendRequest,
  signal: AbortSignal,
  { world, clock, random, take, refuseAddress }: Inside,
): Promise<SendOutcome> => {
  await clock.sleep(20 + random.next() * 500);
  if (random.next() >= world.faultShare) return take(request);
  const draw = Math.floor(random.next() * 10);
  switch (draw) {
    case 0:
      return unknown("request-lost");
    case 1:
    case 2:
      take(request);
      return unknown("answer-lost");
    case 3:
      // Hangs until it is told to stop, having been taken or not.
      if (random.next() < 0.5) take(request);
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return unknown("aborted");
    case 4:
      if (random.next() < 0.5) take(request);
      return await never();
    case 5:
      return { kind: "deferred", scope: "lane", code: "rate-limited", detail: "", retryAfterMs: 2_000 };
    case 6:
      return { kind: "deferred", scope: "lane", code: "unavailable", detail: "", retryAfterMs: null };
    case 7:
      return { kind: "deferred", scope: "message", code: "slow-down", detail: "", retryAfterMs: null };
    case 8:
      // Answers after we have stopped listening.
      await clock.sleep(60_000);
      return take(request);
    default:
      if (random.next() < 0.2) return refuseAddress(request);
      return random.next() < 0.2 ? refused("message", "content") : unknown("server-error");
  }
};
