import { createHash } from "node:crypto";
import type { FactKind } from "#shared/message/ledger-rows.ts";
import type { Clock, Random } from "#hub/ports/index.ts";
import type { LookUpOutcome, Provider, ProviderFact, SendOutcome, SendRequest, TestResult } from "../contract.ts";
import { practiceBehaviours, type PracticeBehaviour } from "./behaviour.ts";
import { fateOf, type Fate } from "./fate.ts";

/** What practice mode took, as a provider's own books would show it. */
export interface PracticeAcceptance {
  readonly messageId: string;
  readonly attemptId: string;
  readonly providerMessageId: string;
  readonly at: number;
}

/** A provider that behaves like a real one and never reaches a person: it has no network at all. */
export interface PracticeProvider extends Provider {
  readonly id: "practice-email" | "practice-sms";
  behaviour(): PracticeBehaviour;
  /** Takes effect with the next call; what is already on its way keeps its fate. */
  setBehaviour(change: Partial<PracticeBehaviour>): void;
  startOutage(): void;
  stopOutage(): void;
  /** Everything accepted since the start, oldest first; the newest `rememberedMax`. */
  accepted(): readonly PracticeAcceptance[];
  subscribe(listener: (fact: ProviderFact) => void): () => void;
}

export interface PracticeOptions {
  readonly channel: "email" | "sms";
  readonly clock: Clock;
  /** How fast each call is; what becomes of a message depends on the seed alone. */
  readonly random: Random;
  readonly seed: number;
  readonly behaviour?: Partial<PracticeBehaviour>;
}

/** Same life as Resend's keys (providers.md 1.2), so that a rehearsal meets the same rules. */
const keyLifeMs = 24 * 60 * 60 * 1000;
/** Messages kept in memory for replays and look-ups: ten weddings of 10,000; about 40 MB at the very worst. */
const rememberedMax = 100_000;
/** Calls per second at speed 1: a wedding of 480 is on its way within 8 s and can still be watched. */
const callsPerSecond = 60;
/** However fast: a finite number, so that rates can be added and divided. */
const callsPerSecondMax = 1_000_000;
/** 60 calls a second of at most 320 ms each keep 20 busy. */
const concurrency = 24;
/** How long an outage asks callers to wait, at speed 1. */
const outageRetryAfterMs = 2_000;

interface Taken extends PracticeAcceptance {
  readonly bodySha256: string;
  latest: FactKind;
}

/**
 * Builds one practice provider. `practice-email` is keyed (a repeat of key and body is answered, not taken twice);
 * `practice-sms` is not and can be looked up instead. Addresses that force an outcome: `forced-course.ts`.
 */
export const createPracticeProvider = (options: PracticeOptions): PracticeProvider => {
  const { channel, clock, random, seed } = options;
  const keyed = channel === "email";
  const listeners = new Set<(fact: ProviderFact) => void>();
  const timers = new Set<() => void>();
  const taken = new Map<string, Taken>();
  const callsOf = new Map<string, number>();
  const startedAt = clock.now();
  const stopping = new AbortController();
  let behaviour: PracticeBehaviour = { ...practiceBehaviours[channel], ...options.behaviour };

  const paced = (ms: number): number => ms / behaviour.speed;
  const pause = async (ms: number, signal: AbortSignal): Promise<boolean> => {
    if (ms <= 0) return !signal.aborted;
    return clock.sleep(ms, signal).then(() => true, () => false);
  };

  const state = (fact: ProviderFact): void => {
    for (const listener of listeners) listener(fact);
  };

  /** One timer per message: each fact arms the next. */
  const scheduleLater = (entry: Taken, fate: Fate, index = 0): void => {
    const next = fate.later[index];
    if (next === undefined || stopping.signal.aborted) return;
    const cancel = clock.setTimer(paced(next.afterMs), () => {
      timers.delete(cancel);
      entry.latest = next.kind;
      const fact: ProviderFact = {
        eventId: `${entry.providerMessageId}-${next.kind}`,
        attemptId: entry.attemptId,
        messageId: entry.messageId,
        kind: next.kind,
        providerMessageId: entry.providerMessageId,
        at: clock.now(),
        code: next.code,
        detail: next.detail,
      };
      state(fact);
      if (random.next() < behaviour.repeatedFactShare) state(fact);
      scheduleLater(entry, fate, index + 1);
    });
    timers.add(cancel);
  };

  const take = (request: SendRequest, fate: Fate): Taken => {
    const key = keyed ? request.idempotencyKey : request.attemptId;
    const entry: Taken = {
      messageId: request.messageId,
      attemptId: request.attemptId,
      providerMessageId: `practice-${sha256(`${seed}:${channel}:${key}`).slice(0, 24)}`,
      at: clock.now(),
      bodySha256: bodySha256Of(request),
      latest: "accepted",
    };
    remember(taken, key, entry);
    scheduleLater(entry, fate);
    return entry;
  };

  /** The answer to a repeated key, or undefined when this key is new or too old to be known. */
  const replayOf = (request: SendRequest): SendOutcome | undefined => {
    const earlier = keyed ? taken.get(request.idempotencyKey) : undefined;
    if (earlier === undefined || clock.now() - earlier.at >= keyLifeMs) return undefined;
    if (earlier.bodySha256 !== bodySha256Of(request)) {
      return { kind: "unknown", code: "idempotency-key-reused", detail: "This key was used before with another text." };
    }
    return { kind: "accepted", providerMessageId: earlier.providerMessageId, detail: "Already taken; nothing was sent twice." };
  };

  /** What happens when the request arrives. The answer still has to travel back. */
  const arrive = (request: SendRequest, fate: Fate): SendOutcome => {
    const refusal = standingRefusal(behaviour, outageRetryAfterMs) ?? replayOf(request);
    if (refusal !== undefined) return refusal;
    const calls = (callsOf.get(request.messageId) ?? 0) + 1;
    remember(callsOf, request.messageId, calls);
    if (calls <= fate.deferrals) {
      const wait = Math.ceil(paced(fate.retryAfterMs));
      return { kind: "deferred", scope: "message", code: "rate-limited", detail: "Practice mode asked to slow down.", retryAfterMs: wait };
    }
    if (fate.course === "rejected") return rejection[channel];
    if (fate.course === "opted-out") return optedOut;
    if (fate.requestLost) return lost;
    const entry = take(request, fate);
    if (fate.answerLost) return lost;
    return { kind: "accepted", providerMessageId: entry.providerMessageId, detail: "Taken by practice mode." };
  };

  const send = async (request: SendRequest, callerSignal: AbortSignal): Promise<SendOutcome> => {
    if (request.payload.channel !== channel) throw new Error(`practice-${channel} was given a ${request.payload.channel} message`);
    if (keyed && request.idempotencyKey === "") throw new Error("practice-email needs an idempotency key");
    if (callerSignal.aborted || stopping.signal.aborted) return notStarted;
    const { messageId, payload } = request;
    const fate = fateOf({ seed, channel, messageId, address: payload.to, behaviour });
    const signal = AbortSignal.any([callerSignal, stopping.signal]);
    const span = behaviour.latencyMsMax - behaviour.latencyMsMin;
    const latencyMs = paced(behaviour.latencyMsMin + span * random.next());
    if (!(await pause(latencyMs / 2, signal))) return lost;
    const outcome = arrive(request, fate);
    return (await pause(latencyMs / 2, signal)) ? outcome : lost;
  };

  const lookUp = async (
    { request, startedAt: attemptStartedAt }: { readonly request: SendRequest; readonly startedAt: number },
    signal: AbortSignal,
  ): Promise<LookUpOutcome> => {
    if (!(await pause(paced(behaviour.latencyMsMin), AbortSignal.any([signal, stopping.signal])))) {
      return { kind: "cannot-tell", code: "aborted" };
    }
    if (behaviour.standing !== "working") return { kind: "cannot-tell", code: "practice-outage" };
    const entry = taken.get(request.attemptId);
    if (entry !== undefined) return { kind: "found", providerMessageId: entry.providerMessageId, fact: entry.latest };
    // Practice mode keeps its books in memory: of what was sent before this start it knows nothing.
    return attemptStartedAt < startedAt ? { kind: "cannot-tell", code: "practice-restarted" } : { kind: "not-found" };
  };

  const test = async (signal: AbortSignal): Promise<TestResult> => {
    await pause(paced(behaviour.latencyMsMin), AbortSignal.any([signal, stopping.signal]));
    if (behaviour.standing === "working") return { ok: true, sentence: "Practice mode is ready. It never reaches a person." };
    return { ok: false, problem: behaviour.standing === "outage" ? outageProblem : credentialsProblem };
  };

  return {
    id: `practice-${channel}`,
    channel,
    keyed,
    keyLifeMs: keyed ? keyLifeMs : 0,
    get rate() {
      const perSecond = Math.min(callsPerSecond * behaviour.speed, callsPerSecondMax);
      return { perSecond, burst: Math.max(10, Math.ceil(perSecond / 6)), concurrency };
    },
    send,
    ...(keyed ? {} : { lookUp }),
    test,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    behaviour: () => behaviour,
    setBehaviour: (change) => {
      behaviour = { ...behaviour, ...change };
    },
    startOutage: () => {
      behaviour = { ...behaviour, standing: "outage" };
    },
    stopOutage: () => {
      behaviour = { ...behaviour, standing: "working" };
    },
    accepted: () => [...taken.values()].map(({ messageId, attemptId, providerMessageId, at }) => ({ messageId, attemptId, providerMessageId, at })),
    stop: () => {
      stopping.abort(new Error("practice mode stopped"));
      for (const cancel of timers) cancel();
      timers.clear();
      listeners.clear();
      return Promise.resolve();
    },
  };
};

const outageProblem = {
  code: "practice-outage",
  sentence: "Practice mode is pretending that the provider is down.",
  nextStep: "End the pretended outage, or wait: everything stays queued.",
};
const credentialsProblem = {
  code: "practice-credentials-refused",
  sentence: "Practice mode is pretending that the provider refuses your key.",
  nextStep: "Set practice mode back to working.",
};

const standingRefusal = (behaviour: PracticeBehaviour, waitMs: number): SendOutcome | undefined => {
  if (behaviour.standing === "working") return undefined;
  if (behaviour.standing === "credentials-refused") {
    return { kind: "broken-lane", code: credentialsProblem.code, problem: credentialsProblem };
  }
  const retryAfterMs = Math.ceil(waitMs / behaviour.speed);
  return { kind: "deferred", scope: "lane", code: "practice-outage", detail: "Practice mode is pretending an outage.", retryAfterMs };
};

const lost: SendOutcome = { kind: "unknown", code: "answer-lost", detail: "No answer came back." };
const notStarted: SendOutcome = {
  kind: "deferred",
  scope: "lane",
  code: "aborted",
  detail: "Stopped before anything was sent.",
  retryAfterMs: null,
};
const optedOut: SendOutcome = {
  kind: "rejected",
  scope: "recipient",
  code: "opted-out",
  detail: "This guest does not want messages from this sender.",
};
const rejection: Readonly<Record<"email" | "sms", SendOutcome>> = {
  email: { kind: "rejected", scope: "recipient", code: "recipient-invalid", detail: "There is no such mailbox." },
  sms: { kind: "rejected", scope: "recipient", code: "not-mobile", detail: "This number cannot receive text messages." },
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const bodySha256Of = (request: SendRequest): string => sha256(JSON.stringify(request.payload));

/** Keeps the newest `rememberedMax` entries. */
const remember = <Value>(map: Map<string, Value>, key: string, value: Value): void => {
  map.set(key, value);
  if (map.size <= rememberedMax) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
};
