import type { SeedResult } from "../world/run-seed.ts";
import type { SeedOutcome } from "./pool.ts";

/** L6: under realistic faults no more than this share of the messages is ever held. */
export const heldShareMax = 0.006;

/** Enough realistic messages for the held share to say something. */
const heldSampleMin = 2_000;

export interface Failure {
  readonly seed: number;
  readonly violations: readonly string[];
}

/** The figures of many runs, added up. */
export interface Summary {
  seeds: number;
  events: number;
  messages: number;
  effects: number;
  twoDesktops: number;
  realisticMessages: number;
  realisticHeld: number;
  lost: number;
  doubles: number;
  stuck: number;
  otherViolations: number;
  readonly kinds: Record<string, number>;
  readonly happened: Record<string, number>;
  readonly failures: Failure[];
}

export const emptySummary = (): Summary => ({
  seeds: 0,
  events: 0,
  messages: 0,
  effects: 0,
  twoDesktops: 0,
  realisticMessages: 0,
  realisticHeld: 0,
  lost: 0,
  doubles: 0,
  stuck: 0,
  otherViolations: 0,
  kinds: {},
  happened: {},
  failures: [],
});

const addTo = (sums: Record<string, number>, more: Readonly<Record<string, number>>): void => {
  for (const [key, count] of Object.entries(more)) sums[key] = (sums[key] ?? 0) + count;
};

/** One of these per message: the first words of a violation name the invariant. */
const countOf = (violations: readonly string[], ...names: readonly string[]): number =>
  violations.filter((one) => names.some((name) => one.startsWith(`${name}:`))).length;

export const addOutcome = (summary: Summary, outcome: SeedOutcome): void => {
  summary.seeds += 1;
  if ("crash" in outcome) {
    summary.otherViolations += 1;
    summary.failures.push({ seed: outcome.seed, violations: [`fault: the run ended with ${outcome.crash}`] });
    return;
  }
  addResult(summary, outcome.result);
};

const addResult = (summary: Summary, result: SeedResult): void => {
  const { violations } = result;
  summary.events += result.events;
  summary.messages += result.messages;
  summary.effects += result.effects;
  if (result.desktops > 1) summary.twoDesktops += 1;
  if (result.isRealistic) {
    summary.realisticMessages += result.messages;
    summary.realisticHeld += result.held;
  }
  addTo(summary.kinds, result.kinds);
  addTo(summary.happened, { ...result.tally, secondSteps: result.secondSteps });
  if (violations.length === 0) return;
  summary.failures.push({ seed: result.seed, violations });
  const lost = countOf(violations, "lost");
  const doubles = countOf(violations, "S1");
  const stuck = countOf(violations, "L1");
  summary.lost += lost;
  summary.doubles += doubles;
  summary.stuck += stuck;
  summary.otherViolations += violations.length - lost - doubles - stuck;
};

export const heldShareOf = ({ realisticHeld, realisticMessages }: Summary): number =>
  realisticMessages === 0 ? 0 : realisticHeld / realisticMessages;

/** Whether every figure is met; the held share counts once there are enough messages. */
export const isMet = (summary: Summary): boolean =>
  summary.failures.length === 0 && (summary.realisticMessages < heldSampleMin || heldShareOf(summary) <= heldShareMax);
