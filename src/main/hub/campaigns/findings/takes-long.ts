import { Temporal } from "temporal-polyfill";
import { localOfInstant } from "#shared/time/zoned.ts";
import { decide, type Finder } from "./finding.ts";

/** From here on people plan by the hour, and an hour matters. */
const nearDays = 7;
const longSeconds = 3600;

/** A send that takes more than an hour, in the week before the wedding. */
export const takesLong: Finder = ({ schedule, durationSeconds, world: { wedding } }) => {
  const day = Temporal.PlainDate.from(localOfInstant(schedule.startsAt, wedding.zone).slice(0, 10));
  const { days } = day.until(Temporal.PlainDate.from(wedding.date));
  if (durationSeconds <= longSeconds || days < 0 || days > nearDays) return [];
  return [
    decide("takes-long", {
      sentence: `This takes about ${Math.ceil(durationSeconds / longSeconds)} hours at the accounts' pace, and the wedding is ${daysWords(days)}.`,
      fix: "Start earlier, write to fewer people, or leave it.",
      fixAt: "when",
    }),
  ];
};

const daysWords = (days: number): string => (days === 0 ? "that day" : days === 1 ? "the day after" : `${days} days later`);
