import { describe, expect, it } from "vitest";
import { assumedCentsPerPart, estimateOf } from "./estimate.ts";

const load = (byParts: readonly (readonly [parts: number, count: number])[]) => ({
  messages: byParts.reduce((sum, [, count]) => sum + count, 0),
  segments: byParts.reduce((sum, [parts, count]) => sum + parts * count, 0),
  byParts: new Map(byParts),
});
/** WhatsApp-like: a message to Brazil costs the same in one part or three. */
const prices = {
  centsOf: (country: string, segments: number) =>
    country === "US" ? 0.83 * segments : country === "DE" ? 11 * segments : country === "BR" ? 5 : null,
};

describe("the estimate of a review", () => {
  it("adds up by country, the dearest first, and rounds up once", () => {
    const texts = new Map([
      ["US", load([[1, 3]])],
      ["DE", load([[2, 2]])],
      ["BR", load([[3, 2]])],
    ]);
    const { costCents, costByCountry } = estimateOf(texts, prices, false);
    expect(costByCountry.map(({ country, messages, segments, cents }) => [country, messages, segments, cents])).toEqual([
      ["DE", 2, 4, 44],
      ["BR", 2, 6, 10],
      ["US", 3, 3, expect.closeTo(2.49)],
    ]);
    expect(costCents).toBe(57);
  });

  it("says which prices nobody knows, and counts the others", () => {
    const texts = new Map([
      ["US", load([[1, 100]])],
      ["FR", load([[1, 5]])],
      ["", load([[1, 1]])],
    ]);
    expect(estimateOf(texts, prices, false)).toMatchObject({
      costCents: 83,
      unknownCountries: ["FR", ""],
      countedCents: 83 + 6 * assumedCentsPerPart,
    });
    expect(estimateOf(new Map([["FR", load([[1, 5]])]]), prices, false).costCents).toBeNull();
  });

  it("is nothing without texts, and in practice", () => {
    expect(estimateOf(new Map(), prices, false).costCents).toBeNull();
    expect(estimateOf(new Map([["US", load([[1, 100]])]]), prices, true)).toEqual({
      costCents: null,
      costByCountry: [],
      unknownCountries: [],
      countedCents: 0,
    });
  });
});
