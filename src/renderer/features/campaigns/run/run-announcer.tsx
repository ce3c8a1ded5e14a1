import type { Tally } from "#shared/api/campaigns.ts";
import { milestoneOf, milestoneWords } from "./milestones.ts";

/** Tells people who listen how far it is, four times in a run; every other number on the screen changes silently. */
export const RunAnnouncer = ({ tally }: { readonly tally: Tally }) => (
  <p role="status" aria-live="polite" className="sr-only" data-testid="run-milestone">
    {milestoneWords[milestoneOf(tally)]}
  </p>
);
