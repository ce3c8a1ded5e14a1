import { describe, expect, it } from "vitest";
import { ageWords, confirmationFor } from "./held-words.ts";

describe("what it takes to decide about held messages", () => {
  it.each([
    ["arrived", 1, "none"],
    ["skip", 1, "none"],
    ["arrived", 30, "button"],
    ["skip", 2, "button"],
    ["send-again", 1, "button"],
    ["send-again", 2, "typed"],
    ["send-again", 400, "typed"],
  ] as const)("%s about %i: %s", (decision, count, wanted) => expect(confirmationFor(decision, count)).toBe(wanted));
});

it.each([
  [5_000, "less than a minute"],
  [59 * 60_000, "59 min"],
  [125 * 60_000, "2 h 5 min"],
  [120 * 60_000, "2 h"],
  [3 * 86_400_000, "3 days"],
])("an age of %i ms is said as %s", (ms, words) => expect(ageWords(ms)).toBe(words));
