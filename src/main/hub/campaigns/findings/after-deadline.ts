import { deadlineHasPassed } from "../gate-facts.ts";
import { decide, type Finder } from "./finding.ts";

export const afterDeadline: Finder = ({ schedule, world: { campaign, wedding } }) =>
  campaign.priority === "reminder" && deadlineHasPassed(wedding, schedule.startsAt)
    ? [
        decide("after-deadline", {
          sentence: "The reply deadline will have passed: no reminder would leave.",
          fix: "Move the deadline, or choose an earlier time.",
          fixAt: "when",
        }),
      ]
    : [];
