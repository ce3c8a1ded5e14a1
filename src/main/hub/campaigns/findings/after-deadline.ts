import { isReminder } from "#shared/message/reminder.ts";
import { deadlineHasPassed } from "../gate-facts.ts";
import { decide, type Finder } from "./finding.ts";

export const afterDeadline: Finder = ({ schedule, world: { campaign, wedding } }) =>
  isReminder(campaign) && deadlineHasPassed(wedding, schedule.startsAt)
    ? [
        decide("after-deadline", {
          sentence: "The reply deadline will have passed: no reminder would leave.",
          fix: "Move the deadline, or choose an earlier time.",
          fixAt: "when",
        }),
      ]
    : [];
