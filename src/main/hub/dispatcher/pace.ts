/**
 * How fast a lane may be asked to go. Its profile says a rate; a provider that answers "slow down" has another one in mind. The pace
 * follows what it takes:
 *
 * judged after each `callsPerJudgement` answers: none refused -> a little faster, up to the profile's rate
 *                                                some refused -> as fast as it took messages just now
 *                                                no better for being slower -> our speed is not the reason: full rate again
 */
export interface Pace {
  perSecond(): number;
  /** An answer came: `slow-down` when the provider asked for fewer calls. Steady time. */
  answered(answer: "taken" | "slow-down", now: number): void;
  /** Forgets what was learned: another account, another profile, or a person says so. */
  reset(): void;
}

/** Enough to tell a rate from an accident, few enough to learn within seconds. */
const callsPerJudgement = 20;
/** A slip in fifty is no reason. */
const refusedShareMin = 0.02;
/** A hair below what was taken, so that a queue at the provider can drain. */
const caution = 0.98;
/** Never slower than this share of the profile's rate: below, the breaker and the provider's own pauses do the work. */
const slowestShare = 0.05;
/** Faster by this share, then by twice as much, and so on, while nothing is refused. */
const climbShare = 0.01;
const climbShareMax = 0.1;
/** A lane that had little to send says nothing about the rate. */
const busyShare = 0.5;
/** How long slowing down is not tried again after it did not help. */
const unblamedMs = 60_000;

export const createPace = (rate: () => number): Pace => {
  /** Share of the profile's rate. */
  let share = 1;
  let taken = 0;
  let refused = 0;
  let beganAt: number | undefined;
  let climbs = 0;
  /** Share of refusals at which we last slowed down, while that has not been judged yet. */
  let slowedAt: number | undefined;
  let unblamedUntil = Number.NEGATIVE_INFINITY;

  const climb = (): void => {
    slowedAt = undefined;
    climbs += 1;
    share = Math.min(1, share * (1 + Math.min(climbShareMax, climbShare * climbs)));
  };
  const slowDown = (refusedShare: number, takenPerSecond: number, now: number): void => {
    climbs = 0;
    if (slowedAt !== undefined && refusedShare > slowedAt / 2) {
      share = 1;
      slowedAt = undefined;
      unblamedUntil = now + unblamedMs;
      return;
    }
    slowedAt = refusedShare;
    share = Math.max(slowestShare, Math.min(share, (takenPerSecond * caution) / rate()));
  };
  const judge = (now: number): void => {
    const seconds = Math.max(1, now - (beganAt ?? now)) / 1000;
    const calls = taken + refused;
    const refusedShare = refused / calls;
    if (refusedShare < refusedShareMin) climb();
    else if (now >= unblamedUntil && calls >= busyShare * share * rate() * seconds) slowDown(refusedShare, taken / seconds, now);
    taken = 0;
    refused = 0;
    beganAt = now;
  };
  return {
    perSecond: () => rate() * share,
    answered: (answer, now) => {
      beganAt ??= now;
      if (answer === "taken") taken += 1;
      else refused += 1;
      if (taken + refused >= callsPerJudgement) judge(now);
    },
    reset: () => {
      share = 1;
      taken = 0;
      refused = 0;
      climbs = 0;
      beganAt = undefined;
      slowedAt = undefined;
      unblamedUntil = Number.NEGATIVE_INFINITY;
    },
  };
};
