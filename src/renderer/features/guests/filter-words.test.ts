import { describe, expect, it } from "vitest";
import type { GuestFilter } from "#shared/domain/guest-view.ts";
import { choicesOf, chosenIds, filterWords, searchChoices, toggleChoice, turnedRound } from "./filter-words.ts";

const german: GuestFilter = { field: "language", operator: "is", values: ["de"] };
const choices = choicesOf([
  {
    field: "language",
    values: [
      { value: "de", count: 3 },
      { value: "fr", count: 1 },
    ],
  },
  { field: "diet", values: [{ value: "vegan", count: 2 }] },
  {
    field: "reach",
    values: [
      { value: "by-email", count: 4 },
      { value: "email:ok", count: 4 },
    ],
  },
]);

describe("filter choices", () => {
  it("are found by their field and by their value", () => {
    expect(searchChoices(choices, "vegan").map(({ id }) => id)).toEqual(["diet~vegan"]);
    expect(searchChoices(choices, "lang").map(({ words }) => words)).toEqual(["German", "French"]);
    expect(searchChoices(choices, "language fre").map(({ id }) => id)).toEqual(["language~fr"]);
  });

  it("offer nobody's words, not the machine's", () => {
    expect(choices.filter(({ field }) => field === "reach").map(({ words }) => words)).toEqual(["by email"]);
    expect(choices.filter(({ field }) => field === "diet").map(({ words }) => words)).toEqual(["vegan", "none"]);
  });
});

describe("chips", () => {
  it("gather the values of one field, and go with the last of them", () => {
    const both = toggleChoice([german], { field: "language", value: "fr" });
    expect(both).toEqual([{ ...german, values: ["de", "fr"] }]);
    expect([...chosenIds(both)]).toEqual(["language~de", "language~fr"]);
    expect(toggleChoice(toggleChoice(both, { field: "language", value: "fr" }), { field: "language", value: "de" })).toEqual([]);
    expect(toggleChoice([german], { field: "diet", value: "vegan" })).toHaveLength(2);
  });

  it("read like a sentence", () => {
    expect(filterWords({ ...german, values: ["de", "fr"] })).toEqual({ field: "Language", operator: "is", values: "German or French" });
    expect(filterWords({ field: "tag", operator: "is-not", values: [""] })).toEqual({ field: "Tag", operator: "is not", values: "none" });
  });

  it("can ask for anything that needs attention", () => {
    const any = toggleChoice([german], { field: "attention", value: "*" });
    expect(any.at(-1)).toEqual({ field: "attention", operator: "is-not-empty", values: [] });
    expect(filterWords(any[1] ?? german)).toMatchObject({ field: "Needs attention", operator: "is anything" });
    expect(chosenIds(any).has("attention~*")).toBe(true);
    expect(toggleChoice(any, { field: "attention", value: "*" })).toEqual([german]);
  });

  it("can be turned round, and back", () => {
    expect(turnedRound(german).operator).toBe("is-not");
    expect(turnedRound(turnedRound(german))).toEqual(german);
  });
});
