import type { Channel } from "#shared/domain/fields.ts";
import type { Clock, Random } from "#hub/ports/index.ts";
import type { LookUpOutcome, Provider, ProviderFact, SendOutcome, SendRequest } from "../contract.ts";
import { practiceBehaviours, type PracticeBehaviour } from "./behaviour.ts";
import { bodySha256Of, createBooks, type Books, type PracticeAcceptance } from "./books.ts";
import { fateOf, type Fate } from "./fate.ts";
import { createLaterFacts, type LaterFacts } from "./later-facts.ts";
import * as outcomes from "./outcomes.ts";

/** A provider that behaves like a real one and never reaches a person: it has no network at all. */
export interface PracticeProvider extends Provider {
  readonly id: `practice-${Channel}`;
  behaviour(): PracticeBehaviour;
  /** Takes effect with the next call; what is already on its way keeps its fate. */
  setBehaviour(change: Partial<PracticeBehaviour>): void;
  startOutage(): void;
  stopOutage(): void;
  /** What was accepted since the start, oldest first. */
  accepted(): readonly PracticeAcceptance[];
  subscribe(listener: (fact: ProviderFact) => void): () => void;
}

export interface PracticeOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  /** How fast each call is; what becomes of a message depends on the seed alone. */
  readonly random: Random;
  readonly seed: number;
  readonly behaviour?: Partial<PracticeBehaviour>;
}

/** Same life as Resend's keys (providers.md 1.2), so that a rehearsal meets the same rules. */
const keyLifeMs = 24 * 60 * 60 * 1000;
/** Calls per second at speed 1: a wedding of 480 is on its way within 8 s and can still be watched. */
const callsPerSecond = 60;
/** However fast: a finite number, so that rates can be added and divided. */
const callsPerSecondMax = 1_000_000;
/** 60 calls a second of at most 320 ms each keep 20 busy. */
const concurrency = 24;

/**
 * Builds one practice provider. `practice-email` and `practice-push` are keyed (a repeat of key and body is answered, not taken
 * twice); `practice-sms` is not and can be looked up instead. Addresses that force an outcome: `forced-course.ts`.
 */
export const createPracticeProvider = (options: PracticeOptions): PracticeProvider => {
  const { channel, clock, random, seed } = options;
  const keyed = channel !== "sms";
  let behaviour: PracticeBehaviour = { ...practiceBehaviours[channel], ...options.behaviour };
  const change = (changed: Partial<PracticeBehaviour>): void => {
    behaviour = { ...behaviour, ...changed };
  };
  const books = createBooks(`${seed}:${channel}`, keyed);
  const facts = createLaterFacts(clock, random, () => behaviour);
  const stopping = new AbortController();
  const house: House = { ...options, keyed, books, facts, stopping: stopping.signal, behaviour: () => behaviour, openedAt: clock.now() };
  return {
    id: `practice-${channel}`,
    channel,
    keyed,
    keyLifeMs: keyed ? keyLifeMs : 0,
    get rate() {
      const perSecond = Math.min(callsPerSecond * behaviour.speed, callsPerSecondMax);
      return { perSecond, burst: Math.max(10, Math.ceil(perSecond / 6)), concurrency };
    },
    send: (request, signal) => send(house, request, signal),
    ...(keyed ? {} : { lookUp: (question, signal) => lookUp(house, question, signal) }),
    test: async (signal) => {
      await pause(house, behaviour.latencyMsMin, signal);
      if (behaviour.standing === "working") return { ok: true, sentence: "Practice mode is ready. It never reaches a person." };
      return { ok: false, problem: behaviour.standing === "outage" ? outcomes.outageProblem : outcomes.credentialsProblem };
    },
    subscribe: facts.subscribe,
    behaviour: () => behaviour,
    setBehaviour: change,
    startOutage: () => change({ standing: "outage" }),
    stopOutage: () => change({ standing: "working" }),
    accepted: books.accepted,
    stop: () => {
      stopping.abort(new Error("practice mode stopped"));
      facts.stop();
      return Promise.resolve();
    },
  };
};

/** What the calls of one provider share. */
interface House extends Omit<PracticeOptions, "behaviour"> {
  readonly keyed: boolean;
  readonly books: Books;
  readonly facts: LaterFacts;
  readonly stopping: AbortSignal;
  readonly behaviour: () => PracticeBehaviour;
  /** When this memory began: of what was sent before, practice mode knows nothing. */
  readonly openedAt: number;
}

/** A request travels half of the latency, arrives, and its answer travels the other half. */
const send = async (house: House, request: SendRequest, signal: AbortSignal): Promise<SendOutcome> => {
  const { channel, seed, random, behaviour } = house;
  if (request.payload.channel !== channel) throw new Error(`practice-${channel} was given a message for ${request.payload.channel}`);
  if (house.keyed && request.idempotencyKey === "") throw new Error(`practice-${channel} needs an idempotency key`);
  if (signal.aborted || house.stopping.aborted) return outcomes.notStarted;
  const fate = fateOf({ seed, channel, messageId: request.messageId, address: request.payload.to, behaviour: behaviour() });
  const { latencyMsMin, latencyMsMax } = behaviour();
  const oneWayMs = (latencyMsMin + (latencyMsMax - latencyMsMin) * random.next()) / 2;
  if (!(await pause(house, oneWayMs, signal))) return outcomes.lost;
  const outcome = arrive(house, request, fate);
  return (await pause(house, oneWayMs, signal)) ? outcome : outcomes.lost;
};

const arrive = (house: House, request: SendRequest, fate: Fate): SendOutcome => {
  const { books, facts, behaviour, clock, channel } = house;
  const early = outcomes.standingRefusal(behaviour()) ?? replayOf(house, request);
  if (early !== undefined) return early;
  if (books.countCall(request.messageId) <= fate.deferrals) {
    return outcomes.slowDown(Math.ceil(fate.retryAfterMs / behaviour().speed));
  }
  if (fate.course === "rejected") return outcomes.rejection[channel];
  if (fate.course === "opted-out") return outcomes.optedOut;
  if (fate.requestLost) return outcomes.lost;
  const entry = books.take(request, clock.now());
  facts.follow(entry, fate.later);
  if (fate.answerLost) return outcomes.lost;
  return { kind: "accepted", providerMessageId: entry.providerMessageId, detail: "Taken by practice mode." };
};

/** The answer to a repeated key; undefined when this key is new, or too old to be known. */
const replayOf = ({ books, clock, keyed }: House, request: SendRequest): SendOutcome | undefined => {
  const earlier = keyed ? books.find(request) : undefined;
  if (earlier === undefined || clock.now() - earlier.at >= keyLifeMs) return undefined;
  if (earlier.bodySha256 !== bodySha256Of(request)) return outcomes.keyReused;
  return { kind: "accepted", providerMessageId: earlier.providerMessageId, detail: "Already taken; nothing was sent twice." };
};

const lookUp = async (
  house: House,
  question: { readonly request: SendRequest; readonly startedAt: number },
  signal: AbortSignal,
): Promise<LookUpOutcome> => {
  const { books, behaviour, openedAt } = house;
  if (!(await pause(house, behaviour().latencyMsMin, signal))) return { kind: "cannot-tell", code: "aborted" };
  if (behaviour().standing !== "working") return { kind: "cannot-tell", code: outcomes.outageProblem.code };
  const entry = books.find(question.request);
  if (entry !== undefined) return { kind: "found", providerMessageId: entry.providerMessageId, fact: entry.latest };
  return question.startedAt < openedAt ? { kind: "cannot-tell", code: "practice-restarted" } : { kind: "not-found" };
};

/** Waits `ms` at the current speed; false when the caller or `stop()` ended it. */
const pause = async ({ clock, behaviour, stopping }: House, ms: number, signal: AbortSignal): Promise<boolean> => {
  const delayMs = ms / behaviour().speed;
  if (delayMs <= 0) return !signal.aborted && !stopping.aborted;
  return clock.sleep(delayMs, AbortSignal.any([signal, stopping])).then(
    () => true,
    () => false,
  );
};
