import type { Run, Tally } from "#shared/api/campaigns.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import type { Forecast } from "./forecast.ts";
import type { WaitingOf } from "./message-of.ts";
import type { ProblemCount } from "./tallies.ts";
import { delayWords, waitingSentence } from "./words.ts";

export interface RunFacts {
  readonly campaign: Campaign;
  readonly tally: Tally;
  /** Messages of the approval that counts which wait. */
  readonly queued: Iterable<string>;
  readonly problems: readonly ProblemCount[];
  readonly paused: boolean;
  readonly perSecond: number | null;
  /** Null while it is held back. */
  readonly forecast: Forecast | null;
  readonly sparkline: number[];
  readonly waitingOf: WaitingOf;
  readonly zone: string;
  readonly now: number;
  readonly stream: Run["stream"];
}

/** The run screen's numbers, from what is known at this moment. Pure. */
export const runView = (facts: RunFacts): Run => {
  const { campaign, tally, perSecond } = facts;
  const reasons = waitingReasons(facts);
  const phase = phaseOf(facts, reasons);
  return {
    campaign,
    phase,
    tally,
    holdUntil: phase === "hold" ? campaign.holdUntil : null,
    perSecond,
    ...shownForecast(phase === "running" ? facts.forecast : null),
    sparkline: facts.sparkline,
    waitingReasons: reasons,
    problems: facts.problems.map(({ state, code, count }) => ({ state, code, sentence: problemWords[state] ?? state, count })),
    stream: facts.stream,
  };
};

/** The later end of a range, rounded up to the full second: a forecast that is a little late disappoints nobody. */
const shownForecast = (forecast: Forecast | null): Pick<Run, "doneAt" | "doneBecause"> => {
  if (forecast === null || forecast.kind === "done") return { doneAt: null, doneBecause: "" };
  const doneAt = forecast.kind === "ends" ? Math.ceil(forecast.to / 1000) * 1000 : null;
  return { doneAt, doneBecause: delayWords(forecast.because) };
};

const phaseOf = ({ campaign, tally, paused }: RunFacts, reasons: Run["waitingReasons"]): Run["phase"] => {
  if (campaign.approvedCount === null) return "draft";
  if (campaign.status === "draft") return "draft";
  const open = tally.waiting + tally.sending + tally.unknown;
  if (open === 0) return tally.approved > 0 && tally.cancelled === tally.approved ? "cancelled" : "settled";
  if (paused) return "paused";
  return reasons.some(({ reason }) => reason === "hold") && tally.waiting === tally.approved ? "hold" : "running";
};

type WaitingReason = NonNullable<ReturnType<WaitingOf>>["reason"];

/** Looks at each waiting message, at every frame: a few steps each, and words only once for each reason. */
const waitingReasons = ({ queued, waitingOf, zone, now }: RunFacts): Run["waitingReasons"] => {
  const groups = new Map<WaitingReason, { count: number; until: number | null }>();
  for (const messageId of queued) {
    const waiting = waitingOf(messageId);
    const reason = waiting?.reason ?? "due";
    const known = groups.get(reason);
    if (known === undefined) groups.set(reason, { count: 1, until: waiting?.until ?? null });
    else {
      known.count += 1;
      known.until = latest(known.until, waiting?.until ?? null);
    }
  }
  return [...groups]
    .map(([reason, { count, until }]) => ({ reason, count, until, sentence: waitingSentence(reason, until, zone, now) }))
    .toSorted((a, b) => b.count - a.count);
};

const latest = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

const problemWords: Readonly<Record<string, string>> = {
  held: "We don't know whether these went out",
  rejected: "Refused by the provider",
  dead: "Gave up after several tries",
  suppressed: "Must not be written to",
  expired: "Would have been too late",
  bounced: "Bounced",
  failed: "Could not be delivered",
  complained: "Reported as unwanted",
};
