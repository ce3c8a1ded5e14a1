import { describe, expect, it } from "vitest";
import { costlyWords, savingWords, smsCountWords } from "./sms-words.ts";

describe("an SMS in a planner's words", () => {
  it("counts texts, and the room while there is one", () => {
    expect(smsCountWords({ units: 64, encoding: "UCS-2", segments: 1 })).toBe("64 of 70 characters: 1 text for this guest");
    expect(smsCountWords({ units: 120, encoding: "GSM-7", segments: 1 })).toBe("120 of 160 characters: 1 text for this guest");
    expect(smsCountWords({ units: 170, encoding: "GSM-7", segments: 2 })).toBe("170 characters: 2 texts for this guest");
  });

  it("says what a look-alike would save, and nothing where it saves nothing", () => {
    expect(savingWords({ segments: 2, plainSegments: 1 })).toBe("They cost 1 more text for each guest.");
    expect(savingWords({ segments: 4, plainSegments: 2 })).toBe("They cost 2 more texts for each guest.");
    expect(savingWords({ segments: 1, plainSegments: 1 })).toBe("");
  });

  it("says once what many letters cost", () => {
    expect(costlyWords(["ن", "د", "،"])).toBe("Arabic letters: 70 per text instead of 160.");
    expect(costlyWords(["Ж", "ω"])).toBe("Cyrillic letters and Greek letters: 70 per text instead of 160.");
    expect(costlyWords(["’", "🎉"])).toBe("\u2068’\u2069 \u2068🎉\u2069: 70 per text instead of 160.");
  });
});
