import { describe, expect, it } from "vitest";
import { dateLanguageOf } from "./merge-values.ts";
import { dateWords } from "./words.ts";

describe("the language of dates", () => {
  it.each([
    ["de-CH", ["de"], "de-CH"],
    ["de", ["en", "de"], "de"],
    ["pt-BR", ["pt"], "pt-BR"],
    ["sv", ["en"], "en"],
    ["sv", [], "sv"],
  ])("of a guest who reads %s and gets texts in %j is %s", (language, texts, expected) => {
    expect(
      dateLanguageOf(
        { language },
        texts.map((one) => ({ language: one })),
      ),
    ).toBe(expected);
  });

  it("writes the same date as each of them does", () => {
    expect(dateWords("2027-06-12", "de")).toBe("Samstag, 12. Juni 2027");
    expect(dateWords("2027-06-12", "fr")).toBe("samedi 12 juin 2027");
    expect(dateWords("2027-06-12T15:00", "de")).toBe("Samstag, 12. Juni 2027");
  });
});
