/**
 * How fast a lane may be asked to go. Its profile says a rate; a provider that answers "slow down" has another one in mind. The pace
 * follows what it takes, judged after each `callsPerJudgement` answers to calls made at one pace:
 *
 * none refused                         -> faster: boldly far below what it seemed to allow, carefully near it
 * some refused                         -> slower: between what it took and what was too fast
 * a quarter as fast, refused as before -> our speed is not the reason: full rate again, for a while
 */
export interface Pace {
  perSecond(): number;
  /** A call was answered: `slow-down` when the provider asked for fewer. Steady times. */
  answered(answer: "taken" | "slow-down", startedAt: number, now: number): void;
  /** It asked for silence of that length. */
  paused(ms: number): void;
  /** Forgets what was learned: another account, another profile, or a person says so. */
  reset(): void;
}

/** Enough to tell a rate from an accident, few enough to learn within seconds. */
const callsPerJudgement = 20;
/** A slip in fifty is no reason. */
const refusedShareMin = 0.02;
/** A hair below what was taken, so that what waits at the provider can drain. */
const caution = 0.98;
/** Never slower than this share of the profile's rate: below, the breaker and the provider's own pauses do the work. */
const slowestShare = 0.05;
/** Steps upwards: near what it seemed to allow 1 %, 2 %... far below it, and at most, a tenth. */
const carefulStep = 0.01;
const boldStep = 0.1;
const nearShare = 0.95;
/** A lane that had little to send says nothing about the rate. */
const busyShare = 0.5;
/** So unlikely must a stretch without refusals be, were they as frequent as before, for the trouble to be over. */
const chanceMax = 0.01;
/** At this share of the former pace, still this share of the refusals: our speed is not the reason. */
const muchSlower = 0.25;
const asBefore = 0.8;
/** How long slowing down is not tried again after it did not help. */
const unblamedMs = 60_000;

interface Memory {
  /** Of the profile's rate. */
  share: number;
  /** What it seemed to allow when it refused last. */
  believed: number;
  /** Before we slowed down for the present trouble. */
  before: { readonly share: number; readonly refusedShare: number } | undefined;
  /** Calls since the last refusal. */
  calm: number;
  careful: number;
  unblamedUntil: number;
}

const fresh = (): Memory => ({
  share: 1,
  believed: Infinity,
  before: undefined,
  calm: 0,
  careful: 0,
  unblamedUntil: Number.NEGATIVE_INFINITY,
});

/** The answers to calls at one pace. */
interface Judged {
  taken: number;
  refused: number;
  beganAt: number | undefined;
  pausedMs: number;
}

const none = (beganAt?: number): Judged => ({ taken: 0, refused: 0, beganAt, pausedMs: 0 });

export const createPace = (rate: () => number): Pace => {
  let memory = fresh();
  let judged = none();

  const faster = (calls: number): void => {
    memory.calm += calls;
    if ((1 - (memory.before?.refusedShare ?? 0)) ** memory.calm < chanceMax) memory.before = undefined;
    const isNear = memory.share >= memory.believed * nearShare;
    memory.careful = isNear ? memory.careful + 1 : 0;
    memory.share = Math.min(1, memory.share * (1 + Math.min(boldStep, isNear ? carefulStep * memory.careful : boldStep)));
  };
  const slower = (refusedShare: number, takenPerSecond: number, hadPauses: boolean, now: number): void => {
    const { share, before } = memory;
    if (before !== undefined && share <= before.share * muchSlower && refusedShare >= before.refusedShare * asBefore) {
      memory = { ...fresh(), unblamedUntil: now + unblamedMs };
      return;
    }
    memory.before ??= { share, refusedShare };
    const took = takenPerSecond / rate();
    // During its pauses it would have taken more, nobody knows how much: the middle between too slow and too fast.
    const believed = Math.min(share, hadPauses ? Math.sqrt(took * share) : took);
    Object.assign(memory, { share: Math.max(slowestShare, believed * caution), believed, calm: 0, careful: 0 });
  };
  const judge = (now: number): void => {
    const { taken, refused, pausedMs, beganAt = now } = judged;
    const calls = taken + refused;
    const seconds = Math.max(1, now - beganAt) / 1000;
    const isBusy = calls >= busyShare * memory.share * rate() * Math.max(0, seconds - pausedMs / 1000);
    if (refused / calls < refusedShareMin) faster(calls);
    else if (isBusy && now >= memory.unblamedUntil) slower(refused / calls, taken / seconds, pausedMs > 0, now);
    judged = none(now);
  };
  return {
    perSecond: () => rate() * memory.share,
    answered: (answer, startedAt, now) => {
      judged.beganAt ??= startedAt;
      // Made at the old pace: says nothing about this one.
      if (startedAt < judged.beganAt) return;
      if (answer === "taken") judged.taken += 1;
      else judged.refused += 1;
      if (judged.taken + judged.refused >= callsPerJudgement) judge(now);
    },
    paused: (ms) => {
      judged.pausedMs += ms;
    },
    reset: () => {
      memory = fresh();
      judged = none();
    },
  };
};
