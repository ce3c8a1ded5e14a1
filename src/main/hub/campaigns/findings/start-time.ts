import { localOfInstant } from "#shared/time/zoned.ts";
import { decide, type Finder } from "./finding.ts";

/** What daylight saving time, or a clock that went on, does to the chosen time. */
export const startTime: Finder = ({ schedule, now, world: { campaign, wedding } }) => {
  const zone = campaign.schedule.kind === "at" ? campaign.schedule.zone : wedding.zone;
  const local = localOfInstant(schedule.startsAt, zone).replace("T", " ");
  const fix = "Choose another time, or leave it.";
  if (schedule.dst === "skipped") {
    return [
      decide("time-skipped", {
        sentence: `The clocks go forward: that time does not exist, so it starts at ${local}.`,
        fix,
        fixAt: "when",
      }),
    ];
  }
  if (schedule.dst === "twice") {
    return [decide("time-twice", { sentence: `The clocks go back: ${local} comes twice, and the first one counts.`, fix, fixAt: "when" })];
  }
  return campaign.schedule.kind === "at" && schedule.startsAt < now
    ? [
        decide("start-passed", {
          sentence: "The chosen time has passed, so it starts at once.",
          fix: "Choose a later time, or leave it.",
          fixAt: "when",
        }),
      ]
    : [];
};
