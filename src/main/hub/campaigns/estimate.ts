import type { Review } from "#shared/api/campaigns.ts";
import type { TextLoad } from "./assemble.ts";
import type { TextTerms } from "./world.ts";

/** Prices are known in US dollars only (providers/profiles). */
export const currency = "USD";

export interface Estimate extends Pick<Review, "costCents" | "costByCountry"> {
  /** Countries of texts whose price nobody knows. */
  readonly unknownCountries: readonly string[];
}

/** What the texts would cost before they are sent, by country, the dearest first. Practice costs nothing. Pure. */
export const estimateOf = (
  textsByCountry: ReadonlyMap<string, TextLoad>,
  prices: Pick<TextTerms, "centsOf">,
  practice: boolean,
): Estimate => {
  if (practice) return { costCents: null, costByCountry: [], unknownCountries: [] };
  const costByCountry = [...textsByCountry].map(([country, { messages, segments, byParts }]) => ({
    country,
    messages,
    segments,
    cents: sumOf([...byParts].map(([parts, count]) => timesOrNull(prices.centsOf(country, parts), count))),
  }));
  const known = costByCountry.flatMap(({ cents }) => cents ?? []);
  return {
    // Rounded up once, at the end: many prices are fractions of a cent.
    costCents: known.length === 0 ? null : Math.ceil(known.reduce((sum, cents) => sum + cents, 0)),
    costByCountry: costByCountry.toSorted((a, b) => (b.cents ?? -1) - (a.cents ?? -1)),
    unknownCountries: costByCountry.filter(({ cents }) => cents === null).map(({ country }) => country),
  };
};

const timesOrNull = (cents: number | null, count: number): number | null => (cents === null ? null : cents * count);

const sumOf = (cents: readonly (number | null)[]): number | null =>
  cents.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
