import type { Tally } from "#shared/api/campaigns.ts";

export type Milestone = 0 | 25 | 50 | 75 | 100;

/** Words that stay the same between two milestones, so that nothing is read twice. */
export const milestoneWords: Readonly<Record<Milestone, string>> = {
  0: "",
  25: "A quarter is done.",
  50: "Half is done.",
  75: "Three quarters are done.",
  100: "Done: every message has an outcome.",
};

/** How much of a run has an outcome. Held and unknown messages have none: somebody still has to find out. */
export const milestoneOf = ({ approved, waiting, sending, unknown, held }: Tally): Milestone => {
  if (approved === 0) return 0;
  const open = waiting + sending + unknown + held;
  const percent = ((approved - open) / approved) * 100;
  const reached = ([100, 75, 50, 25] as const).find((milestone) => percent >= milestone);
  return reached ?? 0;
};
