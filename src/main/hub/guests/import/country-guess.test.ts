import { describe, expect, it } from "vitest";
import { guessCountry } from "./country-guess.ts";

const columns = [
  { index: 0, header: "Name", samples: [], suggested: "full-name" as const },
  { index: 1, header: "Phone", samples: [], suggested: "phone" as const },
];
const guess = (numbers: readonly string[], home: string): string =>
  guessCountry([["Name", "Phone"], ...numbers.map((number) => ["x", number])], 0, columns, home);

describe("the country of numbers without a prefix", () => {
  it.each<[string, readonly string[], string, string]>([
    ["is the wedding's when they are valid there", ["06 12 34 56 78", "01 23 45 67 89"], "FR", "FR"],
    ["is another one when they are not", ["0171 3920012", "0151 23456789", "030 23125000"], "FR", "DE"],
    ["is found for British mobiles", ["07400 123456", "07911 123456", "020 7946 0000"], "FR", "GB"],
    ["is the wedding's when every number has its prefix", ["+49 171 3920012", "0049 171 3920013"], "FR", "FR"],
    ["is the wedding's when nothing is valid anywhere", ["0000000000", "12345"], "FR", "FR"],
    ["is the wedding's for a list without numbers", [], "SE", "SE"],
    ["bears with a few broken ones", ["06 12 34 56 78", "01 23 45 67 89", "0123456"], "FR", "FR"],
  ])("%s", (_, numbers, home, country) => {
    expect(guess(numbers, home)).toBe(country);
  });
});
