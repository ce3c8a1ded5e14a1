import { describe, expect, it } from "vitest";
import { isRowOfFile, leftOutSentence } from "./left-out.ts";

describe("the end of an import", () => {
  it("says what of the file was left out", () => {
    expect(leftOutSentence({ duplicates: 26, problems: 0 })).toBe("26 possible duplicates were left out.");
    expect(leftOutSentence({ duplicates: 1, problems: 0 })).toBe("1 possible duplicate was left out.");
    expect(leftOutSentence({ duplicates: 1, problems: 3 })).toBe("1 possible duplicate and 3 rows with problems were left out.");
    expect(leftOutSentence({ duplicates: 0, problems: 0 })).toBeUndefined();
  });

  it("tells a row of the file from a guest of the list", () => {
    expect(isRowOfFile("row 26")).toBe(true);
    expect(isRowOfFile("Rowena 26")).toBe(false);
  });
});
