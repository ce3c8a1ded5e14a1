import type { Probe } from "#shared/api/lanes.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Problem } from "#shared/problem.ts";
import type { Clock, Connectivity, Logger, Random } from "#hub/ports/index.ts";
import type { Provider, TestResult } from "#hub/providers/contract.ts";

export interface LaneProbesDeps {
  /** Every account of real messages that is connected now. Practice is never asked: there is nobody to ask. */
  readonly providers: () => readonly Provider[];
  readonly connectivity: Pick<Connectivity, "online">;
  /** Whether a person has stopped all sending: then nothing leaves, questions included. */
  readonly isStopped: () => boolean;
  /** Whether messages are being answered just now: they prove more than any question, and the rate is theirs. */
  readonly isBusy: (provider: ProviderId) => boolean;
  /** Code of what broke the lane, or null while it is not broken. */
  readonly brokenBy: (provider: ProviderId) => string | null;
  readonly breakLane: (provider: ProviderId, code: string, problem: Problem) => void;
  readonly retryLane: (provider: ProviderId) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * Asks every connected account now and then whether it works, so that a refused key is known before anybody's message meets it:
 * an answer that proves the settings wrong breaks the lane, and a later good one mends what a question broke. An answer never
 * shortens a rest: the time that a provider asked for is kept, and after it one message goes ahead anyway.
 *
 * Of one account: never asked, reachable, slow, unreachable since, refused. At most one question at a time.
 */
export interface LaneProbes {
  of(provider: ProviderId): Probe;
  onChange(listener: () => void): () => void;
  start(): void;
  /** Ends questions that run. Idempotent. */
  stop(): Promise<void>;
}

/** Where the account's provider names no other distance (providers.md 1.7, 2.7, 3.8): 0.03 calls a second. */
const everyMsUsual = 30_000;
/** Share by which a distance varies, so that no two accounts keep step. */
const jitterShare = 0.2;
/** How often it is looked who is due. */
const lookEveryMs = 3_000;
/** Longer than any answer that is of use; the question then counts as unanswered. */
const timeoutMs = 10_000;
/** What people feel as slow when a thousand messages wait behind it. */
const slowMs = 3_000;

interface Asked {
  probe: Probe;
  nextAt: number;
  provider: Provider;
  running: boolean;
}

export const createLaneProbes = (deps: LaneProbesDeps): LaneProbes => {
  const { clock, connectivity, logger, random } = deps;
  const accounts = new Map<ProviderId, Asked>();
  const listeners = new Set<() => void>();
  const stopping = new AbortController();
  const questions = new Set<Promise<void>>();
  let cancelTimer: (() => void) | undefined;

  const distanceMs = ({ probeEveryMs = everyMsUsual }: Provider): number => probeEveryMs * (1 + jitterShare * (2 * random.next() - 1));
  const ask = async (asked: Asked): Promise<void> => {
    const { provider } = asked;
    asked.running = true;
    const startedAt = clock.monotonic();
    const result = await answerOf(provider, clock, stopping.signal);
    asked.running = false;
    asked.nextAt = clock.monotonic() + distanceMs(provider);
    // Stopped or replaced meanwhile: the answer is about nobody.
    if (stopping.signal.aborted || accounts.get(provider.id) !== asked) return;
    const tookMs = Math.round(clock.monotonic() - startedAt);
    asked.probe = probeOf(result, asked.probe, { at: Math.round(clock.now()), tookMs });
    conclude(asked, deps);
    for (const listener of listeners) listener();
  };
  const follow = (): void => {
    const connected = deps.providers();
    for (const id of accounts.keys()) if (!connected.some((one) => one.id === id)) accounts.delete(id);
    for (const provider of connected) {
      if (accounts.get(provider.id)?.provider === provider) continue;
      // Soon after the start or a change, but not all at once.
      const nextAt = clock.monotonic() + random.next() * lookEveryMs;
      accounts.set(provider.id, { probe: { kind: "none" }, nextAt, provider, running: false });
    }
  };
  const look = (): void => {
    follow();
    if (!connectivity.online() || deps.isStopped()) return;
    for (const asked of accounts.values()) {
      if (asked.running || clock.monotonic() < asked.nextAt || deps.isBusy(asked.provider.id)) continue;
      const question: Promise<void> = ask(asked)
        .catch((error: unknown) => logger.error("Asking a provider failed.", { provider: asked.provider.id, reason: String(error) }))
        .finally(() => questions.delete(question));
      questions.add(question);
    }
  };
  const arm = (): void => {
    if (stopping.signal.aborted) return;
    cancelTimer = clock.setTimer(lookEveryMs, () => {
      look();
      arm();
    });
  };
  return {
    of: (provider) => accounts.get(provider)?.probe ?? { kind: "none" },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: arm,
    stop: async () => {
      stopping.abort(new Error("Usher stops"));
      cancelTimer?.();
      listeners.clear();
      await Promise.all(questions);
    },
  };
};

const noAnswer: TestResult = {
  ok: false,
  isPassing: true,
  problem: {
    code: "no-answer",
    sentence: "It did not answer within ten seconds.",
    nextStep: "Check the internet connection; it is asked again by itself.",
  },
};

/** The account's own cheap test, which certainly ends. */
const answerOf = async (provider: Provider, clock: Clock, stopping: AbortSignal): Promise<TestResult> => {
  const ending = new AbortController();
  const { promise: timedOut, resolve } = Promise.withResolvers<TestResult>();
  const end = (): void => {
    ending.abort(new Error("no answer in time"));
    resolve(noAnswer);
  };
  const cancel = clock.setTimer(timeoutMs, end);
  stopping.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([provider.test(ending.signal), timedOut]);
  } finally {
    cancel();
    stopping.removeEventListener("abort", end);
  }
};

const probeOf = (result: TestResult, before: Probe, { at, tookMs }: { readonly at: number; readonly tookMs: number }): Probe => {
  if (result.ok) return { kind: tookMs > slowMs ? "slow" : "reachable", at, tookMs };
  if (result.isPassing !== true) return { kind: "refused", at, problem: result.problem };
  return { kind: "unreachable", at, since: before.kind === "unreachable" ? before.since : at, sentence: result.problem.sentence };
};

/** In front of the code of a lane that an answer to a question broke. It outlasts a restart with the lane. */
const brokenByProbe = "probe-";

/** What an answer means for the lane. */
const conclude = ({ probe, provider: { id } }: Asked, { brokenBy, breakLane, retryLane, logger }: LaneProbesDeps): void => {
  const broken = brokenBy(id);
  if (probe.kind === "refused" && broken === null) {
    logger.warn("A provider refuses the account; nothing is sent by it.", { provider: id, code: probe.problem.code });
    breakLane(id, `${brokenByProbe}${probe.problem.code}`, probe.problem);
  }
  const works = probe.kind === "reachable" || probe.kind === "slow";
  if (works && broken?.startsWith(brokenByProbe) === true) retryLane(id);
};
