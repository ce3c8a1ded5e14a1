import type { Channel } from "#shared/domain/fields.ts";
import type { FactKind } from "#shared/message/ledger-rows.ts";
import type { PracticeBehaviour } from "./behaviour.ts";
import { drawsOf } from "./draws.ts";
import { forcedCourseOf, type Course } from "./forced-course.ts";

/** Something that practice mode will state, `afterMs` after the previous one (or after the acceptance). */
export interface LaterFact {
  readonly kind: FactKind;
  readonly afterMs: number;
  readonly code: string;
  readonly detail: string;
}

/** All that will happen to one message in practice mode. */
export interface Fate {
  readonly course: Course;
  /** Calls that are deferred as rate limited before one goes through. */
  readonly deferrals: number;
  readonly retryAfterMs: number;
  readonly answerLost: boolean;
  readonly requestLost: boolean;
  readonly later: readonly LaterFact[];
}

/** Times between facts, milliseconds: short enough that the last of 480 guests settles within about 20 s. */
const sentMs = [100, 500] as const;
const deliveredMs = [300, 2_500] as const;
const delayMs = [1_500, 3_500] as const;
const engagedMs = [500, 3_000] as const;
const retryAfterMs = [600, 1_500] as const;

type Question = {
  readonly seed: number;
  readonly channel: Channel;
  readonly messageId: string;
  readonly address: string;
  readonly behaviour: PracticeBehaviour;
};

/**
 * What practice mode does with a message: a pure function of the seed, the message's id, its address and the shares.
 * One draw per question in a fixed order, so that changing one share leaves the other answers alone.
 */
export const fateOf = ({ seed, channel, messageId, address, behaviour }: Question): Fate => {
  const draw = drawsOf(seed, channel, messageId);
  const between = ([least, most]: readonly [number, number]): number => least + (most - least) * draw();
  const forced = forcedCourseOf(address);
  const courseDrawn = courseAt(draw(), behaviour);
  const deferralsDrawn = draw() < behaviour.deferredShare ? 1 : 0;
  const answerLostDrawn = draw() < behaviour.answerLostShare;
  const requestLostDrawn = draw() < behaviour.requestLostShare;
  const engagementDrawn = engagementAt([draw(), draw(), draw()], behaviour);
  const course = forced.course ?? courseDrawn;
  const engagement = channel === "email" ? (forced.engagement ?? engagementDrawn) : "none";
  return {
    course,
    deferrals: forced.deferrals ?? deferralsDrawn,
    retryAfterMs: Math.round(between(retryAfterMs)),
    answerLost: forced.answerLost ?? answerLostDrawn,
    requestLost: forced.requestLost ?? requestLostDrawn,
    later: laterFacts(course, engagement, channel, between),
  };
};

const courseAt = (draw: number, behaviour: PracticeBehaviour): Course => {
  let edge = 0;
  const below = (share: number): boolean => draw < (edge += share);
  if (below(behaviour.rejectedShare)) return "rejected";
  if (below(behaviour.returnedShare)) return "returned";
  if (below(behaviour.silentShare)) return "silent";
  if (below(behaviour.delayedShare)) return "delayed";
  return "delivered";
};

type Engagement = "none" | "opened" | "clicked" | "complained";

const engagementAt = ([opened, clicked, complained]: readonly [number, number, number], behaviour: PracticeBehaviour): Engagement => {
  if (complained < behaviour.complainedShare) return "complained";
  if (opened >= behaviour.openedShare) return "none";
  return clicked < behaviour.clickedShare ? "clicked" : "opened";
};

const laterFacts = (
  course: Course,
  engagement: Engagement,
  channel: Channel,
  between: (range: readonly [number, number]) => number,
): LaterFact[] => {
  const fact = (kind: FactKind, range: readonly [number, number], code = "", detail = ""): LaterFact => ({
    kind,
    afterMs: Math.round(between(range)),
    code,
    detail,
  });
  if (course === "rejected" || course === "opted-out" || course === "silent") return [];
  const sent = fact("sent", sentMs, "", "Handed on towards the guest.");
  if (course === "returned") return [sent, returnedFact(channel, fact)];
  const delayed = course === "delayed" ? [fact("delivery-delayed", sentMs, "mailbox-busy", "The mailbox is busy; it is tried again.")] : [];
  const arrival = fact("delivered", course === "delayed" ? delayMs : deliveredMs, "", "It arrived.");
  return [sent, ...delayed, arrival, ...engagementFacts(engagement, fact)];
};

const returnedFact = (
  channel: Channel,
  fact: (kind: FactKind, range: readonly [number, number], code: string, detail: string) => LaterFact,
): LaterFact =>
  channel === "email"
    ? fact("bounced", deliveredMs, "hard-bounce", "The mailbox does not exist.")
    : fact("failed", deliveredMs, "undelivered", "The phone could not be reached.");

const engagementFacts = (
  engagement: Engagement,
  fact: (kind: FactKind, range: readonly [number, number], code: string, detail: string) => LaterFact,
): LaterFact[] => {
  if (engagement === "none") return [];
  if (engagement === "complained") return [fact("complained", engagedMs, "spam-report", "The guest reported it as spam.")];
  const opened = fact("opened", engagedMs, "", "The guest opened it.");
  return engagement === "opened" ? [opened] : [opened, fact("clicked", engagedMs, "", "The guest followed a link.")];
};
