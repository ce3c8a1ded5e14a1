import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvCell } from "./csv-table.ts";

const cell = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.stringMatching(/^[=+\-@'"\t\r\n,; a-z0-9]{0,12}$/u));

describe("CSV cells", () => {
  it.each(["=1+1", "+49171", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1"])("never start like a formula: %s", (text) => {
    const [[shown]] = Papa.parse<string[]>(csvCell(text)).data as [[string]];
    expect(shown.startsWith("'")).toBe(true);
  });
  it("come back from a parser as they were, but for one apostrophe in front", () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const [row = []] = Papa.parse<string[]>(`${cells.map(csvCell).join(",")}\r\n`, { delimiter: ",", newline: "\r\n" }).data;
        expect(row.map((text) => text.replace(/^'/u, ""))).toEqual(cells);
        expect(row.every((text) => !/^[=+\-@\t\r\n\0＝＋－＠]/u.test(text))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
