import { describe, expect, it } from "vitest";
import { costWords, pricesWords } from "./cost-words.ts";

const usa = { country: "US", messages: 3, segments: 6, cents: 4.98 };
const france = { country: "FR", messages: 2, segments: 2, cents: null };

describe("the cost in a review", () => {
  it("is said with its parts, and names whoever has no price", () => {
    const known = { costCents: 5, currency: "USD", smsSegments: 6, costByCountry: [usa] };
    expect(costWords(known)).toBe("about $0.05 for 6 SMS parts");
    expect(costWords({ ...known, smsSegments: 8, costByCountry: [usa, france] })).toBe(
      "about $0.05 for 8 SMS parts, without 2 people whose price is not known",
    );
    expect(costWords({ ...known, costCents: null, costByCountry: [france] })).toMatch(/^not known/u);
    expect(costWords({ ...known, costCents: null, costByCountry: [] })).toBe("nothing");
  });

  it("tells how old its prices are", () => {
    expect(pricesWords({ pricesCheckedOn: "2026-11-23" })).toContain("2026-11-23");
    expect(pricesWords({ pricesCheckedOn: null })).toMatch(/^An estimate/u);
  });
});
