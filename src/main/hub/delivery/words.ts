import type { Message } from "#shared/domain/message.ts";
import type { WaitingReason } from "#shared/message/states.ts";
import type { Delay } from "./forecast.ts";

/** A time of day as people of this wedding read it, with the day when it is not within the next 20 hours. */
export const timeWords = (at: number, zone: string, now: number): string =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    ...(Math.abs(at - now) > 20 * 3_600_000 ? { weekday: "short", day: "numeric", month: "short" } : {}),
  }).format(at);

/** `2027-06-12 15:00:09`: for tables that a spreadsheet sorts. */
export const dateAndTime = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);

/** What holds a send up the longest, where that is not just its pace. */
export const delayWords = (delay: Delay): string => {
  switch (delay.kind) {
    case "rate":
      return "";
    case "quota":
      return `mostly waiting for a quota: ${delay.title}`;
    case "rest":
      return `mostly waiting for ${delay.lane}, which rests`;
    case "quiet-hours":
      return "mostly waiting for the morning where guests live";
    case "schedule":
      return "mostly waiting for its time";
    case "person":
      return `${delay.lane} needs you`;
    case "no-lane":
      return "nothing is connected that could send it";
  }
};

const waitingWords: Readonly<Record<WaitingReason, string>> = {
  hold: "held back so that it can be undone",
  schedule: "its time has not come",
  "quiet-hours": "quiet hours where the guest lives",
  backoff: "trying again",
  "lane-paused": "the provider needs attention",
  "lane-full": "in line, at the provider's pace",
  quota: "the provider's quota is used up",
  "no-claim": "another computer may be sending it",
  offline: "this computer is offline",
  paused: "paused",
  clock: "this computer's clock looks wrong",
  late: "it should have left while this computer slept or was offline; resume to send it now, or cancel the rest",
  budget: "the cost limit is reached; raise it to go on, or cancel the rest",
  due: "next in line",
};

/** `Waiting: quiet hours where the guest lives until 09:00`, `Waiting: trying again at 09:00`. */
export const waitingSentence = (reason: WaitingReason, until: number | null, zone: string, now: number): string =>
  `Waiting: ${waitingWords[reason]}${until === null || until <= now ? "" : ` ${reason === "backoff" ? "at" : "until"} ${timeWords(until, zone, now)}`}`;

const deliveryWords: Readonly<Record<NonNullable<Message["delivery"]>, string>> = {
  accepted: "Accepted by the provider",
  sent: "Handed on towards the guest",
  delayed: "Delayed; the provider keeps trying",
  delivered: "Delivered",
  opened: "Opened (probably)",
  clicked: "A link was followed",
  failed: "Could not be delivered",
  bounced: "Bounced: the address does not take it",
  complained: "Reported as unwanted",
};

const stateWords: Readonly<Record<Exclude<Message["state"], "queued" | "accepted">, string>> = {
  started: "Sending",
  rejected: "Refused by the provider",
  unknown: "No answer came; finding out whether it went",
  held: "Held: we don't know whether it went out",
  dead: "Gave up",
  expired: "Not sent: it would have been too late",
  cancelled: "Cancelled",
  suppressed: "Not sent: this address must not be written to",
};

/** The state of a message in plain words. */
export const messageSentence = (message: Message, zone: string, now: number): string => {
  if (message.state === "queued") {
    return message.waiting === null ? "Waiting" : waitingSentence(message.waiting.reason, message.waiting.until, zone, now);
  }
  return message.state === "accepted" ? deliveryWords[message.delivery ?? "accepted"] : stateWords[message.state];
};
