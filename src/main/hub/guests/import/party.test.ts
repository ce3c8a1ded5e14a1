import { describe, expect, it } from "vitest";
import { partyIn } from "./party.ts";

/** `Given Family`, with `_` for a part that is not known and `+` for an unnamed plus-one. */
const shown = (text: string, familyName?: string): string[] | string =>
  partyIn(text, familyName)?.members.map(({ givenName, familyName: family, kind }) =>
    kind === "plus-one" ? "+" : `${givenName || "_"} ${family || "_"}`,
  ) ?? "one person";

describe("several guests in one name cell", () => {
  it.each<[string, string[]]>([
    ["The Haddads + 2", ["_ Haddad", "+", "+"]],
    ["The Joneses", ["_ Jones"]],
    ["The Smith Family", ["_ Smith"]],
    ["Familie Meier", ["_ Meier"]],
    ["Familie von der Heide (4)", ["_ von der Heide", "+", "+", "+"]],
    ["Famille Dubois +1", ["_ Dubois", "+"]],
    ["Mr & Mrs Smith", ["_ Smith", "_ Smith"]],
    ["Mr. and Mrs. O'Neill", ["_ O'Neill", "_ O'Neill"]],
    ["Mr & Mrs John Smith", ["_ Smith", "John Smith"]],
    ["Anna und Paul Meier", ["Anna Meier", "Paul Meier"]],
    ["Anna & Paul Meier + 2", ["Anna Meier", "Paul Meier", "+", "+"]],
    ["Anna & Paul Meier (3)", ["Anna Meier", "Paul Meier", "+"]],
    ["Anna Schmidt & Paul Meier", ["Anna Schmidt", "Paul Meier"]],
    ["Anna, Paul and Kim Meier", ["Anna Meier", "Paul Meier", "Kim Meier"]],
    ["Meier, Anna & Paul", ["Anna Meier", "Paul Meier"]],
    ["Juan y María López", ["Juan López", "María López"]],
    ["Léa et Omar", ["Léa _", "Omar _"]],
    ["Anna&Paul Meier", ["Anna Meier", "Paul Meier"]],
    ["ليلى و خالد حداد", ["ليلى حداد", "خالد حداد"]],
    ["Anna Meier + 1", ["Anna Meier", "+"]],
    ["Anna Meier plus one", ["Anna Meier", "+"]],
    ["Anna Meier und Begleitung", ["Anna Meier", "+"]],
    ["Anna Meier & Guest", ["Anna Meier", "+"]],
    ["Jürgen und Käthe von der Heide", ["Jürgen von der Heide", "Käthe von der Heide"]],
  ])("%s", (text, members) => {
    expect(shown(text)).toEqual(members);
    expect(partyIn(text)?.label).toBe(text);
  });

  it("takes the family name from its own column", () => {
    expect(shown("Anna & Paul", "Meier")).toEqual(["Anna Meier", "Paul Meier"]);
    expect(partyIn("Anna & Paul", "Meier")?.label).toBe("Anna & Paul Meier");
    expect(shown("Anna + 1", "Meier")).toEqual(["Anna Meier", "+"]);
  });

  it.each([
    "Anna Meier",
    "Haddad, Léa",
    "José Ortega y Gasset",
    "Andy Anderson",
    "Yves",
    "Etta James",
    "Meier (Anna)",
    "Anna & 7 dwarfs",
    "The Band & 40",
    "Anna +40",
    "",
  ])("leaves one name alone: %s", (text) => {
    expect(shown(text)).toBe("one person");
  });
});
