import type { Tally } from "#shared/api/campaigns.ts";
import type { MessageGroup } from "#shared/domain/message-view.ts";

export type Tone = "good" | "info" | "waiting" | "danger" | "held" | "muted";

/** One term of the closing sum: `74 delivered`. Terms are disjoint; together they are all approved messages. */
export interface SumPart {
  readonly id: string;
  readonly word: string;
  readonly count: number;
  readonly tone: Tone;
  /** Group of the deliveries screen that shows these people. */
  readonly group: MessageGroup;
}

export interface ClosingSum {
  readonly approved: number;
  /** Terms that are not zero, in the order of the bar. */
  readonly parts: readonly SumPart[];
  /** False when the terms do not add up to what was approved, whoever is wrong: the hub or this screen (invariant L2). */
  readonly closes: boolean;
}

/** Splits `accepted` by how far it got, because the hub counts delivered and bounced inside it. */
export const closingSum = (tally: Tally): ClosingSum => {
  const all: SumPart[] = [
    { id: "delivered", word: "delivered", count: tally.delivered, tone: "good", group: "delivered" },
    { id: "accepted", word: "accepted", count: tally.accepted - tally.delivered - tally.bounced, tone: "info", group: "accepted" },
    { id: "sending", word: "sending", count: tally.sending, tone: "info", group: "waiting" },
    { id: "waiting", word: "waiting", count: tally.waiting, tone: "waiting", group: "waiting" },
    { id: "unknown", word: "being looked up", count: tally.unknown, tone: "held", group: "waiting" },
    { id: "held", word: "held", count: tally.held, tone: "held", group: "held" },
    { id: "bounced", word: "bounced", count: tally.bounced, tone: "danger", group: "problem" },
    { id: "rejected", word: "rejected", count: tally.rejected, tone: "danger", group: "problem" },
    { id: "dead", word: "gave up", count: tally.dead, tone: "danger", group: "dead" },
    { id: "suppressed", word: "must not be written to", count: tally.suppressed, tone: "danger", group: "problem" },
    { id: "expired", word: "expired", count: tally.expired, tone: "muted", group: "problem" },
    { id: "cancelled", word: "cancelled", count: tally.cancelled, tone: "muted", group: "all" },
  ];
  const parts = all.filter((part) => part.count !== 0);
  const total = all.reduce((sum, part) => sum + part.count, 0);
  return { approved: tally.approved, parts, closes: tally.sumCloses && total === tally.approved && all.every((part) => part.count >= 0) };
};

/** `150 = 74 delivered + 9 accepted + 61 waiting + 3 held + 3 rejected`. */
export const sumLine = ({ approved, parts }: ClosingSum): string =>
  `${approved} = ${parts.length === 0 ? "0" : parts.map((part) => `${part.count} ${part.word}`).join(" + ")}`;
