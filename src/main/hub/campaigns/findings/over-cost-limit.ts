import { money } from "../words.ts";
import { stop, type Finder } from "./finding.ts";

/** What would be passed is refused beforehand: stopping half-way reaches some people and not others. */
export const overCostLimit: Finder = ({ countedCents, costCents, currency, history: { costLimits, weddingSpentCents } }) => {
  const fix = "Raise the limit here, shorten the text messages, or choose fewer people.";
  const { messageCents, weddingCents } = costLimits;
  const about = `This would cost ${costCents === countedCents ? "about" : "up to about"} ${money(countedCents, currency)}`;
  if (countedCents > messageCents) {
    return [
      stop("over-cost-limit", {
        sentence: `${about}; the limit for one message is ${money(messageCents, currency)}.`,
        fix,
        fixAt: "cost",
      }),
    ];
  }
  return weddingSpentCents + countedCents > weddingCents
    ? [
        stop("over-wedding-limit", {
          sentence: `${about}; with the ${money(weddingSpentCents, currency)} spent so far that is over the ${money(weddingCents, currency)} for the whole wedding.`,
          fix,
          fixAt: "cost",
        }),
      ]
    : [];
};
