import { money } from "../words.ts";
import { stop, type Finder } from "./finding.ts";

/** What would be passed is refused beforehand: stopping half-way reaches some people and not others. */
export const overCostLimit: Finder = ({ costCents, currency, history: { costLimits, weddingSpentCents } }) => {
  if (costCents === null) return [];
  const fix = "Raise the limit here, shorten the text messages, or choose fewer people.";
  const { messageCents, weddingCents } = costLimits;
  if (costCents > messageCents) {
    return [
      stop("over-cost-limit", {
        sentence: `This would cost about ${money(costCents, currency)}; the limit for one message is ${money(messageCents, currency)}.`,
        fix,
        fixAt: "cost",
      }),
    ];
  }
  return weddingSpentCents + costCents > weddingCents
    ? [
        stop("over-wedding-limit", {
          sentence: `This would cost about ${money(costCents, currency)}; with the ${money(weddingSpentCents, currency)} spent so far that is over the ${money(weddingCents, currency)} for the whole wedding.`,
          fix,
          fixAt: "cost",
        }),
      ]
    : [];
};
