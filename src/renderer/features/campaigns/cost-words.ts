import type { Review } from "#shared/api/campaigns.ts";
import { people } from "../../ui/plain-words.ts";

export const moneyWords = (cents: number, currency: string): string =>
  new Intl.NumberFormat(undefined, { style: "currency", currency }).format(cents / 100);

/** Two letters as people say it. */
export const countryName = (country: string): string =>
  country === "" ? "Country unknown" : (new Intl.DisplayNames(undefined, { type: "region" }).of(country) ?? country);

type Costs = Pick<Review, "costCents" | "currency" | "smsSegments" | "costByCountry">;

/** The whole estimate in one line; whoever has no price is named, so that a small sum is no promise. */
export const costWords = ({ costCents, currency, smsSegments, costByCountry }: Costs): string => {
  const unknown = costByCountry.filter(({ cents }) => cents === null).reduce((sum, { messages }) => sum + messages, 0);
  const without = unknown === 0 ? "" : `, without ${people(unknown)} whose price is not known`;
  if (costCents === null) return unknown === 0 ? "nothing" : "not known: no price for these countries";
  return `about ${moneyWords(costCents, currency)} for ${smsSegments.toLocaleString()} SMS parts${without}`;
};

/** How far the prices can be trusted. */
export const pricesWords = ({ pricesCheckedOn }: Pick<Review, "pricesCheckedOn">): string =>
  pricesCheckedOn === null
    ? "An estimate: prices change, and carriers add fees of their own."
    : `An estimate by prices of ${pricesCheckedOn}; carriers may add fees of their own.`;
