import type { Run } from "#shared/api/campaigns.ts";

type Phased = Pick<Run, "phase" | "tally" | "waitingReasons">;

const phaseWords: Readonly<Record<Run["phase"], string>> = {
  draft: "Draft: nothing is approved",
  hold: "Approved, not started",
  running: "Running",
  paused: "Paused",
  settled: "All settled",
  cancelled: "Cancelled",
};

/** Reasons of which a person would say that it runs: they end within seconds. */
const runningReasons: ReadonlySet<string> = new Set(["due", "lane-full", "backoff", "hold"]);

/** What goes on, in the words of the reason that most wait for; `Running` only while something really leaves. */
export const phaseSentence = ({ phase, tally, waitingReasons }: Phased): string => {
  const [most] = waitingReasons;
  const isStill = tally.sending === 0 && tally.waiting > 0 && waitingReasons.every(({ reason }) => !runningReasons.has(reason));
  return phase === "running" && isStill && most !== undefined ? most.sentence : phaseWords[phase];
};

/** Whether it can still become a draft again: nothing has been tried. The hub has the last word. */
export const canBeTakenBack = ({ phase, tally }: Pick<Phased, "phase" | "tally">): boolean =>
  (phase === "running" || phase === "paused") && tally.waiting > 0 && tally.waiting === tally.approved;
