import { stop, type Finder } from "./finding.ts";

export const overCostLimit: Finder = ({ costCents, currency, history }) => {
  if (costCents === null || costCents <= history.costLimitCents) return [];
  return [
    stop("over-cost-limit", {
      sentence: `This would cost about ${money(costCents, currency)}; the limit of this wedding is ${money(history.costLimitCents, currency)}.`,
      fix: "Raise the limit here, shorten the text messages, or choose fewer people.",
      fixAt: "cost",
    }),
  ];
};

const money = (cents: number, currency: string): string => new Intl.NumberFormat("en", { style: "currency", currency }).format(cents / 100);
