import type { Review } from "#shared/api/campaigns.ts";
import type { TextLoad } from "./assemble.ts";
import type { TextTerms } from "./world.ts";

/** Prices are known in US dollars only (providers/profiles). */
export const currency = "USD";

/** Millionths of a dollar in a cent. */
export const microsPerCent = 10_000;

/**
 * Hundredths of a dollar that a part of a text counts as, for limits alone, where no price is known: our own assumption, above what most
 * countries cost. A limit that stops too early is raised by a person; one that never stops is a bill.
 */
export const assumedCentsPerPart = 15;

export interface Estimate extends Pick<Review, "costCents" | "costByCountry"> {
  /** Countries of texts whose price nobody knows. */
  readonly unknownCountries: readonly string[];
  /** What limits are compared with: with what is assumed where no price is known. */
  readonly countedCents: number;
}

/** What the texts would cost before they are sent, by country, the dearest first. Practice costs nothing. Pure. */
export const estimateOf = (
  textsByCountry: ReadonlyMap<string, TextLoad>,
  prices: Pick<TextTerms, "centsOf">,
  practice: boolean,
): Estimate => {
  if (practice) return { costCents: null, costByCountry: [], unknownCountries: [], countedCents: 0 };
  const costByCountry = [...textsByCountry].map(([country, { messages, segments, byParts }]) => ({
    country,
    messages,
    segments,
    cents: sumOf([...byParts].map(([parts, count]) => timesOrNull(prices.centsOf(country, parts), count))),
  }));
  const known = costByCountry.flatMap(({ cents }) => cents ?? []);
  const counted = costByCountry.reduce((sum, { cents, segments }) => sum + (cents ?? segments * assumedCentsPerPart), 0);
  return {
    // Rounded up once, at the end: many prices are fractions of a cent.
    costCents: known.length === 0 ? null : Math.ceil(known.reduce((sum, cents) => sum + cents, 0)),
    costByCountry: costByCountry.toSorted((a, b) => (b.cents ?? -1) - (a.cents ?? -1)),
    countedCents: Math.ceil(counted),
    unknownCountries: costByCountry.filter(({ cents }) => cents === null).map(({ country }) => country),
  };
};

const timesOrNull = (cents: number | null, count: number): number | null => (cents === null ? null : cents * count);

const sumOf = (cents: readonly (number | null)[]): number | null =>
  cents.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
