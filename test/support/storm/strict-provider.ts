import type { Clock, Random } from "#hub/ports/index.ts";
import type { Provider, SendOutcome, SendRequest } from "#hub/providers/contract.ts";

/** How a provider that keeps its own books treats us. Times are the clock's wall time. */
export interface Strictness {
  /** What our profile says of it. */
  readonly profile: Provider["rate"];
  /** What it really allows. */
  readonly allows: { readonly perSecond: number; readonly burst: number };
  /** What it asks us to wait when we are too fast; null: it says nothing. */
  readonly retryAfterMs: number | null;
  /** Share of calls that it refuses as too fast whatever our pace. */
  readonly refuses?: number;
  /** Nothing can be reached meanwhile. */
  readonly outage?: { readonly fromMs: number; readonly untilMs: number };
  /** What it takes in a UTC day. */
  readonly perDay?: number;
}

/** What the provider saw. */
export interface Seen {
  readonly taken: { readonly messageId: string; readonly at: number }[];
  readonly calls: number[];
  /** Calls that came faster than our own profile allows. */
  overProfile: number;
  /** Calls refused because they came faster than it allows. */
  tooFast: number;
  /** Calls before the time it had named. */
  impatient: number;
  /** Messages that it would have had to take beyond its day. */
  overDay: number;
  readonly perDay: Map<number, number>;
  running: number;
}

export interface StrictProvider extends Provider {
  readonly seen: Seen;
}

const dayMs = 86_400_000;
const latencyMsMin = 80;
const latencyMsSpread = 200;

/** A bucket that is filled second by second, unlike the one that is being tested. */
const createBucket = (perSecond: number, burst: number) => {
  let tokens = burst;
  let at = 0;
  return (now: number): boolean => {
    tokens = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
    at = now;
    // Against sums like 0.1 + 0.2.
    if (tokens < 1 - 1e-6) return false;
    tokens -= 1;
    return true;
  };
};

const tooFast = (retryAfterMs: number | null): SendOutcome => ({
  kind: "deferred",
  scope: "lane",
  code: "rate-limited",
  detail: "Asked to slow down.",
  retryAfterMs,
});

const unreachable: SendOutcome = { kind: "deferred", scope: "lane", code: "unreachable", detail: "Refused.", retryAfterMs: null };

/** A provider that enforces its own rate, whatever ours is, and notes everything. */
export const strictProvider = (strictness: Strictness, clock: Clock, random: Random, given: Partial<Provider> = {}): StrictProvider => {
  const { profile, allows, retryAfterMs, refuses = 0, outage, perDay } = strictness;
  const seen: Seen = { taken: [], calls: [], overProfile: 0, tooFast: 0, impatient: 0, overDay: 0, perDay: new Map(), running: 0 };
  const withinProfile = createBucket(profile.perSecond, profile.burst);
  const isAllowed = createBucket(allows.perSecond, allows.burst);
  let notBefore = 0;

  const answer = ({ messageId }: SendRequest): SendOutcome => {
    const now = clock.now();
    if (!withinProfile(now)) seen.overProfile += 1;
    if (outage !== undefined && now >= outage.fromMs && now < outage.untilMs) return unreachable;
    if (now < notBefore) seen.impatient += 1;
    if (!isAllowed(now)) {
      seen.tooFast += 1;
      return tooFast(retryAfterMs);
    }
    if (random.next() < refuses) return tooFast(retryAfterMs);
    const day = Math.floor(now / dayMs);
    const before = seen.perDay.get(day) ?? 0;
    if (perDay !== undefined && before >= perDay) {
      seen.overDay += 1;
      return { kind: "deferred", scope: "lane", code: "daily-quota-exceeded", detail: "No more today.", retryAfterMs: dayMs };
    }
    seen.perDay.set(day, before + 1);
    seen.taken.push({ messageId, at: now });
    return { kind: "accepted", providerMessageId: `p-${seen.taken.length}`, detail: "" };
  };

  return {
    id: "resend",
    channel: "email",
    keyed: true,
    keyLifeMs: dayMs,
    rate: profile,
    seen,
    send: async (request) => {
      seen.calls.push(clock.now());
      seen.running += 1;
      const outcome = answer(request);
      await clock.sleep(latencyMsMin + random.next() * latencyMsSpread);
      seen.running -= 1;
      // Only what was heard can be heeded.
      if (outcome.kind === "deferred") notBefore = Math.max(notBefore, clock.now() + (outcome.retryAfterMs ?? 0));
      return outcome;
    },
    test: () => Promise.resolve({ ok: true, sentence: "Ready." }),
    stop: () => Promise.resolve(),
    ...given,
  };
};
